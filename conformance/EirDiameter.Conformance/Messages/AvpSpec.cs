using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Messages;

/// <summary>The value of an AVP as a case has it: a text, or AVPs within. Texts may hold variables.</summary>
/// <param name="Text">The text; null for a group.</param>
/// <param name="Members">The AVPs of a group; null for a text.</param>
internal sealed record AvpValue(string? Text, IReadOnlyList<AvpSpec>? Members)
{
    /// <summary>Gives a draft this value.</summary>
    /// <exception cref="FormatException">The text is no value of the AVP's type.</exception>
    public void ApplyTo(DraftAvp avp, Func<string, string> expand)
    {
        avp.Members = Members is null ? null : [.. Members.SelectMany(member => member.DraftAll(expand))];
        avp.Data = Text is null ? [] : AvpValueEncoder.Encode(AvpDictionary.Find(avp.Code, avp.Vendor), expand(Text));
    }
}

/// <summary>An AVP as a case has it.</summary>
internal sealed record AvpSpec
{
    /// <summary>Code.</summary>
    public required uint Code { get; init; }

    /// <summary>Vendor; 0 = none.</summary>
    public required uint Vendor { get; init; }

    /// <summary>Value.</summary>
    public required AvpValue Value { get; init; }

    /// <summary>What it differs in from how such an AVP should be.</summary>
    public AvpChange Change { get; init; } = AvpChange.None;

    /// <summary>How often it stands there.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many AVPs of its kind it stands in, each in the next.</summary>
    public int Nest { get; init; }

    /// <summary>The AVPs to send.</summary>
    /// <exception cref="FormatException">The value is none of the AVP's type.</exception>
    public IEnumerable<DraftAvp> DraftAll(Func<string, string> expand) => Enumerable.Repeat(0, Times).Select(_ => Draft(expand));

    /// <summary>The AVP to send.</summary>
    /// <exception cref="FormatException">The value is none of the AVP's type.</exception>
    public DraftAvp Draft(Func<string, string> expand)
    {
        DraftAvp avp = Usual(Code, Vendor);
        Value.ApplyTo(avp, expand);
        Change.ApplyTo(avp, expand);
        for (int depth = 0; depth < Nest; depth++)
        {
            DraftAvp outer = Usual(Code, Vendor);
            outer.Members = [avp];
            avp = outer;
        }

        return avp;
    }

    /// <summary>An AVP without data, with the flags that the dictionary gives it.</summary>
    public static DraftAvp Usual(uint code, uint vendor) =>
        new(code, vendor, (byte?)AvpDictionary.Find(code, vendor)?.Flags ?? (vendor == 0 ? (byte)0 : DraftAvp.VendorFlag));
}
