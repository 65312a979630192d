using System.Data.Common;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Finds, by few set-based statements, the equipment that a rule may speak of, and reads its summaries one equipment at a time. It works on a connection of its own
/// with temporary tables of its own, so that what it reads can be written elsewhere meanwhile.
/// </summary>
internal sealed class SuspectReader(DbConnection connection, Dialect dialect, AllocationStatus allocations, FindingsOptions options)
{
    private const string MakeTables =
        """
        DROP TABLE IF EXISTS suspected;
        DROP TABLE IF EXISTS suspects;
        CREATE TEMPORARY TABLE suspected (key BIGINT NOT NULL, kinds BIGINT NOT NULL);
        CREATE TEMPORARY TABLE suspects (key BIGINT NOT NULL PRIMARY KEY, kinds BIGINT NOT NULL)
        """;

    // Joins are written as CROSS JOIN, which SQLite does in the order written: from the summaries that are looked through to the others of the same equipment.
    private const string SuspectOverlapping =
        """
        INSERT INTO suspected
        SELECT DISTINCT n.key, @kind FROM usage n CROSS JOIN usage o
        WHERE o.key = n.key AND o.country <> n.country AND o.from_day <= n.to_day AND n.from_day <= o.to_day AND
        """;

    private const string SuspectMany = "INSERT INTO suspected SELECT DISTINCT n.key, @kind FROM usage n WHERE n.subscribers > @threshold AND";

    private const string SuspectOpen = "INSERT INTO suspected SELECT key, @bit FROM findings WHERE status = 'open' AND kind = @kind";

    private const string SuspectReplaced = $"INSERT INTO suspected SELECT r.key, @bit FROM ({DetectionScope.StoodOnReplaced}) r WHERE r.kind = @kind";

    private const string Gather =
        """
        INSERT INTO suspects
        SELECT key, CAST(SUM(kinds) AS BIGINT) FROM (SELECT DISTINCT key, kinds FROM suspected) s GROUP BY key ORDER BY key;
        ANALYZE suspects
        """;

    private const string ReadUses =
        """
        SELECT u.key, s.kinds, u.period, u.country, p.participant, u.from_day, u.to_day, u.subscribers, h.hash
        FROM suspects s JOIN usage u ON u.key = s.key JOIN usage_periods p ON p.id = u.period
            LEFT JOIN usage_subscribers h ON h.key = u.key AND h.period = u.period
        ORDER BY u.key, u.period
        """;

    /// <summary>Takes note of what a rule may speak of.</summary>
    public async Task FindAsync(DetectionScope scope)
    {
        await connection.ExecuteAsync(MakeTables);
        await connection.ExecuteAsync($"{SuspectOverlapping} {scope.Within("n")}", new { kind = Bit(FindingKind.SeveralCountries), scope.First, scope.Last }, commandTimeout: 0);
        var many = new { kind = Bit(FindingKind.ManySubscribers), threshold = options.ManySubscribers, scope.First, scope.Last };
        await connection.ExecuteAsync($"{SuspectMany} {scope.Within("n")}", many, commandTimeout: 0);
        if (await connection.ExecuteScalarAsync<long?>("SELECT hash FROM usage_subscribers LIMIT 1") is not null)
            await connection.ExecuteAsync(SuspectManyTogether(scope), many, commandTimeout: 0);
        OriginReader origins = new(connection, dialect, allocations);
        await origins.NeverProducedAsync(scope, Bit(FindingKind.NeverProduced));
        if (options.NotAllocated)
            await origins.NotAllocatedAsync(scope, Bit(FindingKind.NotAllocated));
        await FindOpenAsync(scope);
    }

    /// <summary>The equipment that was noted, with the kinds for which it was; each is valid until the next.</summary>
    public IEnumerable<(Suspect Suspect, IReadOnlyCollection<FindingKind> Kinds)> Read()
    {
        connection.Execute(Gather, commandTimeout: 0);
        using DbCommand command = connection.CreateCommand();
        command.CommandText = ReadUses;
        command.CommandTimeout = 0;
        using DbDataReader reader = command.ExecuteReader();
        Suspect suspect = new();
        Suspect.Use? use = null;
        long period = 0;
        long kinds = 0;
        while (reader.Read())
        {
            long key = reader.GetInt64(0);
            if (use is null || key != suspect.Key)
            {
                if (use is not null)
                    yield return (suspect, Kinds(kinds));
                suspect.Begin(key);
                (kinds, use) = (reader.GetInt64(1), null);
            }

            if (use is null || reader.GetInt64(2) != period)
            {
                period = reader.GetInt64(2);
                use = new(string.Intern(reader.GetString(3)), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), []);
                suspect.Add(use);
            }

            if (!reader.IsDBNull(8))
                use.Hashes.Add(reader.GetInt64(8));
        }

        if (use is not null)
            yield return (suspect, Kinds(kinds));
    }

    // The sum of the counts is never less than the hashes are, and costs no look at these.
    private static string SuspectManyTogether(DetectionScope scope) =>
        $"""
        INSERT INTO suspected
        SELECT DISTINCT s.key, @kind FROM (
            SELECT n.key, MIN(n.from_day) AS from_day, MIN(n.to_day) AS to_day FROM usage n CROSS JOIN usage o
            WHERE o.key = n.key AND o.from_day <= n.to_day AND n.from_day <= o.to_day AND {scope.Within("n")}
            GROUP BY n.key, n.period HAVING COUNT(*) > 1 AND SUM(o.subscribers) > @threshold) s
        WHERE (
            SELECT COUNT(DISTINCT h.hash) FROM usage o JOIN usage_subscribers h ON h.key = o.key AND h.period = o.period
            WHERE o.key = s.key AND o.from_day <= s.to_day AND s.from_day <= o.to_day) > @threshold
        """;

    private static long Bit(FindingKind kind) => 1L << (int)kind;

    private static FindingKind[] Kinds(long bits) => [.. Enum.GetValues<FindingKind>().Where(k => (bits & Bit(k)) != 0)];

    // Whether open findings still hold shows when their summaries are read.
    private async Task FindOpenAsync(DetectionScope scope)
    {
        if (scope.Replaced is { } replaced)
        {
            foreach (FindingKind kind in Enum.GetValues<FindingKind>())
            {
                await connection.ExecuteAsync(
                    SuspectReplaced,
                    new { bit = Bit(kind), kind = RegistryWords.Of(kind), replaced.Country, replaced.From, replaced.To, scope.Named },
                    commandTimeout: 0);
            }
        }

        if (!scope.IsAll)
            return;

        // Of the other kinds it shows in the statements above.
        foreach (FindingKind kind in (FindingKind[])[FindingKind.SeveralCountries, FindingKind.ManySubscribers])
            await connection.ExecuteAsync(SuspectOpen, new { bit = Bit(kind), kind = RegistryWords.Of(kind) }, commandTimeout: 0);
    }
}
