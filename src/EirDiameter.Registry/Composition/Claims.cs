using Dapper;
using EirDiameter.Equipment;
using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary>
/// What feeds list is what is claimed: a listing stands as long as one claim of it stands, with the reason of the oldest and the widest validity of all
/// that stand and whose time is not over. Every change of claims brings the listings up to date in the same transaction, and notes what became of each.
/// </summary>
internal static class Claims
{
    private static readonly string[] ClaimColumns =
        ["sequence", "ordinal", "participant", "source", "feed", "bucket", "kind", "key_from", "key_to", "imsi", "list", "reason", "effective", "expires"];

    private static readonly string[] TouchedColumns =
        ["feed", "bucket", "kind", "key_from", "key_to", "imsi", "list", "reason", "effective", "expires"];

    /// <summary>Makes claims, of the change's actor.</summary>
    /// <returns>The ordinal of the first; the others follow in order, and (<see cref="Change.Sequence"/>, ordinal) names each.</returns>
    public static async Task<long> AddAsync(Change change, IReadOnlyList<Claim> claims)
    {
        long first = await change.Connection.ExecuteScalarAsync<long>(
            "SELECT COALESCE(MAX(ordinal) + 1, 0) FROM claims WHERE sequence = @Sequence", new { change.Sequence }, change.Transaction);
        if (claims.Count == 0)
            return first;
        foreach (Claim claim in claims)
        {
            // One row that cannot be published would keep a whole feed from being published.
            if (ListingRules.FaultOf(claim.Listing) is { } fault)
                throw new RegistryException(RegistryFault.Refused, $"what follows from it cannot be listed: {fault}");
        }

        await InsertAsync(change, "claims", ClaimColumns, ClaimRows(change, claims, first));
        await change.Connection.ExecuteAsync(CompositionSql.MakeTouched(change.Dialect), transaction: change.Transaction);
        long touched = await InsertAsync(change, "touched", TouchedColumns, TouchedRows(claims, Now(change)));
        await CompositionSql.PlanForAsync(change, "touched", touched);
        await change.Connection.ExecuteAsync(CompositionSql.WidenListings, new { change.Sequence, Now = Now(change) }, change.Transaction);
        await FinishAsync(change);
        return first;
    }

    /// <summary>Takes claims back. Those that do not stand any more stay as they are; whose they are is for the caller to look at.</summary>
    public static async Task WithdrawAsync(Change change, IReadOnlyList<(long Sequence, long Ordinal)> ids)
    {
        if (ids.Count == 0)
            return;
        await change.Connection.ExecuteAsync(CompositionSql.MakeTouched(change.Dialect), transaction: change.Transaction);
        await change.Connection.ExecuteAsync(CompositionSql.MakeWithdrawn, transaction: change.Transaction);
        object?[] row = new object?[2];
        long count = await InsertAsync(change, "withdrawn_claims", ["sequence", "ordinal"], ids.Distinct().Select(id =>
        {
            (row[0], row[1]) = (id.Sequence, id.Ordinal);
            return row;
        }));
        await CompositionSql.PlanForAsync(change, "withdrawn_claims", count);
        await change.Connection.ExecuteAsync(CompositionSql.TakeBack, new { change.Sequence }, change.Transaction);
        await SettleAsync(change, count);
    }

    /// <summary>Brings listings up to date of which a claim's time has come to an end since a moment; see <see cref="CompositionSql.TouchExpired"/>.</summary>
    /// <returns>How many were looked at.</returns>
    public static async Task<long> ExpireAsync(Change change, DateTimeOffset since)
    {
        await change.Connection.ExecuteAsync(CompositionSql.MakeTouched(change.Dialect), transaction: change.Transaction);
        long touched = await change.Connection.ExecuteAsync(CompositionSql.TouchExpired, new { Since = (long)Validity.QuarterOf(since), Now = Now(change) }, change.Transaction);
        await SettleAsync(change, touched);
        return touched;
    }

    private static long Now(Change change) => Validity.QuarterOf(change.Now);

    private static async Task SettleAsync(Change change, long touched)
    {
        await CompositionSql.PlanForAsync(change, "touched", touched);
        await change.Connection.ExecuteAsync(CompositionSql.SettleTouched, new { Now = Now(change) }, change.Transaction);
        await change.Connection.ExecuteAsync(CompositionSql.ReplaceListings, new { change.Sequence }, change.Transaction);
        await FinishAsync(change);
    }

    private static async Task FinishAsync(Change change)
    {
        // Only in a change that composes more than once can a listing come back to what it was.
        if (change.HasComposed)
            await change.Connection.ExecuteAsync(CompositionSql.ForgetUnchanged, new { change.Sequence }, change.Transaction);
        change.HasComposed = true;
        await change.Connection.ExecuteAsync("DELETE FROM touched", transaction: change.Transaction);
    }

    private static Task<long> InsertAsync(Change change, string table, string[] columns, IEnumerable<object?[]> rows) =>
        change.Dialect.InsertAsync(change.Connection, change.Transaction, table, columns, rows, CancellationToken.None);

    private static IEnumerable<object?[]> ClaimRows(Change change, IReadOnlyList<Claim> claims, long first)
    {
        object?[] row = new object?[ClaimColumns.Length];
        row[0] = change.Sequence;
        row[2] = change.Actor.Id;
        foreach (int position in ClaimOrder.ByKey(claims))
        {
            Claim claim = claims[position];
            row[1] = first + position;
            row[3] = claim.Source;
            FillListing(row.AsSpan(4), claim.Feed, claim.Listing, claim.Listing.Validity);
            yield return row;
        }
    }

    // One row for each listing: the oldest's reason, and the validity of all together, of those whose time is not over if there is one.
    private static IEnumerable<object?[]> TouchedRows(IReadOnlyList<Claim> claims, long now)
    {
        object?[] row = new object?[TouchedColumns.Length];
        int[] order = ClaimOrder.ByListing(claims);
        for (int i = 0; i < order.Length;)
        {
            Claim oldest = claims[order[i]];
            Validity widest = oldest.Listing.Validity;
            for (i++; i < order.Length && IsSameListing(oldest, claims[order[i]]); i++)
            {
                Validity next = claims[order[i]].Listing.Validity;
                if (IsOver(widest, now) && !IsOver(next, now))
                    (oldest, widest) = (claims[order[i]], next);
                else if (IsOver(widest, now) == IsOver(next, now))
                    widest = Widest(widest, next);
            }

            FillListing(row, oldest.Feed, oldest.Listing, widest);
            yield return row;
        }
    }

    private static bool IsSameListing(Claim left, Claim right) => left.Feed == right.Feed && ListingRow.Compare(left.Listing, right.Listing) == 0;

    private static bool IsOver(Validity validity, long now) => validity.ExpiresQuarters <= now;

    private static Validity Widest(Validity left, Validity right) =>
        new(Math.Min(left.EffectiveQuarters, right.EffectiveQuarters), Math.Max(left.ExpiresQuarters, right.ExpiresQuarters));

    private static void FillListing(Span<object?> row, string feed, in FeedListing listing, Validity validity)
    {
        row[0] = feed;
        row[1] = (long)listing.Bucket;
        row[2] = ListingRow.KindOf(listing);
        row[3] = (long)listing.From.Value;
        row[4] = (long)listing.To.Value;
        row[5] = (long)listing.Imsi.Value;
        row[6] = (long)listing.List;
        row[7] = listing.Reason;
        row[8] = (long)validity.EffectiveQuarters;
        row[9] = (long)validity.ExpiresQuarters;
    }
}
