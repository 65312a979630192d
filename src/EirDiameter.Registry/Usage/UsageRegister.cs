using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Keeps the summaries of used equipment that countries and operators send, one for each participant and period (Q.5052 7).</summary>
internal sealed class UsageRegister(RegistryDatabase database, UsageOptions options, TimeProvider time)
{
    /// <summary>Most periods in one upload; their numbers are <c>sequence * MaxPeriods</c> and on.</summary>
    public const long MaxPeriods = 512;

    private const string MakeTables =
        """
        DROP TABLE IF EXISTS used_equipment;
        DROP TABLE IF EXISTS used_subscribers;
        DROP TABLE IF EXISTS replaced_tacs;
        CREATE TEMPORARY TABLE used_equipment (
            line BIGINT NOT NULL PRIMARY KEY, key BIGINT NOT NULL, from_day BIGINT NOT NULL, to_day BIGINT NOT NULL, subscribers BIGINT NOT NULL);
        CREATE TEMPORARY TABLE used_subscribers (line BIGINT NOT NULL, hash BIGINT NOT NULL);
        CREATE TEMPORARY TABLE replaced_tacs (tac BIGINT NOT NULL, to_day BIGINT NOT NULL)
        """;

    private const string Repeated =
        """
        SELECT line, key FROM (
            SELECT line, key, ROW_NUMBER() OVER (PARTITION BY key, from_day, to_day ORDER BY line) AS place FROM used_equipment) d
        WHERE place > 1
        """;

    private const string Keep =
        """
        INSERT INTO usage (key, period, country, from_day, to_day, subscribers)
        SELECT e.key, p.id, p.country, p.from_day, p.to_day, e.subscribers
        FROM used_equipment e JOIN usage_periods p ON p.participant = @participant AND p.from_day = e.from_day AND p.to_day = e.to_day
        ORDER BY e.key, p.id;

        INSERT INTO usage_subscribers (key, period, hash)
        SELECT e.key, p.id, s.hash
        FROM used_subscribers s JOIN used_equipment e ON e.line = s.line
            JOIN usage_periods p ON p.participant = @participant AND p.from_day = e.from_day AND p.to_day = e.to_day
        ORDER BY e.key, p.id, s.hash;

        DELETE FROM tacs_in_use
        WHERE country = @country AND EXISTS (SELECT 1 FROM replaced_tacs r WHERE r.tac = tacs_in_use.tac AND r.to_day <= tacs_in_use.first_day)
            AND NOT EXISTS (
                SELECT 1 FROM usage u
                WHERE u.key BETWEEN tacs_in_use.tac * 1000000 AND tacs_in_use.tac * 1000000 + 999999 AND u.country = tacs_in_use.country);

        INSERT INTO tacs_in_use (country, tac, first_day, last_day)
        SELECT @country, key / 1000000, MIN(to_day), MAX(to_day) FROM used_equipment WHERE key <= @maxImei GROUP BY key / 1000000
        ON CONFLICT (country, tac) DO UPDATE SET
            first_day = CASE WHEN excluded.first_day < tacs_in_use.first_day THEN excluded.first_day ELSE tacs_in_use.first_day END,
            last_day = CASE WHEN excluded.last_day > tacs_in_use.last_day THEN excluded.last_day ELSE tacs_in_use.last_day END
        """;

    /// <summary>Keeps an upload. What the participant sent before about the same periods is replaced.</summary>
    /// <param name="actor">Who sends it, of a country.</param>
    /// <param name="rows">The lines from the first on, each time it is called.</param>
    /// <param name="report">Takes what became of each.</param>
    /// <param name="sha256">Of the body, for the ledger.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The numbers of the periods it brought, first and last, and what it replaced; null = nothing was accepted.</returns>
    /// <exception cref="RegistryException">The caller has no country, or there are too many periods.</exception>
    public Task<UploadedUsage?> UploadAsync(
        Actor actor, Func<BulkReport, IEnumerable<BulkRow>> rows, BulkReport report, string sha256, CancellationToken cancellation)
    {
        string country = actor.Country
            ?? throw new RegistryException(RegistryFault.NotAllowed, $"{actor.Name} has no country: an administration or operator sends what is used in its own");
        return database.ChangeAsync(
            actor,
            "usage-uploaded",
            async change =>
            {
                await change.Connection.ExecuteAsync(MakeTables, transaction: change.Transaction);
                await StageAsync(change, rows, report, cancellation);
                await RefuseRepeatedAsync(change, report);
                List<Period> periods = [.. await change.Connection.QueryAsync<Period>(
                    "SELECT from_day AS FromDay, to_day AS ToDay, COUNT(*) AS Equipment FROM used_equipment GROUP BY from_day, to_day ORDER BY from_day, to_day",
                    transaction: change.Transaction)];
                if (periods.Count == 0)
                    return null;
                if (periods.Count > MaxPeriods)
                    throw new RegistryException(RegistryFault.Refused, $"the upload has {periods.Count} different periods, more than {MaxPeriods}: send fewer at a time");
                List<Period> replaced = [];
                long first = change.Sequence * MaxPeriods;
                for (int i = 0; i < periods.Count; i++)
                {
                    if (await ReplaceAsync(change, country, first + i, periods[i]))
                        replaced.Add(periods[i]);
                }

                await EquipmentInUse.CountAsync(change, country);
                await change.Connection.ExecuteAsync(
                    Keep, new { participant = actor.Id, country, maxImei = (long)EquipmentKey.MaxImei }, change.Transaction, commandTimeout: 0);
                report.Sequence = change.Sequence;
                change.Record(new
                {
                    country,
                    periods = periods.Select(p => new { from = Day.Text(p.FromDay), to = Day.Text(p.ToDay), p.Equipment }),
                    report.Lines,
                    report.Rejected,
                    sha256,
                });
                ReplacedUsage? before = replaced.Count == 0 ? null : new(actor.Id, country, replaced.Min(p => p.FromDay), replaced.Max(p => p.ToDay));
                return new UploadedUsage(first, first + periods.Count - 1, before);
            },
            cancellation);
    }

    /// <summary>Removes the summaries of periods that ended longer ago than they may be kept.</summary>
    /// <returns>How many periods.</returns>
    public Task<int> PruneAsync(CancellationToken cancellation) => database.ChangeAsync(
        Actor.Registry,
        "usage-pruned",
        async change =>
        {
            long oldest = Day.Of(time.GetUtcNow()) - options.RetentionDays;
            long[] ids = [.. await change.Connection.QueryAsync<long>("SELECT id FROM usage_periods WHERE to_day < @oldest", new { oldest }, change.Transaction)];
            foreach (long id in ids)
                await RemoveAsync(change, id);
            if (ids.Length > 0)
                change.Record(new { periods = ids.Length, endedBefore = Day.Text(oldest) });
            return ids.Length;
        },
        cancellation);

    /// <summary>The periods that are kept, newest first.</summary>
    /// <param name="participant">Of this one only; null = of all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<UsagePeriodView>> ListAsync(long? participant, int limit, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(long Participant, string Country, long FromDay, long ToDay, long Equipment, long Sequence)> rows =
            await connection.QueryAsync<(long, string, long, long, long, long)>(
                $"""
                SELECT participant, country, from_day, to_day, equipment, sequence FROM usage_periods
                {(participant is null ? "" : "WHERE participant = @participant")} ORDER BY to_day DESC, from_day DESC, id DESC LIMIT @limit
                """,
                new { participant = participant ?? 0, limit });
        return [.. rows.Select(r => new UsagePeriodView(r.Participant, r.Country, Day.Text(r.FromDay)!, Day.Text(r.ToDay)!, r.Equipment, r.Sequence))];
    }

    private static async Task RefuseRepeatedAsync(Change change, BulkReport report)
    {
        IEnumerable<(long Line, long Key)> repeated = await change.Connection.QueryAsync<(long, long)>($"{Repeated} ORDER BY line", transaction: change.Transaction);
        bool any = false;
        foreach ((long line, long key) in repeated)
        {
            any = true;
            report.Revoke(line, new EquipmentKey((ulong)key).ToString(), "an earlier line has the same equipment and period");
        }

        if (any)
            await change.Connection.ExecuteAsync($"DELETE FROM used_equipment WHERE line IN (SELECT r.line FROM ({Repeated}) r)", transaction: change.Transaction);
    }

    private static async Task RemoveAsync(Change change, long period)
    {
        await EquipmentInUse.DiscountAsync(change, period);
        await change.Connection.ExecuteAsync(
            """
            DELETE FROM usage_subscribers WHERE period = @period;
            DELETE FROM usage WHERE period = @period;
            DELETE FROM usage_periods WHERE id = @period
            """,
            new { period },
            change.Transaction,
            commandTimeout: 0);
    }

    private static async Task<bool> ReplaceAsync(Change change, string country, long id, Period period)
    {
        long? old = await change.Connection.ExecuteScalarAsync<long?>(
            "SELECT id FROM usage_periods WHERE participant = @Id AND from_day = @FromDay AND to_day = @ToDay",
            new { change.Actor.Id, period.FromDay, period.ToDay },
            change.Transaction);
        if (old is { } replaced)
        {
            await change.Connection.ExecuteAsync(
                "INSERT INTO replaced_tacs (tac, to_day) SELECT DISTINCT key / 1000000, to_day FROM usage WHERE period = @replaced",
                new { replaced },
                change.Transaction);
            await RemoveAsync(change, replaced);
        }

        await change.Connection.ExecuteAsync(
            """
            INSERT INTO usage_periods (id, participant, country, from_day, to_day, equipment, sequence)
            VALUES (@id, @participant, @country, @FromDay, @ToDay, @Equipment, @sequence)
            """,
            new { id, participant = change.Actor.Id, country, period.FromDay, period.ToDay, period.Equipment, sequence = change.Sequence },
            change.Transaction);
        return old is not null;
    }

    // The body is read twice, since rows of two tables cannot be sent at once; it lies in a file.
    private async Task StageAsync(Change change, Func<BulkReport, IEnumerable<BulkRow>> rows, BulkReport report, CancellationToken cancellation)
    {
        bool hashed = false;
        object?[] values = new object?[5];
        await change.Dialect.InsertAsync(
            change.Connection,
            change.Transaction,
            "used_equipment",
            ["line", "key", "from_day", "to_day", "subscribers"],
            Read(rows(report), report).Select(r =>
            {
                hashed |= r.Usage.Hashes.Count > 0;
                report.Accept();
                (values[0], values[1], values[2], values[3], values[4]) = (r.Line, (long)r.Usage.Key.Value, r.Usage.From, r.Usage.To, r.Usage.Subscribers);
                return values;
            }),
            cancellation);
        if (!hashed)
            return;
        object?[] pair = new object?[2];
        BulkReport told = new();
        await change.Dialect.InsertAsync(
            change.Connection,
            change.Transaction,
            "used_subscribers",
            ["line", "hash"],
            Read(rows(told), told).SelectMany(r => r.Usage.Hashes.Select(hash =>
            {
                (pair[0], pair[1]) = (r.Line, hash);
                return pair;
            })),
            cancellation);
    }

    private IEnumerable<(long Line, UsageRow Usage)> Read(IEnumerable<BulkRow> rows, BulkReport report)
    {
        UsageRow usage = new(Day.Of(time.GetUtcNow()), options.RetentionDays);
        foreach (BulkRow row in rows)
        {
            if (usage.TryRead(row, out string? error))
                yield return (row.Line, usage);
            else
                report.Reject(row.Line, row[0], error!);
        }
    }

    private sealed class Period
    {
        public long FromDay { get; init; }

        public long ToDay { get; init; }

        public long Equipment { get; init; }
    }
}

/// <summary>What an upload brought.</summary>
/// <param name="First">Number of its first period.</param>
/// <param name="Last">Number of its last.</param>
/// <param name="Replaced">What it took the place of; null = nothing.</param>
internal sealed record UploadedUsage(long First, long Last, ReplacedUsage? Replaced);

/// <summary>Summaries that were replaced.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Country">Where.</param>
/// <param name="From">The first day of all.</param>
/// <param name="To">The last.</param>
internal sealed record ReplacedUsage(long Participant, string Country, long From, long To);

/// <summary>A period whose summary is kept.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Country">Where.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Equipment">How many equipment it names.</param>
/// <param name="Sequence">Of the ledger entry that brought it.</param>
internal sealed record UsagePeriodView(long Participant, string Country, string From, string To, long Equipment, long Sequence);
