using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What is reported, checked.</summary>
/// <param name="Type">What it says.</param>
/// <param name="From">The equipment, or the first of a range or TAC.</param>
/// <param name="To">The last of it, inclusive.</param>
/// <param name="Imsi">The subscriber of a pair; else none.</param>
/// <param name="Feed">Where it is to be listed; empty = nowhere.</param>
/// <param name="Country">Whose report it is; null = of no country.</param>
/// <param name="Validity">From when until when.</param>
/// <param name="GraceDays">How long it is grey before it is black.</param>
/// <param name="Reason">Free text, for the registry alone.</param>
/// <param name="CaseReference">The reporter's name of the case, for the registry alone.</param>
/// <param name="Origin">The list it came with; empty = by itself.</param>
internal sealed record Report(
    ReportType Type, EquipmentKey From, EquipmentKey To, Imsi Imsi, string Feed, string? Country, Validity Validity, int GraceDays, string Reason,
    string CaseReference, string Origin)
{
    private const uint QuartersOfDay = 96;

    /// <summary>What names it for its reporter: the same again is the same report.</summary>
    public (string Origin, ReportType Type, EquipmentKey From, EquipmentKey To, Imsi Imsi, string CaseReference) Name => (Origin, Type, From, To, Imsi, CaseReference);

    /// <summary>When the grace ends, if there is any.</summary>
    public uint EndOfGrace => EndOfGraceOf(Validity, GraceDays);

    /// <summary>When days of grace end that begin with a validity.</summary>
    public static uint EndOfGraceOf(Validity validity, int graceDays) => Math.Min(validity.EffectiveQuarters + ((uint)graceDays * QuartersOfDay), Validity.MaxQuarters - 1);

    /// <summary>The text that feeds publish. Few differ: what differs with every case stays in the registry.</summary>
    public string PublishedReason => Country is null ? RegistryWords.Of(Type) : $"{RegistryWords.Of(Type)} {Country}";

    /// <summary>What it wants listed. With a grace it is grey first: who uses it is to be told before it is blocked (Q.5050 9.7).</summary>
    public IEnumerable<Claim> Claims(ReportOptions options)
    {
        if (Feed.Length == 0)
            yield break;
        EquipmentList list = ReportRules.ListOf(Type, options);
        if (GraceDays > 0)
        {
            yield return Make(EquipmentList.Grey, new Validity(Validity.EffectiveQuarters, EndOfGrace));
            yield return Make(list, new Validity(EndOfGrace, Validity.ExpiresQuarters));
        }
        else
        {
            yield return Make(list, Validity);
        }
    }

    private Claim Make(EquipmentList list, Validity validity) => new("report", Feed, new FeedListing(From, To, Imsi, list, PublishedReason, validity));
}
