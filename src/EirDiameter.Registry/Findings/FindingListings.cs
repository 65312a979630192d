using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// Lists findings grey where a rule says so, and only there; keeps no listing of one that is held, dismissed or resolved. In the feed of a country counts what its administration
/// made of a finding, or else the registrar; in the global one, the registrar alone.
/// </summary>
internal sealed class FindingListings(RulesOptions rules)
{
    /// <summary>Brings the listings up to date with the findings, in the change that changes these.</summary>
    /// <param name="change">The change.</param>
    /// <param name="everything">Whether to look at all findings, as when rules may have changed; otherwise only at those that this change touched.</param>
    public async Task<FindingsListed> ApplyAsync(Change change, bool everything)
    {
        FindingsListed done = new();
        IEnumerable<string> kinds = everything
            ? Enum.GetValues<FindingKind>().Select(RegistryWords.Of)
            : await change.Connection.QueryAsync<string>("SELECT DISTINCT kind FROM findings WHERE updated = @Sequence", new { change.Sequence }, change.Transaction);
        foreach (string kind in kinds.Order(StringComparer.Ordinal))
        {
            FindingRuleOptions rule = rules.Findings.GetValueOrDefault(kind) ?? new FindingRuleOptions();
            var parameters = new { kind, change.Sequence, lists = rule.Lists ? 1L : 0, isGlobal = rule.IsGlobal ? 1L : 0, atOnce = rule.AtOnce ? 1L : 0 };
            List<Row> obsolete = [.. await change.Connection.QueryAsync<Row>(Obsolete(everything), parameters, change.Transaction, commandTimeout: 0)];
            await WithdrawAsync(change, kind, obsolete);
            List<Row> missing = [.. await change.Connection.QueryAsync<Row>(Missing(everything), parameters, change.Transaction, commandTimeout: 0)];
            await ListAsync(change, kind, missing);
            done.Listed.Add(kind, missing.Select(m => (m.Feed, m.Key)));
            done.Taken.Add(kind, obsolete.Select(o => (o.Feed, o.Key)));
        }

        return done;
    }

    private static string Touched(bool everything) => everything ? "" : "AND f.updated = @Sequence";

    // What should be listed: findings of a kind, in the feeds its rule names.
    private static string Wanted(bool everything) =>
        $"""
        SELECT f.key, c.country AS feed FROM findings f JOIN finding_countries c ON c.key = f.key AND c.kind = f.kind
            LEFT JOIN finding_settlements s ON s.key = c.key AND s.kind = c.kind AND s.country = c.country
        WHERE f.kind = @kind {Touched(everything)} AND f.held <> 1 AND c.held <> 1 AND @lists = 1 AND @isGlobal = 0
            AND (COALESCE(s.status, f.status) = 'confirmed' OR (COALESCE(s.status, f.status) = 'open' AND @atOnce = 1))
        UNION ALL
        SELECT f.key, 'global' AS feed FROM findings f
        WHERE f.kind = @kind {Touched(everything)} AND f.held <> 1 AND @lists = 1 AND @isGlobal = 1 AND (f.status = 'confirmed' OR (f.status = 'open' AND @atOnce = 1))
        """;

    private static string Obsolete(bool everything) =>
        $"""
        SELECT l.key AS Key, l.feed AS Feed, l.claim_sequence AS ClaimSequence, l.claim_ordinal AS ClaimOrdinal
        FROM findings f JOIN finding_listings l ON l.key = f.key AND l.kind = f.kind
        LEFT JOIN ({Wanted(everything)}) w ON w.key = l.key AND w.feed = l.feed WHERE l.kind = @kind {Touched(everything)} AND w.key IS NULL ORDER BY l.key, l.feed
        """;

    private static string Missing(bool everything) =>
        $"""
        SELECT w.key AS Key, w.feed AS Feed, 0 AS ClaimSequence, 0 AS ClaimOrdinal FROM ({Wanted(everything)}) w
        LEFT JOIN finding_listings l ON l.key = w.key AND l.kind = @kind AND l.feed = w.feed WHERE l.key IS NULL ORDER BY w.key, w.feed
        """;

    private static async Task WithdrawAsync(Change change, string kind, List<Row> obsolete)
    {
        await Claims.WithdrawAsync(change, [.. obsolete.Select(o => (o.ClaimSequence, o.ClaimOrdinal))]);
        foreach (IGrouping<string, Row> feed in obsolete.GroupBy(o => o.Feed))
        {
            await change.Connection.ExecuteAsync(
                $"DELETE FROM finding_listings WHERE kind = @kind AND feed = @feed AND key IN (SELECT keys.key FROM {change.Dialect.KeysSource("keys")})",
                new { kind, feed = feed.Key, keys = change.Dialect.Keys([.. feed.Select(o => o.Key)]) },
                change.Transaction);
        }
    }

    private static async Task ListAsync(Change change, string kind, List<Row> missing)
    {
        if (missing.Count == 0)
            return;
        _ = Validity.TryCreate(change.Now, null, out Validity validity);
        long first = await Claims.AddAsync(change, [.. missing.Select(m =>
        {
            EquipmentKey key = new((ulong)m.Key);
            return new Claim("finding", m.Feed, new FeedListing(key, key, Imsi.None, EquipmentList.Grey, $"finding-{kind}", validity));
        })]);
        object?[] row = new object?[5];
        await change.Dialect.InsertAsync(
            change.Connection,
            change.Transaction,
            "finding_listings",
            ["key", "kind", "feed", "claim_sequence", "claim_ordinal"],
            missing.Select((m, i) =>
            {
                (row[0], row[1], row[2], row[3], row[4]) = (m.Key, kind, m.Feed, change.Sequence, first + i);
                return row;
            }),
            CancellationToken.None);
    }

    private sealed class Row
    {
        public long Key { get; init; }

        public string Feed { get; init; } = "";

        public long ClaimSequence { get; init; }

        public long ClaimOrdinal { get; init; }
    }
}
