using Dapper;

namespace EirDiameter.Registry;

/// <summary>Keeps what a run staged in the tables <c>detected</c> and <c>detected_countries</c>: what is new, what has changed, and what is not found any more.</summary>
/// <param name="change">The change it is part of.</param>
/// <param name="oldest">The oldest day of which summaries are kept.</param>
internal sealed class DetectionKeeper(Change change, long oldest)
{
    private const int AtOnce = 10_000;

    private const string MarkUnchanged =
        "UPDATE detected SET old = 1 WHERE EXISTS (SELECT 1 FROM findings f WHERE f.key = detected.key AND f.kind = detected.kind AND f.evidence = detected.evidence)";

    private const string SettledButChanged =
        """
        SELECT d.key, d.kind, CASE WHEN f.status IN ('dismissed', 'resolved') THEN 1 ELSE 0 END, f.evidence, d.evidence
        FROM detected d JOIN findings f ON f.key = d.key AND f.kind = d.kind
        WHERE d.old = 0 AND d.known = 0 AND (d.key > @key OR (d.key = @key AND d.kind > @kind)) AND (f.status IN ('dismissed', 'resolved') OR EXISTS (
            SELECT 1 FROM finding_settlements s WHERE s.key = d.key AND s.kind = d.kind AND s.status IN ('dismissed', 'resolved')))
        ORDER BY d.key, d.kind LIMIT @AtOnce
        """;

    private const string Forget =
        """
        DELETE FROM finding_settlements WHERE status IN ('dismissed', 'resolved') AND EXISTS (
            SELECT 1 FROM detected d WHERE d.key = finding_settlements.key AND d.kind = finding_settlements.kind AND d.old = 0 AND d.known = 0)
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

    // A country that was concerned before keeps what the registrar made of it.
    private const string KeepCountries =
        """
        DELETE FROM finding_countries
        WHERE EXISTS (SELECT 1 FROM detected d WHERE d.key = finding_countries.key AND d.kind = finding_countries.kind AND d.old = 0)
            AND NOT EXISTS (
                SELECT 1 FROM detected_countries c WHERE c.key = finding_countries.key AND c.kind = finding_countries.kind AND c.country = finding_countries.country);
        INSERT INTO finding_countries (key, kind, country, held)
        SELECT c.key, c.kind, c.country, c.held FROM detected_countries c JOIN detected d ON d.key = c.key AND d.kind = c.kind WHERE d.old = 0
        ON CONFLICT (key, kind, country) DO NOTHING
        """;

    // Evidence that may have been removed for its age proves nothing by being gone.
    private const string Resolve =
        """
        UPDATE findings SET status = 'resolved', evidence = '[]', updated = @sequence, settled_by = 0, settled_as = @name, settled_why = @why
        WHERE status = 'open' AND oldest_day >= @oldest AND NOT EXISTS (SELECT 1 FROM detected d WHERE d.key = findings.key AND d.kind = findings.kind)
        """;

    /// <summary>Marks what says nothing new: the same evidence, or for what was dismissed or resolved, no more than was known then.</summary>
    public async Task MarkKnownAsync()
    {
        await ExecuteAsync(MarkUnchanged);
        (long key, string kind) = (-1, "");
        while (true)
        {
            List<(long Key, string Kind, long ForAll, string Before, string Now)> some = [.. await change.Connection.QueryAsync<(long, string, long, string, string)>(
                SettledButChanged, new { key, kind, AtOnce }, change.Transaction, commandTimeout: 0)];
            if (some.Count == 0)
                break;
            (key, kind) = (some[^1].Key, some[^1].Kind);
            foreach (var known in some.Where(s => FindingEvidence.Read(s.Before).ToHashSet().IsSupersetOf(FindingEvidence.Read(s.Now))).GroupBy(s => (s.Kind, s.ForAll)))
            {
                await change.Connection.ExecuteAsync(
                    $"UPDATE detected SET known = 1, old = @ForAll WHERE kind = @Kind AND key IN (SELECT keys.key FROM {change.Dialect.KeysSource("keys")})",
                    new { known.Key.ForAll, known.Key.Kind, keys = change.Dialect.Keys([.. known.Select(k => k.Key)]) },
                    change.Transaction);
            }
        }
    }

    /// <summary>Resolves open findings that were looked for and not found.</summary>
    /// <returns>How many.</returns>
    public async Task<long> ResolveAsync(DetectionScope scope)
    {
        if (!scope.IsAll && scope.Replaced is null)
            return 0;
        return await change.Connection.ExecuteAsync(
            scope.IsAll ? Resolve : $"{Resolve} AND (key, kind) IN ({DetectionScope.StoodOnReplaced})",
            new
            {
                sequence = change.Sequence,
                name = Actor.Registry.Name,
                why = "not found any more: the summaries it came from were replaced, or what is looked for changed",
                oldest,
                scope.Replaced?.Country,
                From = scope.Replaced?.From ?? 0,
                To = scope.Replaced?.To ?? 0,
                scope.Named,
            },
            change.Transaction,
            commandTimeout: 0);
    }

    /// <summary>Keeps what is new and what has changed.</summary>
    public async Task<Detection> KeepAsync()
    {
        await ExecuteAsync(Forget);
        long changed = await ExecuteAsync(Update);
        long inserted = await ExecuteAsync(Insert);
        await ExecuteAsync(KeepCountries);
        return new(inserted, changed, 0, []);
    }

    private Task<int> ExecuteAsync(string statement) => change.Connection.ExecuteAsync(statement, new { sequence = change.Sequence }, change.Transaction, commandTimeout: 0);
}
