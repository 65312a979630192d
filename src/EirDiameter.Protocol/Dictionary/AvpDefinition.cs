namespace EirDiameter.Protocol;

/// <summary>Data types of AVPs, RFC 6733 4.2 and 4.3.</summary>
public enum AvpType : byte
{
    /// <summary>Any octets.</summary>
    OctetString,

    /// <summary>Signed, 4 octets.</summary>
    Integer32,

    /// <summary>Signed, 8 octets.</summary>
    Integer64,

    /// <summary>Unsigned, 4 octets.</summary>
    Unsigned32,

    /// <summary>Unsigned, 8 octets.</summary>
    Unsigned64,

    /// <summary>IEEE 754 single precision, 4 octets.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 octets.</summary>
    Float64,

    /// <summary>AVPs within an AVP.</summary>
    Grouped,

    /// <summary>Address family (2 octets) and address.</summary>
    Address,

    /// <summary>Seconds since 1900, 4 octets, with the overflow of 2036.</summary>
    Time,

    /// <summary>Text in UTF-8.</summary>
    UTF8String,

    /// <summary>A host or realm name in ASCII.</summary>
    DiameterIdentity,

    /// <summary>A URI of the schemes aaa and aaas.</summary>
    DiameterURI,

    /// <summary>Integer32 with named values.</summary>
    Enumerated,

    /// <summary>A packet filter, kept as text.</summary>
    IPFilterRule,
}

/// <summary>What the definition of an AVP says of its M bit.</summary>
public enum MandatoryRule : byte
{
    /// <summary>Set or clear, as the sender likes.</summary>
    May,

    /// <summary>Must be set.</summary>
    Must,

    /// <summary>Must be clear.</summary>
    MustNot,
}

/// <summary>What is known of one AVP.</summary>
/// <param name="Code">AVP code.</param>
/// <param name="VendorId">Vendor; 0 means that the V bit must be clear.</param>
/// <param name="Name">Name as the standard writes it.</param>
/// <param name="Type">Data type.</param>
/// <param name="Mandatory">Rule for the M bit.</param>
/// <param name="Opaque">True for Grouped AVPs whose content is somebody else's: it is carried, never judged.</param>
public sealed record AvpDefinition(uint Code, uint VendorId, string Name, AvpType Type, MandatoryRule Mandatory, bool Opaque = false)
{
    /// <summary>The only size the data may have, in octets; -1 when it varies.</summary>
    public int FixedSize { get; } = Type switch
    {
        AvpType.Integer32 or AvpType.Unsigned32 or AvpType.Float32 or AvpType.Time or AvpType.Enumerated => 4,
        AvpType.Integer64 or AvpType.Unsigned64 or AvpType.Float64 => 8,
        _ => -1,
    };

    /// <summary>The least size the data may have, in octets; also the size of the zero-filled example in a Failed-AVP.</summary>
    public int MinimumSize { get; } = Type switch
    {
        AvpType.Integer32 or AvpType.Unsigned32 or AvpType.Float32 or AvpType.Time or AvpType.Enumerated => 4,
        AvpType.Integer64 or AvpType.Unsigned64 or AvpType.Float64 => 8,
        AvpType.Address => 6,
        _ => 0,
    };

    /// <summary>Flags as we send them.</summary>
    public AvpFlags Flags { get; } =
        (VendorId == 0 ? AvpFlags.None : AvpFlags.Vendor) | (Mandatory == MandatoryRule.Must ? AvpFlags.Mandatory : AvpFlags.None);

    /// <summary>True for a Grouped AVP whose content is ours to judge.</summary>
    public bool IsOpenGroup => Type == AvpType.Grouped && !Opaque;

    /// <summary>True when the data may have this size.</summary>
    public bool AllowsSize(int size) => FixedSize < 0 ? size >= MinimumSize : size == FixedSize;

    /// <summary>True when the M bit is as the definition wants it.</summary>
    public bool AllowsFlags(AvpFlags flags) => Mandatory switch
    {
        MandatoryRule.Must => (flags & AvpFlags.Mandatory) != 0,
        MandatoryRule.MustNot => (flags & AvpFlags.Mandatory) == 0,
        _ => true,
    };
}
