using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What is declared of a TAC.</summary>
/// <param name="Tac">The TAC.</param>
/// <param name="Complete">Whether every owner whose word counts says that all that was made is declared.</param>
/// <param name="Declarations">Each owner's word.</param>
/// <param name="Conflicts">Where two claim the same serial numbers.</param>
internal sealed record TacProduction(string Tac, bool Complete, IReadOnlyList<OwnerProduction> Declarations, IReadOnlyList<ProductionConflict> Conflicts);

/// <summary>What one owner says of a TAC.</summary>
/// <param name="Participant">The owner's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Which version of its word this is.</param>
/// <param name="Since">Number in the ledger of the change that made it.</param>
/// <param name="Until">Number in the ledger of the change that replaced or withdrew it; null = it stands.</param>
/// <param name="Complete">Whether all that was made is declared.</param>
/// <param name="Country">ISO 3166 alpha-2, if said.</param>
/// <param name="ValidFrom">Since when it is true, if said.</param>
/// <param name="RangeCount">How many ranges there are.</param>
/// <param name="Serials">How many serial numbers are in them.</param>
/// <param name="Ranges">The ranges, from <c>from</c> on, as many as asked for.</param>
/// <param name="Counts">Whether it counts: its owner is not disabled, and the TAC is still its own.</param>
internal sealed record OwnerProduction(
    long Participant, string Name, long Version, long Since, long? Until, bool Complete, string? Country, string? ValidFrom, long RangeCount, long Serials, IReadOnlyList<DeclaredRange> Ranges,
    bool Counts);

/// <summary>A page of TACs that a participant declares something of.</summary>
/// <param name="Declarations">In order of the TACs.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null = this is the last.</param>
internal sealed record DeclaredTacPage(IReadOnlyList<DeclaredTac> Declarations, string? Next);

/// <summary>A TAC that a participant declares something of.</summary>
/// <param name="Tac">The TAC.</param>
/// <param name="Version">Which version of its word stands.</param>
/// <param name="Complete">Whether all that was made is declared.</param>
/// <param name="RangeCount">How many ranges there are.</param>
/// <param name="Serials">How many serial numbers are in them.</param>
internal sealed record DeclaredTac(string Tac, long Version, bool Complete, long RangeCount, long Serials);

/// <summary>Looks at what was declared.</summary>
internal static class ProductionView
{
    private const string Columns =
        """
        SELECT p.tac AS Tac, p.participant AS Participant, o.name AS Name, p.version AS Version, p.since AS Since, p.until AS Until, p.complete AS Complete, p.country AS Country,
               p.valid_from AS ValidFrom, p.ranges AS Ranges, p.serials AS Serials, p.lost AS Lost, o.disabled AS Disabled
        FROM productions p JOIN participants o ON o.id = p.participant
        """;

    /// <summary>What stands of a TAC.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="tac">The TAC.</param>
    /// <param name="from">The first serial number to show.</param>
    /// <param name="limit">How many ranges of each owner at most.</param>
    public static async Task<TacProduction> OfAsync(DbConnection connection, Tac tac, long from, int limit)
    {
        Row[] rows = [.. await connection.QueryAsync<Row>($"{Columns} WHERE p.tac = @tac AND p.until IS NULL ORDER BY p.participant", new { tac = (long)tac.Value })];
        List<OwnerProduction> owners = [];
        foreach (Row row in rows)
            owners.Add(row.Read(await RangesAsync(connection, row, from, limit)));
        ConflictPage conflicts = await ProductionConflicts.ListAsync(connection, (long)tac.Value - 1, null, 1);
        return new(tac.ToString(), rows.Any(r => r.Counts) && rows.All(r => r.Complete != 0 || !r.Counts), owners, [.. conflicts.Conflicts.Where(c => c.Tac == tac.ToString())]);
    }

    /// <summary>What an owner said of a TAC once.</summary>
    /// <exception cref="RegistryException">There is no such version.</exception>
    public static async Task<OwnerProduction> VersionAsync(DbConnection connection, Tac tac, long participant, long version, long from, int limit)
    {
        Row? row = await connection.QuerySingleOrDefaultAsync<Row>(
            $"{Columns} WHERE p.tac = @tac AND p.participant = @participant AND p.version = @version", new { tac = (long)tac.Value, participant, version });
        return row is null
            ? throw new RegistryException(RegistryFault.NotFound, $"participant {participant} made no version {version} of TAC {tac}")
            : row.Read(await RangesAsync(connection, row, from, limit));
    }

    /// <summary>Who ever declared something of a TAC.</summary>
    public static async Task<long[]> OwnersAsync(DbConnection connection, Tac tac) =>
        [.. await connection.QueryAsync<long>("SELECT DISTINCT participant FROM productions WHERE tac = @tac", new { tac = (long)tac.Value })];

    /// <summary>The TACs that a participant declares something of.</summary>
    public static async Task<DeclaredTacPage> ListAsync(DbConnection connection, long participant, long after, int limit)
    {
        Row[] rows = [.. await connection.QueryAsync<Row>(
            $"{Columns} WHERE p.participant = @participant AND p.tac > @after AND p.until IS NULL ORDER BY p.tac LIMIT @limit", new { participant, after, limit = limit + 1 })];
        DeclaredTac[] found = [.. rows.Select(r => new DeclaredTac(new Tac((uint)r.Tac).ToString(), r.Version, r.Complete != 0, r.Ranges, r.Serials))];
        return found.Length > limit ? new(found[..limit], found[limit - 1].Tac) : new(found, null);
    }

    // A range was there at a version if it came with that one or before and went only with a later one.
    private static async Task<DeclaredRange[]> RangesAsync(DbConnection connection, Row row, long from, int limit) =>
        [.. (await connection.QueryAsync<(long From, long To)>(
            """
            SELECT serial_from, serial_to FROM (
                SELECT serial_from, serial_to FROM produced_ranges WHERE tac = @Tac AND participant = @Participant AND since <= @Since
                UNION ALL
                SELECT serial_from, serial_to FROM produced_ranges_past WHERE tac = @Tac AND participant = @Participant AND since <= @Since AND until > @Since
            ) AS ranges WHERE serial_to >= @from ORDER BY serial_from LIMIT @limit
            """,
            new { row.Tac, row.Participant, row.Since, from, limit })).Select(r => new DeclaredRange(r.From.ToString("D6"), r.To.ToString("D6")))];

    private sealed record Row(
        long Tac, long Participant, string Name, long Version, long Since, long? Until, long Complete, string? Country, long? ValidFrom, long Ranges, long Serials, long? Lost, long Disabled)
    {
        public bool Counts => Lost is null && Disabled == 0;

        public OwnerProduction Read(DeclaredRange[] ranges) =>
            new(Participant, Name, Version, Since, Until, Complete != 0, Country, ValidFrom is long day ? Day.Text(day) : null, Ranges, Serials, ranges, Counts);
    }
}
