using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Where two owners claim the same serial numbers: kept up to date with every declaration, so that it can be shown at once.</summary>
internal static class ProductionConflicts
{
    private const int MaxTold = 1000;

    /// <summary>Looks again at TACs of which the one who makes the change says something else now.</summary>
    /// <returns>The conflicts that it has in these TACs; the first 1000.</returns>
    public static async Task<IReadOnlyList<ProductionConflict>> RefreshAsync(Change change, long[] tacs)
    {
        object keys = new { tacs = change.Dialect.Keys(tacs), owner = change.Actor.Id };
        await change.Connection.ExecuteAsync(
            $"DELETE FROM production_conflicts WHERE tac IN (SELECT key FROM {change.Dialect.KeysSource("tacs")}) AND (first = @owner OR second = @owner)", keys, change.Transaction);
        (long Tac, long Other, string Name)[] shared = [.. await change.Connection.QueryAsync<(long, long, string)>(
            $"""
            SELECT p.tac, p.participant, o.name
            FROM {change.Dialect.KeysSource("tacs")} JOIN productions p ON p.tac = key AND p.participant <> @owner AND p.until IS NULL AND p.ranges > 0
                JOIN participants o ON o.id = p.participant
            ORDER BY p.tac, p.participant
            """,
            keys,
            change.Transaction)];
        List<ProductionConflict> told = [];
        foreach ((long tac, long other, string name) in shared)
        {
            if (await CompareAsync(change, tac, other) is not { } found)
                continue;
            (long first, long second) = other < change.Actor.Id ? (other, change.Actor.Id) : (change.Actor.Id, other);
            await change.Connection.ExecuteAsync(
                """
                INSERT INTO production_conflicts (tac, first, second, ranges, serials, serial_from, serial_to, since)
                VALUES (@tac, @first, @second, @Overlaps, @Serials, @From, @To, @Sequence)
                """,
                new { tac, first, second, found.Overlaps, found.Serials, found.From, found.To, change.Sequence },
                change.Transaction);
            ProductionOwner[] owners = [new(change.Actor.Id, change.Actor.Name), new(other, name)];
            if (told.Count < MaxTold)
                told.Add(new(new Tac((uint)tac).ToString(), [.. owners.OrderBy(o => o.Participant)], found.Overlaps, found.Serials, Serial(found.From), Serial(found.To), change.Sequence));
        }

        return told;
    }

    /// <summary>A page of all conflicts, in order of the TACs.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="after">Only TACs above this one.</param>
    /// <param name="participant">Only those of this participant; null = all.</param>
    /// <param name="limit">How many TACs at most; all conflicts of a TAC come together.</param>
    public static async Task<ConflictPage> ListAsync(DbConnection connection, long after, long? participant, int limit)
    {
        string own = participant is null ? "" : " AND (c.first = @participant OR c.second = @participant)";
        Row[] rows = [.. await connection.QueryAsync<Row>(
            $"""
            SELECT c.tac AS Tac, c.first AS First, a.name AS FirstName, c.second AS Second, b.name AS SecondName, c.ranges AS Overlaps, c.serials AS Serials,
                   c.serial_from AS SerialFrom, c.serial_to AS SerialTo, c.since AS Since
            FROM production_conflicts c JOIN participants a ON a.id = c.first JOIN participants b ON b.id = c.second
            WHERE c.tac IN (SELECT DISTINCT c.tac FROM production_conflicts c WHERE c.tac > @after{own} ORDER BY c.tac LIMIT @limit){own}
            ORDER BY c.tac, c.first, c.second
            """,
            new { after, participant, limit = limit + 1 })];
        long[] tacs = [.. rows.Select(r => r.Tac).Distinct()];
        long? next = tacs.Length > limit ? tacs[limit - 1] : null;
        return new([.. rows.Where(r => next is null || r.Tac <= next).Select(r => r.Read())], next is { } tac ? new Tac((uint)tac).ToString() : null);
    }

    // Both sides are in order and do not overlap in themselves: one walk through both.
    private static async Task<(long Overlaps, long Serials, long From, long To)?> CompareAsync(Change change, long tac, long other)
    {
        (long From, long To)[] mine = await RangesAsync(change, tac, change.Actor.Id);
        (long From, long To)[] theirs = await RangesAsync(change, tac, other);
        (long Overlaps, long Serials, long From, long To) found = default;
        for (int i = 0, j = 0; i < mine.Length && j < theirs.Length;)
        {
            long from = Math.Max(mine[i].From, theirs[j].From);
            long to = Math.Min(mine[i].To, theirs[j].To);
            if (from <= to)
                found = found.Overlaps == 0 ? (1, to - from + 1, from, to) : (found.Overlaps + 1, found.Serials + to - from + 1, found.From, found.To);
            if (mine[i].To < theirs[j].To)
                i++;
            else
                j++;
        }

        return found.Overlaps == 0 ? null : found;
    }

    private static async Task<(long From, long To)[]> RangesAsync(Change change, long tac, long participant) =>
        [.. await change.Connection.QueryAsync<(long, long)>(
            "SELECT serial_from, serial_to FROM produced_ranges WHERE tac = @tac AND participant = @participant ORDER BY serial_from", new { tac, participant }, change.Transaction)];

    private static string Serial(long serial) => serial.ToString("D6");

    private sealed record Row(long Tac, long First, string FirstName, long Second, string SecondName, long Overlaps, long Serials, long SerialFrom, long SerialTo, long Since)
    {
        public ProductionConflict Read() =>
            new(new Tac((uint)Tac).ToString(), [new(First, FirstName), new(Second, SecondName)], Overlaps, Serials, Serial(SerialFrom), Serial(SerialTo), Since);
    }
}

/// <summary>A page of conflicts.</summary>
/// <param name="Conflicts">In order of their TACs.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null = this is the last.</param>
internal sealed record ConflictPage(IReadOnlyList<ProductionConflict> Conflicts, string? Next);
