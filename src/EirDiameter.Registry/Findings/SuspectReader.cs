using System.Data.Common;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Finds, by few set-based statements, the equipment that a rule may speak of, and reads its summaries one equipment at a time. It works on a connection of its own
/// with temporary tables of its own, so that what it reads can be written elsewhere meanwhile.
/// </summary>
internal sealed class SuspectReader(DbConnection connection)
{
    private const string MakeTables =
        """
        DROP TABLE IF EXISTS suspected;
        DROP TABLE IF EXISTS suspects;
        CREATE TEMPORARY TABLE suspected (key BIGINT NOT NULL, kinds BIGINT NOT NULL);
        CREATE TEMPORARY TABLE suspects (key BIGINT NOT NULL PRIMARY KEY, kinds BIGINT NOT NULL)
        """;

    private const string SuspectOverlapping =
        """
        INSERT INTO suspected
        SELECT DISTINCT n.key, @kind FROM usage n
        JOIN usage o ON o.key = n.key AND o.country <> n.country AND o.from_day <= n.to_day AND n.from_day <= o.to_day
        WHERE n.period BETWEEN @first AND @last
        """;

    private const string SuspectMany =
        "INSERT INTO suspected SELECT DISTINCT key, @kind FROM usage WHERE subscribers > @threshold AND period BETWEEN @first AND @last";

    private const string SuspectOpen = "INSERT INTO suspected SELECT key, @bit FROM findings WHERE status = 'open' AND kind = @kind";

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
    /// <param name="first">The first period to look at.</param>
    /// <param name="last">The last.</param>
    /// <param name="manySubscribers">The threshold.</param>
    /// <param name="openToo">Whether equipment with open findings is looked at again, whatever its period.</param>
    public async Task FindAsync(long first, long last, long manySubscribers, bool openToo)
    {
        await connection.ExecuteAsync(MakeTables);
        await connection.ExecuteAsync(SuspectOverlapping, new { kind = Bit(FindingKind.SeveralCountries), first, last }, commandTimeout: 0);
        await connection.ExecuteAsync(SuspectMany, new { kind = Bit(FindingKind.ManySubscribers), threshold = manySubscribers, first, last }, commandTimeout: 0);
        if (openToo)
        {
            // Whether these still hold shows when their summaries are read; of the other kinds it shows in the statements above.
            foreach (FindingKind kind in (FindingKind[])[FindingKind.SeveralCountries, FindingKind.ManySubscribers])
                await connection.ExecuteAsync(SuspectOpen, new { bit = Bit(kind), kind = RegistryWords.Of(kind) }, commandTimeout: 0);
        }
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

    private static long Bit(FindingKind kind) => 1L << (int)kind;

    private static FindingKind[] Kinds(long bits) => [.. Enum.GetValues<FindingKind>().Where(k => (bits & Bit(k)) != 0)];
}
