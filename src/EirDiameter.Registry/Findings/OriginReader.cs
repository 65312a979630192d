using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Takes note of equipment in use that should not be there at all: its maker never made it (Q.5057), or its TAC is not allocated.</summary>
internal sealed class OriginReader(DbConnection connection, Dialect dialect, AllocationStatus allocations)
{
    private const int AtOnce = 10_000;

    private const string Complete = "SELECT 1 FROM productions WHERE until IS NULL AND complete = 1 LIMIT 1";

    /// <summary>Notes what every owner of its TAC, all of which call what they declare complete, does not declare.</summary>
    public async Task NeverProducedAsync(DetectionScope scope, long bit)
    {
        if (await connection.ExecuteScalarAsync<long?>(Complete) is null)
            return;
        await connection.ExecuteAsync(Sift(scope), new { scope.First, scope.Last }, commandTimeout: 0);
        EquipmentKey[] some;
        for (long after = -1; (some = await PageAsync(after)).Length > 0; after = (long)some[^1].Value)
        {
            Dictionary<EquipmentKey, ProducedAnswer> said = await ProducedVerdicts.OfAsync(connection, null, dialect, some);
            await connection.ExecuteAsync(
                $"INSERT INTO suspected SELECT keys.key, @bit FROM {dialect.KeysSource("keys")}",
                new { bit, keys = dialect.Keys([.. some.Where(k => said[k].Verdict == ProducedVerdict.NotProduced).Select(k => (long)k.Value)]) });
        }
    }

    /// <summary>Notes what is of a TAC that the TAC database would have by now, reckoned from when the TAC was first seen in use anywhere.</summary>
    public async Task NotAllocatedAsync(DetectionScope scope, long bit)
    {
        List<long> unknown = [.. await connection.QueryAsync<long>(
            UnknownTacs(scope), new { scope.First, scope.Last, maxImei = (long)EquipmentKey.MaxImei }, commandTimeout: 0)];
        foreach (long[] some in unknown.Chunk(AtOnce))
        {
            Dictionary<Tac, TacAllocation> known = await allocations.OfAsync(connection, null, [.. some.Select(t => new Tac((uint)t))]);
            IEnumerable<(long Tac, long Seen)> seen = await connection.QueryAsync<(long, long)>(
                $"SELECT t.tac, MIN(t.first_day) FROM {dialect.KeysSource("tacs")} JOIN tacs_in_use t ON t.tac = keys.key GROUP BY t.tac", new { tacs = dialect.Keys(some) });
            long[] denied = [.. seen.Where(s => known[new Tac((uint)s.Tac)].State(DateTimeOffset.UnixEpoch.AddDays(s.Seen)) == TacState.NotAllocated).Select(s => s.Tac)];
            await connection.ExecuteAsync(
                $"""
                INSERT INTO suspected
                SELECT DISTINCT u.key, @bit FROM {dialect.KeysSource("tacs")} CROSS JOIN usage u
                WHERE u.key BETWEEN keys.key * 1000000 AND keys.key * 1000000 + 999999 AND u.period BETWEEN @First AND @Last
                """,
                new { bit, tacs = dialect.Keys(denied), scope.First, scope.Last },
                commandTimeout: 0);
        }
    }

    // A first sieve: of a TAC that somebody calls complete, and not in a range of anybody whose word counts. What it means that several own a TAC is for ProducedVerdicts to say.
    private static string Sift(DetectionScope scope) =>
        $"""
        DROP TABLE IF EXISTS undeclared;
        CREATE TEMPORARY TABLE undeclared (key BIGINT NOT NULL PRIMARY KEY);
        INSERT INTO undeclared
        SELECT DISTINCT u.key FROM usage u
        WHERE {scope.Within("u")}
            AND EXISTS (SELECT 1 FROM productions p WHERE p.tac = u.key / 1000000 AND p.until IS NULL AND p.complete = 1)
            AND NOT EXISTS (
                SELECT 1 FROM productions p JOIN participants o ON o.id = p.participant AND o.disabled = 0
                WHERE p.tac = u.key / 1000000 AND p.until IS NULL AND (
                    SELECT r.serial_to FROM produced_ranges r
                    WHERE r.tac = p.tac AND r.participant = p.participant AND r.serial_from <= u.key % 1000000
                    ORDER BY r.serial_from DESC LIMIT 1) >= u.key % 1000000)
        """;

    private static string UnknownTacs(DetectionScope scope) =>
        $"""
        SELECT DISTINCT u.key / 1000000 FROM usage u
        WHERE {scope.Within("u")} AND u.key <= @maxImei AND NOT EXISTS (SELECT 1 FROM allocations a WHERE a.tac = u.key / 1000000)
        """;

    private async Task<EquipmentKey[]> PageAsync(long after) => [.. (await connection.QueryAsync<long>(
        "SELECT key FROM undeclared WHERE key > @after ORDER BY key LIMIT @AtOnce", new { after, AtOnce })).Select(k => new EquipmentKey((ulong)k))];
}
