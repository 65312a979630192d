using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Lists findings grey where a rule says so, and only there; keeps no listing of one that is held, dismissed or resolved.</summary>
internal sealed class FindingListings(RulesOptions rules)
{
    // What should be listed: findings of a kind, in the feeds its rule names.
    private const string Wanted =
        """
        SELECT f.key, c.country AS feed FROM findings f JOIN finding_countries c ON c.key = f.key AND c.kind = f.kind
        WHERE f.kind = @kind AND f.held = 0 AND @lists = 1 AND @isGlobal = 0 AND (f.status = 'confirmed' OR (f.status = 'open' AND @atOnce = 1))
        UNION ALL
        SELECT f.key, 'global' AS feed FROM findings f
        WHERE f.kind = @kind AND f.held = 0 AND @lists = 1 AND @isGlobal = 1 AND (f.status = 'confirmed' OR (f.status = 'open' AND @atOnce = 1))
        """;

    private const string Obsolete =
        $"""
        SELECT l.key AS Key, l.feed AS Feed, l.claim_sequence AS ClaimSequence, l.claim_ordinal AS ClaimOrdinal FROM finding_listings l
        LEFT JOIN ({Wanted}) w ON w.key = l.key AND w.feed = l.feed WHERE l.kind = @kind AND w.key IS NULL
        """;

    private const string Missing =
        $"""
        SELECT w.key AS Key, w.feed AS Feed, 0 AS ClaimSequence, 0 AS ClaimOrdinal FROM ({Wanted}) w
        LEFT JOIN finding_listings l ON l.key = w.key AND l.kind = @kind AND l.feed = w.feed WHERE l.key IS NULL ORDER BY w.key, w.feed
        """;

    /// <summary>Brings the listings up to date with the findings, in the change that changes these.</summary>
    /// <returns>How many were listed, and how many taken off.</returns>
    public async Task<(long Listed, long Taken)> ApplyAsync(Change change)
    {
        (long listed, long taken) = (0, 0);
        foreach (FindingKind kind in Enum.GetValues<FindingKind>())
        {
            string word = RegistryWords.Of(kind);
            FindingRuleOptions rule = rules.Findings.GetValueOrDefault(word) ?? new FindingRuleOptions();
            var parameters = new { kind = word, lists = rule.Lists ? 1L : 0, isGlobal = rule.IsGlobal ? 1L : 0, atOnce = rule.AtOnce ? 1L : 0 };
            List<Row> obsolete = [.. await change.Connection.QueryAsync<Row>(Obsolete, parameters, change.Transaction, commandTimeout: 0)];
            await WithdrawAsync(change, word, obsolete);
            List<Row> missing = [.. await change.Connection.QueryAsync<Row>(Missing, parameters, change.Transaction, commandTimeout: 0)];
            await ListAsync(change, word, missing);
            (listed, taken) = (listed + missing.Count, taken + obsolete.Count);
        }

        return (listed, taken);
    }

    private static async Task WithdrawAsync(Change change, string kind, List<Row> obsolete)
    {
        await Claims.WithdrawAsync(change, [.. obsolete.Select(o => (o.ClaimSequence, o.ClaimOrdinal))]);
        foreach (IGrouping<string, Row> feed in obsolete.GroupBy(o => o.Feed))
        {
            await change.Connection.ExecuteAsync(
                $"DELETE FROM finding_listings WHERE kind = @kind AND feed = @feed AND key IN (SELECT key FROM {change.Dialect.KeysSource("keys")})",
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
