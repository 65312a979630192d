using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>A message as it came, with its AVPs as far as they can be told.</summary>
internal sealed class EirRequest
{
    public EirRequest(byte[] octets)
    {
        Octets = octets;
        Avps = Read(octets[20..], out NaiveAvp? unsound);
        Unsound = unsound;
    }

    public byte[] Octets { get; }

    public byte Version => Octets[0];

    public byte Flags => Octets[4];

    public bool IsRequest => (Flags & 0x80) != 0;

    public bool IsProxiable => (Flags & 0x40) != 0;

    public uint Command => NaiveMessage.Number(Octets, 5, 3);

    public uint Application => NaiveMessage.Number(Octets, 8, 4);

    public uint HopByHop => NaiveMessage.Number(Octets, 12, 4);

    public uint EndToEnd => NaiveMessage.Number(Octets, 16, 4);

    public List<NaiveAvp> Avps { get; }

    /// <summary>The AVP whose length cannot be; null when all can.</summary>
    public NaiveAvp? Unsound { get; }

    public NaiveAvp? Find(uint code, uint vendor = 0) => Avps.Find(avp => avp.Code == code && avp.Vendor == vendor);

    public string Text(uint code) => Find(code)?.Text ?? "";

    /// <summary>AVPs up to the first whose length cannot be.</summary>
    public static List<NaiveAvp> Read(byte[] octets, out NaiveAvp? unsound)
    {
        unsound = null;
        for (int end = 0; ;)
        {
            if (end >= octets.Length)
                return NaiveMessage.DecodeAvps(octets)!;
            int left = octets.Length - end;
            byte flags = left > 4 ? octets[end + 4] : (byte)0;
            int header = (flags & 0x80) != 0 ? 12 : 8;
            int length = left >= 8 ? (int)NaiveMessage.Number(octets, end + 5, 3) : 0;
            if (left < 8 || length < header || length > left)
            {
                uint code = left >= 4 ? NaiveMessage.Number(octets, end, 4) : 0;
                uint vendor = header == 12 && left >= 12 ? NaiveMessage.Number(octets, end + 8, 4) : 0;
                unsound = new NaiveAvp(code, vendor, flags, []);
                return NaiveMessage.DecodeAvps(octets[..end])!;
            }

            end += (length + 3) / 4 * 4;
            end = Math.Min(end, octets.Length);
        }
    }
}
