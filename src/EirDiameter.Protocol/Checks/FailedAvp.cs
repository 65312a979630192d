namespace EirDiameter.Protocol;

/// <summary>Where the octets of an AVP inside Failed-AVP come from.</summary>
internal enum FailedAvpKind : byte
{
    None,

    /// <summary>From the request, as they are.</summary>
    Copy,

    /// <summary>Made up: header, and zeros of the least size.</summary>
    Example,

    /// <summary>Made up: an Unsigned32 outside any group.</summary>
    Value,
}

/// <summary>One AVP to be shown in Failed-AVP, RFC 6733 7.5.</summary>
internal readonly struct FailedAvp
{
    private FailedAvp(FailedAvpKind kind, AvpFlags flags, uint code, uint vendorId, int offset, int length, uint value)
    {
        Kind = kind;
        Flags = flags;
        Code = code;
        VendorId = vendorId;
        Offset = offset;
        Length = length;
        Value = value;
    }

    public FailedAvpKind Kind { get; }

    public AvpFlags Flags { get; }

    public uint Code { get; }

    public uint VendorId { get; }

    /// <summary>Where it starts in the request.</summary>
    public int Offset { get; }

    /// <summary>Length with header, without padding.</summary>
    public int Length { get; }

    public uint Value { get; }

    public static FailedAvp Copy(uint code, uint vendorId, int offset, int length) =>
        new(FailedAvpKind.Copy, AvpFlags.None, code, vendorId, offset, length, 0);

    /// <summary>An example with the flags of its definition, or those given when they were received.</summary>
    public static FailedAvp Example(uint code, uint vendorId, AvpFlags? flags = null)
    {
        AvpDefinition? definition = AvpDictionary.Find(code, vendorId);
        AvpFlags shown = (flags ?? definition?.Flags ?? AvpFlags.Mandatory) & AvpFlags.Mandatory;
        int length = AvpHeader.SizeFor(vendorId) + (definition?.MinimumSize ?? 0);
        return new(FailedAvpKind.Example, shown, code, vendorId, 0, length, 0);
    }

    public static FailedAvp OfValue(uint code, uint value) =>
        new(FailedAvpKind.Value, AvpFlags.Mandatory, code, 0, 0, AvpHeader.Size + 4, value);
}
