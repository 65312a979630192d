using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EirDiameter.EndToEnd.Tests.Diameter;

/// <summary>One AVP that came in.</summary>
internal sealed record ReceivedAvp(uint Code, uint Vendor, byte Flags, byte[] Data)
{
    public uint Number => BinaryPrimitives.ReadUInt32BigEndian(Data);

    public string Text => Encoding.UTF8.GetString(Data);

    public IReadOnlyList<ReceivedAvp> Members => DiameterMessage.ReadAvps(Data);
}

/// <summary>A message that came in. Reading is strict: what breaks RFC 6733 3 and 4.1 throws.</summary>
internal sealed class DiameterMessage
{
    public DiameterMessage(byte[] octets)
    {
        if (octets[0] != 1) throw new InvalidDataException($"Version {octets[0]}");
        if (Wire.ReadLength(octets) != octets.Length || octets.Length % 4 != 0) throw new InvalidDataException($"Message length {Wire.ReadLength(octets)}");
        Octets = octets;
        Avps = ReadAvps(octets.AsSpan(Wire.HeaderSize));
    }

    public byte[] Octets { get; }

    public IReadOnlyList<ReceivedAvp> Avps { get; }

    public byte Flags => Octets[4];

    public bool IsRequest => (Flags & Wire.Request) != 0;

    public uint Command => BinaryPrimitives.ReadUInt32BigEndian(Octets.AsSpan(4)) & 0xFFFFFF;

    public uint Application => BinaryPrimitives.ReadUInt32BigEndian(Octets.AsSpan(8));

    public uint HopByHop => BinaryPrimitives.ReadUInt32BigEndian(Octets.AsSpan(12));

    public uint EndToEnd => BinaryPrimitives.ReadUInt32BigEndian(Octets.AsSpan(16));

    public uint? ResultCode => Find(268)?.Number;

    /// <summary>What the answer says: white, black, grey, unknown (5422), or the Result-Code.</summary>
    public string Outcome
    {
        get
        {
            if (ResultCode is { } result and not 2001) return result.ToString(CultureInfo.InvariantCulture);
            if (Find(297) is { } experimental)
            {
                ReceivedAvp code = experimental.Members.First(avp => avp.Code == 298);
                ReceivedAvp vendor = experimental.Members.First(avp => avp.Code == 266);
                return (vendor.Number, code.Number) == (Wire.ThreeGpp, 5422) ? "unknown" : $"{vendor.Number}/{code.Number}";
            }

            return Find(1445, Wire.ThreeGpp)?.Number switch { 0 => "white", 1 => "black", 2 => "grey", null => "2001", var other => $"status {other}" };
        }
    }

    public ReceivedAvp? Find(uint code, uint vendor = 0) => Avps.FirstOrDefault(avp => avp.Code == code && avp.Vendor == vendor);

    public static List<ReceivedAvp> ReadAvps(ReadOnlySpan<byte> octets)
    {
        List<ReceivedAvp> avps = [];
        while (octets.Length > 0)
        {
            uint code = BinaryPrimitives.ReadUInt32BigEndian(octets);
            byte flags = octets[4];
            int length = Wire.ReadLength(octets[4..]), header = (flags & Wire.VendorSpecific) != 0 ? 12 : 8;
            if (length < header || length > octets.Length) throw new InvalidDataException($"AVP {code} with length {length} in {octets.Length} octets");
            uint vendor = header == 12 ? BinaryPrimitives.ReadUInt32BigEndian(octets[8..]) : 0;
            avps.Add(new ReceivedAvp(code, vendor, flags, octets[header..length].ToArray()));
            octets = octets[Math.Min(octets.Length, (length + 3) / 4 * 4)..];
        }

        return avps;
    }
}
