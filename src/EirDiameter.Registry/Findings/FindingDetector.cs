using System.Data.Common;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Looks through the summaries of used equipment for what should not be (Q.5052 7; Q.5057), and keeps what it finds: the same evidence again changes nothing, new evidence
/// brings the finding up to date, and opens it again if it was dismissed or resolved. An open finding whose evidence was replaced is resolved.
/// </summary>
internal sealed class FindingDetector(
    RegistryDatabase database, AllocationStatus allocations, FindingsOptions options, UsageOptions usage, FindingListings listings, TimeProvider time, ILogger logger)
{
    private static readonly string[] Columns = ["key", "kind", "countries", "evidence", "first_day", "last_day", "oldest_day", "subscribers"];

    private const string MakeTables =
        """
        DROP TABLE IF EXISTS detected;
        DROP TABLE IF EXISTS detected_countries;
        CREATE TEMPORARY TABLE detected (
            key BIGINT NOT NULL, kind TEXT NOT NULL, countries TEXT NOT NULL, evidence TEXT NOT NULL, first_day BIGINT NOT NULL, last_day BIGINT NOT NULL,
            oldest_day BIGINT NOT NULL, subscribers BIGINT NOT NULL, old BIGINT NOT NULL DEFAULT 0, known BIGINT NOT NULL DEFAULT 0, held BIGINT NOT NULL DEFAULT 0,
            PRIMARY KEY (key, kind));
        CREATE TEMPORARY TABLE detected_countries (
            key BIGINT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL, held BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (key, kind, country))
        """;

    // Countries are written as "in pk": two letters each, and a space between.
    private const string SplitCountries =
        """
        INSERT INTO detected_countries (key, kind, country)
        WITH RECURSIVE places (place) AS (SELECT 1 UNION ALL SELECT place + 3 FROM places WHERE place + 3 < (SELECT MAX(LENGTH(countries)) FROM detected))
        SELECT d.key, d.kind, SUBSTR(d.countries, p.place, 2) FROM detected d JOIN places p ON p.place < LENGTH(d.countries)
        """;

    private readonly FindingGuard _guard = new(options, logger);
    private readonly FindingRefutation _refutation = new(allocations);

    /// <summary>Looks through what an upload brought.</summary>
    public Task<Detection> RunAsync(UploadedUsage uploaded, CancellationToken cancellation) =>
        RunAsync(new DetectionScope(uploaded.First, uploaded.Last, uploaded.Replaced), cancellation);

    /// <summary>Looks through everything.</summary>
    public Task<Detection> RunAsync(CancellationToken cancellation) => RunAsync(DetectionScope.All, cancellation);

    private async Task<Detection> RunAsync(DetectionScope scope, CancellationToken cancellation) => await database.ChangeAsync(
        Actor.Registry,
        "findings-detected",
        async change =>
        {
            await using DbConnection reading = await database.OpenAsync(cancellation);
            SuspectReader suspects = new(reading, database.Dialect, allocations, options);
            await suspects.FindAsync(scope);
            await change.Connection.ExecuteAsync(MakeTables, transaction: change.Transaction);
            await change.Dialect.InsertAsync(change.Connection, change.Transaction, "detected", Columns, Judge(suspects.Read()), cancellation);
            await change.Connection.ExecuteAsync(SplitCountries, transaction: change.Transaction, commandTimeout: 0);
            DetectionKeeper keeper = new(change, Day.Of(time.GetUtcNow()) - usage.RetentionDays);
            await keeper.MarkKnownAsync();
            long refuted = scope.IsAll ? await _refutation.RunAsync(change) : 0;
            long resolved = refuted + await keeper.ResolveAsync(scope);
            IReadOnlyList<HeldFindings> held = await _guard.HoldAsync(change);
            Detection detection = await keeper.KeepAsync() with { Resolved = resolved, Held = held };
            FindingsListed listed = await listings.ApplyAsync(change, everything: scope.IsAll);
            if (detection.New + detection.Changed + detection.Resolved > 0 || listed.Any)
                change.Record(new { detection.New, detection.Changed, detection.Resolved, detection.Held, listed = listed.Listed, taken = listed.Taken });
            return detection;
        },
        cancellation);

    private IEnumerable<object?[]> Judge(IEnumerable<(Suspect Suspect, IReadOnlyCollection<FindingKind> Kinds)> suspects)
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
                (row[0], row[1], row[2], row[3]) = (suspect.Key, RegistryWords.Of(kind), string.Join(' ', found.Countries), found.Json);
                (row[4], row[5], row[6], row[7]) = (found.First, found.Last, found.Oldest, found.Subscribers);
                yield return row;
            }
        }
    }
}

/// <summary>What a run found.</summary>
/// <param name="New">Findings that were not there.</param>
/// <param name="Changed">Findings with new evidence.</param>
/// <param name="Resolved">Open findings whose evidence is gone, and those that were refuted.</param>
/// <param name="Held">Of what suspiciously many were found: these list nothing.</param>
internal sealed record Detection(long New, long Changed, long Resolved, IReadOnlyList<HeldFindings> Held);

/// <summary>Findings that are held.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Country">Of the equipment in use here they would be too many.</param>
/// <param name="Count">How many.</param>
internal sealed record HeldFindings(string Kind, string Country, long Count);
