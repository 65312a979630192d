using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Messages;

/// <summary>An AVP on its way to be sent, right or wrong.</summary>
internal sealed class DraftAvp(uint code, uint vendor, byte flags)
{
    public const byte VendorFlag = 0x80;

    /// <summary>Code, RFC 6733 4.1.</summary>
    public uint Code { get; } = code;

    /// <summary>Vendor; written when the V flag is set.</summary>
    public uint Vendor { get; set; } = vendor;

    /// <summary>The octet of flags.</summary>
    public byte Flags { get; set; } = flags;

    /// <summary>Its data, unless it is a group.</summary>
    public byte[] Data { get; set; } = [];

    /// <summary>What it contains, if it is a group.</summary>
    public List<DraftAvp>? Members { get; set; }

    /// <summary>What its length field claims, if not the truth.</summary>
    public LengthClaim? Length { get; set; }

    /// <summary>The octet that pads it.</summary>
    public byte Padding { get; set; }

    /// <summary>Same AVP, other object.</summary>
    public DraftAvp Copy() => new(Code, Vendor, Flags)
    {
        Data = Data,
        Members = Members is null ? null : [.. Members.Select(member => member.Copy())],
        Length = Length,
        Padding = Padding,
    };

    /// <summary>Appends its octets.</summary>
    public void Write(List<byte> octets)
    {
        bool hasVendor = (Flags & VendorFlag) != 0;
        List<byte> data = [.. Data];
        foreach (DraftAvp member in Members ?? [])
            member.Write(data);
        int length = (hasVendor ? 12 : 8) + data.Count;
        NaiveMessage.AddNumber(octets, Code, 4);
        octets.Add(Flags);
        NaiveMessage.AddNumber(octets, Length?.For(length) ?? (uint)length, 3);
        if (hasVendor)
            NaiveMessage.AddNumber(octets, Vendor, 4);
        octets.AddRange(data);
        for (; length % 4 != 0; length++)
            octets.Add(Padding);
    }
}
