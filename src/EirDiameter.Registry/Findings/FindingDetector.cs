using System.Data.Common;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Looks through the summaries of used equipment for what should not be (Q.5052 7; Q.5057), and keeps what it finds: the same evidence again changes nothing, new evidence
/// brings the finding up to date, and opens it again if it was dismissed or resolved. An open finding whose evidence was replaced is resolved.
/// </summary>
internal sealed class FindingDetector(
    RegistryDatabase database, FindingsOptions options, UsageOptions usage, FindingListings listings, TimeProvider time, ILogger logger)
{
    private static readonly string[] Columns = ["key", "kind", "countries", "evidence", "first_day", "last_day", "oldest_day", "subscribers"];

    private const string MakeTables =
        """
        DROP TABLE IF EXISTS detected;
        DROP TABLE IF EXISTS detected_countries;
        CREATE TEMPORARY TABLE detected (
            key BIGINT NOT NULL, kind TEXT NOT NULL, countries TEXT NOT NULL, evidence TEXT NOT NULL, first_day BIGINT NOT NULL, last_day BIGINT NOT NULL,
            oldest_day BIGINT NOT NULL, subscribers BIGINT NOT NULL, old BIGINT NOT NULL DEFAULT 0, held BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (key, kind));
        CREATE TEMPORARY TABLE detected_countries (key BIGINT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL)
        """;

    private const string MarkUnchanged =
        "UPDATE detected SET old = 1 WHERE EXISTS (SELECT 1 FROM findings f WHERE f.key = detected.key AND f.kind = detected.kind AND f.evidence = detected.evidence)";

    private const string SettledButChanged =
        """
        SELECT d.key, d.kind, f.evidence, d.evidence FROM detected d JOIN findings f ON f.key = d.key AND f.kind = d.kind
        WHERE d.old = 0 AND f.status IN ('dismissed', 'resolved')
        """;

    private const string CountNew =
        """
        SELECT d.kind AS Kind, COUNT(*) AS Count FROM detected d LEFT JOIN findings f ON f.key = d.key AND f.kind = d.kind
        WHERE d.old = 0 AND (f.key IS NULL OR f.status IN ('dismissed', 'resolved')) GROUP BY d.kind
        """;

    private const string Update =
        """
        UPDATE findings SET
            evidence = d.evidence, last_day = d.last_day, oldest_day = d.oldest_day, subscribers = d.subscribers, updated = @sequence,
            first_day = CASE WHEN d.first_day < findings.first_day THEN d.first_day ELSE findings.first_day END,
            held = CASE WHEN findings.status IN ('dismissed', 'resolved') THEN d.held ELSE findings.held END,
            settled_by = CASE WHEN findings.status IN ('dismissed', 'resolved') THEN NULL ELSE findings.settled_by END,
            settled_as = CASE WHEN findings.status IN ('dismissed', 'resolved') THEN NULL ELSE findings.settled_as END,
            settled_why = CASE WHEN findings.status IN ('dismissed', 'resolved') THEN NULL ELSE findings.settled_why END,
            status = CASE WHEN findings.status IN ('dismissed', 'resolved') THEN 'open' ELSE findings.status END
        FROM detected d WHERE d.key = findings.key AND d.kind = findings.kind AND d.old = 0
        """;

    private const string Insert =
        """
        INSERT INTO findings (key, kind, sequence, ordinal, status, held, evidence, first_day, last_day, oldest_day, subscribers, updated)
        SELECT d.key, d.kind, @sequence, ROW_NUMBER() OVER (ORDER BY d.key, d.kind), 'open', d.held, d.evidence, d.first_day, d.last_day, d.oldest_day, d.subscribers, @sequence
        FROM detected d WHERE d.old = 0 AND NOT EXISTS (SELECT 1 FROM findings f WHERE f.key = d.key AND f.kind = d.kind)
        """;

    private const string KeepCountries =
        """
        DELETE FROM finding_countries WHERE EXISTS (SELECT 1 FROM detected d WHERE d.key = finding_countries.key AND d.kind = finding_countries.kind AND d.old = 0);
        INSERT INTO finding_countries (key, kind, country)
        SELECT c.key, c.kind, c.country FROM detected_countries c JOIN detected d ON d.key = c.key AND d.kind = c.kind WHERE d.old = 0
        """;

    // Evidence that may have been removed for its age proves nothing by being gone.
    private const string Resolve =
        """
        UPDATE findings SET status = 'resolved', evidence = '[]', updated = @sequence, settled_by = 0, settled_as = @name, settled_why = @why
        WHERE status = 'open' AND (@all = 1 OR kind IN ('several-countries', 'many-subscribers')) AND oldest_day >= @oldest AND NOT EXISTS (SELECT 1 FROM detected d WHERE d.key = findings.key AND d.kind = findings.kind)
        """;

    /// <summary>Looks through what an upload brought.</summary>
    public Task<Detection> RunAsync(UploadedUsage uploaded, CancellationToken cancellation) =>
        RunAsync(uploaded.First, uploaded.Last, uploaded.Replaced, all: false, cancellation);

    /// <summary>Looks through everything.</summary>
    public Task<Detection> RunAsync(CancellationToken cancellation) => RunAsync(0, long.MaxValue, openToo: true, all: true, cancellation);

    private static string Word(FindingKind kind) => RegistryWords.Of(kind);

    private async Task<Detection> RunAsync(long first, long last, bool openToo, bool all, CancellationToken cancellation) => await database.ChangeAsync(
        Actor.Registry,
        "findings-detected",
        async change =>
        {
            await using DbConnection reading = await database.OpenAsync(cancellation);
            SuspectReader suspects = new(reading);
            await suspects.FindAsync(first, last, options.ManySubscribers, openToo);
            await change.Connection.ExecuteAsync(MakeTables, transaction: change.Transaction);
            List<(long Key, string Kind, IReadOnlyList<string> Countries)> countries = [];
            await InsertAsync(change, "detected", Columns, Judge(suspects.Read(), countries), cancellation);
            object?[] row = new object?[3];
            await InsertAsync(change, "detected_countries", ["key", "kind", "country"], countries.SelectMany(c => c.Countries.Select(country =>
            {
                (row[0], row[1], row[2]) = (c.Key, c.Kind, country);
                return row;
            })), cancellation);
            Detection detection = await KeepAsync(change, openToo, all);
            (long listed, long taken) = await listings.ApplyAsync(change);
            if (detection.New + detection.Changed + detection.Resolved + listed + taken > 0)
                change.Record(new { detection.New, detection.Changed, detection.Resolved, detection.Held, listed, taken });
            return detection;
        },
        cancellation);

    private static Task<long> InsertAsync(Change change, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancellation) =>
        change.Dialect.InsertAsync(change.Connection, change.Transaction, table, columns, rows, cancellation);

    private IEnumerable<object?[]> Judge(
        IEnumerable<(Suspect Suspect, IReadOnlyCollection<FindingKind> Kinds)> suspects, List<(long Key, string Kind, IReadOnlyList<string> Countries)> countries)
    {
        object?[] row = new object?[Columns.Length];
        foreach ((Suspect suspect, IReadOnlyCollection<FindingKind> kinds) in suspects)
        {
            foreach (FindingKind kind in kinds)
            {
                FoundEvidence? found = kind switch
                {
                    FindingKind.SeveralCountries => suspect.InSeveralCountries(),
                    FindingKind.ManySubscribers => suspect.WithMoreSubscribersThan(options.ManySubscribers),
                    _ => suspect.InUse(),
                };
                if (found is null)
                    continue;
                string word = Word(kind);
                countries.Add((suspect.Key, word, found.Countries));
                (row[0], row[1], row[2], row[3]) = (suspect.Key, word, string.Join(' ', found.Countries), found.Json);
                (row[4], row[5], row[6], row[7]) = (found.First, found.Last, found.Oldest, found.Subscribers);
                yield return row;
            }
        }
    }

    private async Task<Detection> KeepAsync(Change change, bool openToo, bool all)
    {
        await change.Connection.ExecuteAsync(MarkUnchanged, transaction: change.Transaction, commandTimeout: 0);
        foreach ((long key, string kind, string before, string now) in
                 await change.Connection.QueryAsync<(long, string, string, string)>(SettledButChanged, transaction: change.Transaction))
        {
            HashSet<FindingEvidence> known = [.. FindingEvidence.Read(before)];
            if (known.IsSupersetOf(FindingEvidence.Read(now)))
                await change.Connection.ExecuteAsync("UPDATE detected SET old = 1 WHERE key = @key AND kind = @kind", new { key, kind }, change.Transaction);
        }

        IReadOnlyList<string> held = await HoldAsync(change);
        var parameters = new
        {
            sequence = change.Sequence,
            all = all ? 1L : 0,
            name = Actor.Registry.Name,
            why = "not found any more: the summaries it came from were replaced, or what is looked for changed",
            oldest = Day.Of(time.GetUtcNow()) - usage.RetentionDays,
        };
        long changed = await change.Connection.ExecuteAsync(Update, parameters, change.Transaction, commandTimeout: 0);
        long inserted = await change.Connection.ExecuteAsync(Insert, parameters, change.Transaction, commandTimeout: 0);
        await change.Connection.ExecuteAsync(KeepCountries, transaction: change.Transaction, commandTimeout: 0);
        long resolved = openToo ? await change.Connection.ExecuteAsync(Resolve, parameters, change.Transaction, commandTimeout: 0) : 0;
        return new(inserted, changed, resolved, held);
    }

    private async Task<IReadOnlyList<string>> HoldAsync(Change change)
    {
        List<(string Kind, long Count)> counts = [.. await change.Connection.QueryAsync<(string, long)>(CountNew, transaction: change.Transaction, commandTimeout: 0)];
        if (counts.Count == 0)
            return [];
        long inUse = await change.Connection.ExecuteScalarAsync<long>("SELECT COUNT(DISTINCT key) FROM usage", transaction: change.Transaction, commandTimeout: 0);
        List<string> held = [];
        foreach ((string kind, long count) in counts.Where(c => c.Count > inUse * options.MaxMatchPercent / 100))
        {
            held.Add(kind);
            RegistryLog.FindingsHeld(logger, count, kind, inUse, options.MaxMatchPercent);
            await change.Connection.ExecuteAsync("UPDATE detected SET held = 1 WHERE kind = @kind", new { kind }, change.Transaction);
        }

        return held;
    }
}

/// <summary>What a run found.</summary>
/// <param name="New">Findings that were not there.</param>
/// <param name="Changed">Findings with new evidence.</param>
/// <param name="Resolved">Open findings whose evidence is gone.</param>
/// <param name="Held">Kinds of which suspiciously many were found: they list nothing.</param>
internal sealed record Detection(long New, long Changed, long Resolved, IReadOnlyList<string> Held);
