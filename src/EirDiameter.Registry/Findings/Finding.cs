using System.Text.Json;

namespace EirDiameter.Registry;

/// <summary>What kind of evidence a finding is.</summary>
internal enum FindingKind
{
    /// <summary>Active in more than one country at a time, and not by one roaming subscriber (Q.5052 7.5).</summary>
    SeveralCountries,

    /// <summary>More distinct subscribers at a time, in one network or several together, than one owner has (Q.5052 7.2).</summary>
    ManySubscribers,

    /// <summary>In use, and its maker, who declared the ranges of the TAC complete, did not make it (Q.5057).</summary>
    NeverProduced,

    /// <summary>In use, and its TAC is not allocated.</summary>
    NotAllocated,
}

/// <summary>What people made of a finding.</summary>
internal enum FindingStatus
{
    /// <summary>Nobody has looked at it.</summary>
    Open,

    /// <summary>It is as it seems.</summary>
    Confirmed,

    /// <summary>It means nothing; it comes back with new evidence only.</summary>
    Dismissed,

    /// <summary>It was so, and is not any more; it comes back with new evidence only.</summary>
    Resolved,
}

/// <summary>One summary that a finding stands on.</summary>
/// <param name="Country">Where.</param>
/// <param name="Participant">Who said so.</param>
/// <param name="From">First day of the period.</param>
/// <param name="To">Its last day.</param>
/// <param name="Subscribers">Distinct subscribers in it.</param>
internal sealed record FindingEvidence(string Country, long Participant, string From, string To, long Subscribers)
{
    /// <summary>Reads what a finding's row has.</summary>
    public static IReadOnlyList<FindingEvidence> Read(string json) => JsonSerializer.Deserialize<List<FindingEvidence>>(json, RegistryJson.Options)!;
}

/// <summary>A finding as the API shows it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">several-countries, many-subscribers, never-produced or not-allocated.</param>
/// <param name="Equipment">14 digits.</param>
/// <param name="Status">open, confirmed, dismissed or resolved: as the administration of the caller's country has it, or else the registrar.</param>
/// <param name="Held">Found with suspiciously many others: lists nothing.</param>
/// <param name="Countries">Where.</param>
/// <param name="FirstSeen">Beginning of the first period.</param>
/// <param name="LastSeen">End of the last.</param>
/// <param name="Subscribers">Most distinct subscribers at a time.</param>
/// <param name="Evidence">The newest summaries it stands on.</param>
/// <param name="Listed">Feeds that list the equipment for it.</param>
/// <param name="SettledBy">Who settled it, for the caller's country or for all.</param>
/// <param name="Why">Why so.</param>
/// <param name="Settlements">What the administrations of countries made of it, each for its own: as far as the caller may see them.</param>
/// <param name="Sequence">Of the ledger entry that changed it last.</param>
internal sealed record Finding(
    string Id, FindingKind Kind, string Equipment, FindingStatus Status, bool Held, IReadOnlyList<string> Countries, string FirstSeen, string LastSeen,
    long Subscribers, IReadOnlyList<FindingEvidence> Evidence, IReadOnlyList<string> Listed, string? SettledBy, string? Why,
    IReadOnlyList<CountrySettlement> Settlements, long Sequence);

/// <summary>What the administration of a country made of a finding.</summary>
/// <param name="Country">The country.</param>
/// <param name="Status">confirmed, dismissed or resolved.</param>
/// <param name="SettledBy">Who.</param>
/// <param name="Why">Why so.</param>
internal sealed record CountrySettlement(string Country, FindingStatus Status, string SettledBy, string Why);
