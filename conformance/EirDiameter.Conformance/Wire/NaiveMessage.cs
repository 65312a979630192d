namespace EirDiameter.Conformance.Wire;

/// <summary>
/// One message, decoded and encoded from RFC 6733 3 without a look at the product's codec: what one of the two gets wrong the other shows.
/// </summary>
internal sealed class NaiveMessage
{
    public byte Version { get; init; } = 1;

    public byte Flags { get; init; }

    public uint Command { get; init; }

    public uint Application { get; init; }

    public uint HopByHop { get; init; }

    public uint EndToEnd { get; init; }

    public List<NaiveAvp> Avps { get; init; } = [];

    public NaiveAvp this[uint code] => Avps.Single(a => a.Code == code && a.Vendor == 0);

    public static NaiveMessage? Decode(byte[] octets)
    {
        if (octets.Length < 20 || octets[0] != 1 || Number(octets, 1, 3) != octets.Length || octets.Length % 4 != 0)
            return null;
        List<NaiveAvp>? avps = DecodeAvps(octets[20..]);
        return avps is null
            ? null
            : new NaiveMessage
            {
                Flags = octets[4],
                Command = Number(octets, 5, 3),
                Application = Number(octets, 8, 4),
                HopByHop = Number(octets, 12, 4),
                EndToEnd = Number(octets, 16, 4),
                Avps = avps,
            };
    }

    public static List<NaiveAvp>? DecodeAvps(byte[] octets)
    {
        var avps = new List<NaiveAvp>();
        int at = 0;
        while (at < octets.Length)
        {
            if (octets.Length - at < 8)
                return null;
            uint code = Number(octets, at, 4);
            byte flags = octets[at + 4];
            int length = (int)Number(octets, at + 5, 3);
            int header = (flags & 0x80) != 0 ? 12 : 8;
            if (length < header || at + length > octets.Length)
                return null;
            uint vendor = header == 12 ? Number(octets, at + 8, 4) : 0;
            avps.Add(new NaiveAvp(code, vendor, flags, octets[(at + header)..(at + length)]));
            at += length;
            while (at % 4 != 0)
                at++;
        }

        return avps;
    }

    public byte[] Encode()
    {
        var octets = new List<byte> { Version };
        byte[] payload = [.. Avps.SelectMany(a => a.Octets())];
        AddNumber(octets, (uint)(20 + payload.Length), 3);
        octets.Add(Flags);
        AddNumber(octets, Command, 3);
        AddNumber(octets, Application, 4);
        AddNumber(octets, HopByHop, 4);
        AddNumber(octets, EndToEnd, 4);
        octets.AddRange(payload);
        return [.. octets];
    }

    public static uint Number(byte[] octets, int at, int size)
    {
        uint value = 0;
        for (int i = 0; i < size; i++)
            value = (value * 256) + octets[at + i];
        return value;
    }

    public static void AddNumber(List<byte> octets, uint value, int size)
    {
        for (int i = size - 1; i >= 0; i--)
            octets.Add((byte)(value >> (8 * i)));
    }
}
