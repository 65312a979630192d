namespace EirDiameter.Equipment;

/// <summary>
/// The configuration section "Policy". What is null is as the preset says. A status is one of white, black, grey and unknown, in
/// any case of letters. Everything is text, so that <see cref="Validate"/> can name the key of what is wrong.
/// </summary>
public sealed record PolicyOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Policy";

    /// <summary>Name of a <see cref="PolicyPreset"/>.</summary>
    public string Preset { get; init; } = nameof(PolicyPreset.StandardUnknown);

    /// <summary>Which list wins when several hold at the same level: black, grey and white, each once. Default: in this order.</summary>
    public IReadOnlyList<string>? Precedence { get; init; }

    /// <summary>A status to answer everything with, whatever is listed; null = off. For emergencies.</summary>
    public string? GlobalOverride { get; init; }

    /// <summary>Subscribers whose status does not depend on their equipment. Ranges may not overlap.</summary>
    public IReadOnlyList<ImsiRangeOptions>? ImsiRanges { get; init; }

    /// <summary>The status of equipment that nothing speaks of.</summary>
    public string? Unlisted { get; init; }

    /// <summary>The status of equipment whose identity is missing or unreadable, or "error" (default): Result-Code 5004, 5005 if missing.</summary>
    public string? Malformed { get; init; }

    /// <summary>The status of unlisted equipment with a test TAC, or "ignore" (default): as any other.</summary>
    public string? TestTac { get; init; }

    /// <summary>The status of unlisted equipment that its maker declared as never made, or "ignore": as any other.</summary>
    public string? NotProduced { get; init; }

    /// <summary>The status of blocked equipment that a white pair listing lets this subscriber use. Default: white.</summary>
    public string? BlackWithPair { get; init; }

    /// <summary>The status to answer with when the listings cannot be read, or "error" (default): Result-Code 5012.</summary>
    public string? StoreUnavailable { get; init; }

    /// <summary>What is wrong, each with its configuration key and what was expected; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate() => PolicyTable.Build(this).Errors;
}

/// <summary>A range of subscribers.</summary>
/// <remarks>
/// IMSIs are compared digit by digit from the left, as the country and network codes stand there: <see cref="From"/> and shorter
/// IMSIs are filled up with zeros on the right to 15 digits, <see cref="To"/> with nines. So 00101 to 00101 is all of that network.
/// (Oracle's EIR fills shorter IMSIs with zeros on the left; for 15 digits there is no difference.)
/// </remarks>
public sealed record ImsiRangeOptions
{
    /// <summary>The first IMSI, or its first digits: 1 to 15 of them.</summary>
    public string? From { get; init; }

    /// <summary>The last IMSI, inclusive, or its first digits; null = as <see cref="From"/>.</summary>
    public string? To { get; init; }

    /// <summary>white, black, grey or unknown.</summary>
    public string? Status { get; init; }
}
