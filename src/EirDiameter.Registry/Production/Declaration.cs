namespace EirDiameter.Registry;

/// <summary>What a declaration does to what its owner said before of the same TACs.</summary>
internal enum DeclarationMode
{
    /// <summary>It comes on top.</summary>
    Add,

    /// <summary>It takes its place.</summary>
    Replace,
}

/// <summary>A declaration of what was produced of one TAC.</summary>
/// <param name="Tac">8 digits; may be left out if every range is given by keys of 14 digits, or everything by IMEIs.</param>
/// <param name="Complete">Whether all that was made is declared, so that anything else is not genuine. Not given: as before, or no.</param>
/// <param name="Mode">add (default) or replace.</param>
/// <param name="Ranges">Ranges of serial numbers.</param>
/// <param name="Imeis">Single IMEIs of 14, 15 or 16 digits; a check digit is verified.</param>
/// <param name="Country">ISO 3166 alpha-2 of the country they were made in or for.</param>
/// <param name="ValidFrom">Since when this is true: yyyy-MM-dd, today or earlier.</param>
/// <param name="NothingMade">true: complete without a single serial number is meant; nothing of the TAC was ever made.</param>
internal sealed record Declaration(
    string? Tac, bool? Complete, DeclarationMode? Mode, IReadOnlyList<DeclaredRange>? Ranges, IReadOnlyList<string>? Imeis, string? Country, string? ValidFrom, bool? NothingMade);

/// <summary>A range of serial numbers.</summary>
/// <param name="From">The first: a serial number of 6 digits, or a key of 14.</param>
/// <param name="To">The last, inclusive; not given = only the first.</param>
internal sealed record DeclaredRange(string? From, string? To);

/// <summary>What a declaration did.</summary>
/// <param name="Lines">Lines with content, without the header.</param>
/// <param name="Accepted">Lines that were taken.</param>
/// <param name="Rejected">Lines that were not, and changed nothing.</param>
/// <param name="Rejects">The first 1000 of these.</param>
/// <param name="Tacs">TACs that were declared.</param>
/// <param name="Changed">Of these, TACs of which the owner says something else now; each has a new version.</param>
/// <param name="Conflicts">Where another owner claims the same serial numbers; the first 1000. Both stand until one of them withdraws.</param>
/// <param name="Sequence">Number of the change in the ledger; null = nothing was changed.</param>
internal sealed record DeclarationReport(
    long Lines, long Accepted, long Rejected, IReadOnlyList<BulkReject> Rejects, long Tacs, long Changed, IReadOnlyList<ProductionConflict> Conflicts, long? Sequence);

/// <summary>Two owners that claim the same serial numbers.</summary>
/// <param name="Tac">Of this TAC.</param>
/// <param name="Owners">The two.</param>
/// <param name="Overlaps">How many ranges both claim.</param>
/// <param name="Serials">How many serial numbers are in them.</param>
/// <param name="From">The first of these ranges: its first serial number.</param>
/// <param name="To">Its last.</param>
/// <param name="Since">Number in the ledger of the change that made it so.</param>
internal sealed record ProductionConflict(string Tac, IReadOnlyList<ProductionOwner> Owners, long Overlaps, long Serials, string From, string To, long Since);

/// <summary>Who declared something.</summary>
/// <param name="Participant">Its number.</param>
/// <param name="Name">Its name.</param>
internal sealed record ProductionOwner(long Participant, string Name);
