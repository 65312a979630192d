using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>A report as the API shows it. What its reporter keeps to itself (reason, case reference, whole IMSI) others do not see.</summary>
internal sealed record ReportView
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it says.</summary>
    public required ReportType Type { get; init; }

    /// <summary>The equipment, as a list file writes it.</summary>
    public required string Equipment { get; init; }

    /// <summary>The subscriber of a pair; others see its first digits only.</summary>
    public string? Imsi { get; init; }

    /// <summary>Number of who reported it; 0 = the registrar.</summary>
    public required long Participant { get; init; }

    /// <summary>Name of who reported it.</summary>
    public required string ParticipantName { get; init; }

    /// <summary>Whose country, if any.</summary>
    public string? Country { get; init; }

    /// <summary>The list that it came with, if it came with one.</summary>
    public string? Origin { get; init; }

    /// <summary>When it was reported.</summary>
    public required DateTimeOffset Reported { get; init; }

    /// <summary>From when it counts.</summary>
    public DateTimeOffset? Effective { get; init; }

    /// <summary>Until when, exclusive.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Days of grace.</summary>
    public long? GraceDays { get; init; }

    /// <summary>Free text.</summary>
    public string? Reason { get; init; }

    /// <summary>The reporter's name of the case.</summary>
    public string? CaseReference { get; init; }

    /// <summary>Whether it stands.</summary>
    public required bool Standing { get; init; }

    /// <summary>Number of the ledger entry that withdrew it.</summary>
    public long? Withdrawn { get; init; }

    /// <summary>What it asks feeds to list.</summary>
    public required IReadOnlyList<ReportListing> Listings { get; init; }
}

/// <summary>A listing that a report asks for.</summary>
/// <param name="Feed">In which feed.</param>
/// <param name="List">On which list.</param>
/// <param name="Reason">The text that is published.</param>
/// <param name="Effective">From when; null = always was.</param>
/// <param name="Expires">Until when, exclusive; null = never ends.</param>
internal sealed record ReportListing(string Feed, EquipmentList List, string Reason, DateTimeOffset? Effective, DateTimeOffset? Expires);

/// <summary>Answer to a report.</summary>
internal sealed record ReportAnswer
{
    /// <summary>The report, new or standing.</summary>
    public required ReportView Report { get; init; }

    /// <summary>Own reports that a recovery withdrew.</summary>
    public IReadOnlyList<string>? Withdrew { get; init; }

    /// <summary>After a recovery: how many standing reports of loss or theft still cover the equipment; only who made them may withdraw them.</summary>
    public long? StillReported { get; init; }
}

/// <summary>A page of reports.</summary>
/// <param name="Reports">In the order in which they were made.</param>
/// <param name="Next">What to ask for as <c>after</c> next; null = there are no more.</param>
internal sealed record ReportPage(IReadOnlyList<ReportView> Reports, string? Next);
