using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Messages;

/// <summary>What is wrong on purpose with an AVP.</summary>
internal sealed record AvpChange
{
    /// <summary>Nothing.</summary>
    public static readonly AvpChange None = new();

    /// <summary>The octet of flags.</summary>
    public byte? Flags { get; init; }

    /// <summary>Vendor.</summary>
    public uint? Vendor { get; init; }

    /// <summary>What the length field claims.</summary>
    public LengthClaim? Length { get; init; }

    /// <summary>The octet that pads it.</summary>
    public byte? Padding { get; init; }

    /// <summary>Its data, whatever the type.</summary>
    public string? Data { get; init; }

    /// <summary>Takes the keys out of a mapping.</summary>
    /// <exception cref="YamlProblemException">A value cannot be understood.</exception>
    public static AvpChange Read(YamlMap map, bool withVendor)
    {
        try
        {
            return new AvpChange
            {
                Flags = map.Text("flags") is { } flags ? FlagLetters.OfAvp(flags) : null,
                Vendor = withVendor && map.Number("vendor") is { } vendor ? (uint)vendor : null,
                Length = map.Text("length") is not { } length ? null
                    : LengthClaim.TryParse(length, out LengthClaim claim) ? claim
                    : throw new FormatException($"'{length}' is no length: write 7, +4 or -1"),
                Padding = map.Text("padding") is { } padding ? AvpValueEncoder.Hex(padding.Replace("hex:", "", StringComparison.Ordinal))[0] : null,
                Data = map.Text("data"),
            };
        }
        catch (FormatException e)
        {
            throw map.Problem(e.Message);
        }
    }

    /// <summary>Changes a draft.</summary>
    public void ApplyTo(DraftAvp avp, Func<string, string> expand)
    {
        avp.Flags = Flags ?? avp.Flags;
        avp.Vendor = Vendor ?? avp.Vendor;
        avp.Length = Length ?? avp.Length;
        avp.Padding = Padding ?? avp.Padding;
        if (Data is null)
            return;
        avp.Members = null;
        avp.Data = AvpValueEncoder.Encode(null, expand(Data));
    }
}
