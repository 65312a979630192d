using System.Text;

namespace EirDiameter.Conformance.Wire;

/// <summary>
/// One AVP, decoded and encoded from RFC 6733 4.1 without a look at the product's codec: lists, copies, one octet at a time.
/// </summary>
internal sealed record NaiveAvp(uint Code, uint Vendor, byte Flags, byte[] Data)
{
    public bool Mandatory => (Flags & 0x40) != 0;

    public bool HasVendor => (Flags & 0x80) != 0;

    public uint Number => NaiveMessage.Number(Data, 0, 4);

    public string Text => Encoding.UTF8.GetString(Data);

    public List<NaiveAvp> Children => NaiveMessage.DecodeAvps(Data) ?? throw new InvalidOperationException($"AVP {Code} is no sound group");

    public byte[] Octets(bool padded = true)
    {
        var octets = new List<byte>();
        NaiveMessage.AddNumber(octets, Code, 4);
        octets.Add(Flags);
        NaiveMessage.AddNumber(octets, (uint)(Data.Length + (HasVendor ? 12 : 8)), 3);
        if (HasVendor)
            NaiveMessage.AddNumber(octets, Vendor, 4);
        octets.AddRange(Data);
        while (padded && octets.Count % 4 != 0)
            octets.Add(0);
        return [.. octets];
    }
}
