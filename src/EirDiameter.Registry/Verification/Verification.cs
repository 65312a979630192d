namespace EirDiameter.Registry;

/// <summary>What speaks against equipment, the gravest first.</summary>
internal enum Concern
{
    /// <summary>It is no identity of equipment.</summary>
    InvalidFormat,

    /// <summary>It is on a black list now.</summary>
    Black,

    /// <summary>Its maker, or every owner of its TAC, says that all that was made is declared, and this is not.</summary>
    NotProduced,

    /// <summary>Its TAC is not in the TAC database, which would have it: <see cref="TacAllocation.IsDenied"/>.</summary>
    NotAllocated,

    /// <summary>Its TAC is for test equipment, which is not for the market.</summary>
    TestEquipment,

    /// <summary>It was seen in use by more than one owner, or in several countries at once.</summary>
    Duplicate,

    /// <summary>It is on a grey list now.</summary>
    Grey,

    /// <summary>The country approves equipment, and not this.</summary>
    NotApproved,
}

/// <summary>What the registry says of one equipment, each part with its source.</summary>
internal sealed record Verification
{
    /// <summary>The text that was asked about.</summary>
    public required string Asked { get; init; }

    /// <summary>14 characters; null if the text names no equipment, and then nothing below is said.</summary>
    public string? Equipment { get; init; }

    /// <summary>Whether the text is an identity of equipment.</summary>
    public required EquipmentFormat Format { get; init; }

    /// <summary>What the TAC database says; null for a MEID, which has no TAC.</summary>
    public VerifiedTac? Allocated { get; init; }

    /// <summary>What makers say was produced.</summary>
    public VerifiedProduction? Produced { get; init; }

    /// <summary>The feeds that list it, or a range that it lies in.</summary>
    public IReadOnlyList<StatusListing>? Listed { get; init; }

    /// <summary>What the summaries of use show of it, if it was not dismissed.</summary>
    public IReadOnlyList<StatusFinding>? Duplicate { get; init; }

    /// <summary>Where its TAC is approved, or is not.</summary>
    public IReadOnlyList<VerifiedApproval>? Approved { get; init; }

    /// <summary>What speaks against it, the gravest first; empty = nothing that is known here.</summary>
    public required IReadOnlyList<Concern> Concerns { get; init; }
}

/// <summary>What the TAC database says of a TAC.</summary>
/// <param name="Tac">8 digits.</param>
/// <param name="State">allocated, test, withdrawn, not-allocated or too-new-to-tell.</param>
/// <param name="Manufacturer">Who it was allocated to.</param>
/// <param name="Model">The model.</param>
/// <param name="Body">Who allocated it, by its first two digits.</param>
/// <param name="LoadedAt">When the TAC database was last loaded; null = never.</param>
/// <param name="Seen">Since when equipment of the TAC is known to be in use; null = not known.</param>
internal sealed record VerifiedTac(string Tac, TacState State, string? Manufacturer, string? Model, string Body, DateTimeOffset? LoadedAt, string? Seen);

/// <summary>What makers say of one equipment.</summary>
/// <param name="Verdict">PRODUCED, NOT_PRODUCED, RANGE_COVERED_NOT_LISTED, NO_COVERAGE or QUERY_FAILED.</param>
/// <param name="Sources">Everybody who declares something of its TAC.</param>
/// <param name="Query">What the maker answered when it was asked just for this; null = it was not asked.</param>
internal sealed record VerifiedProduction(ProducedVerdict Verdict, IReadOnlyList<ProducedSource> Sources, MakerAnswer? Query);

/// <summary>How a TAC stands with a country.</summary>
internal enum ApprovalState
{
    /// <summary>It is approved today.</summary>
    Approved,

    /// <summary>Its approval has run out, or has not begun.</summary>
    NotValid,

    /// <summary>The country declares what it approves, and this is not among it.</summary>
    NotApproved,

    /// <summary>The country declares no approvals at all.</summary>
    Unknown,
}

/// <summary>Whether a country approves a TAC.</summary>
/// <param name="Country">The country.</param>
/// <param name="State">approved, not-valid, not-approved or unknown.</param>
/// <param name="Certificate">The number of the certificate.</param>
/// <param name="ValidFrom">Its first day.</param>
/// <param name="ValidUntil">Its last day; null = no end.</param>
internal sealed record VerifiedApproval(string Country, ApprovalState State, string? Certificate, string? ValidFrom, string? ValidUntil);
