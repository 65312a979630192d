using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// Lists TACs without a valid type approval in the feed of a country whose rule says so (Q.5050 10.2), after a grace since they were first seen in use there, or were allocated,
/// and takes them off when they are approved or the rule is off or does not speak of them any more. Never more than a share of the TACs that it speaks of: beyond that something
/// else is wrong, such as approvals that were not declared yet.
/// </summary>
internal sealed class NotApprovedRule(RegistryDatabase database, RulesOptions rules, UsageOptions usage, TimeProvider time, ILogger logger)
{
    private const string IsApproved =
        "EXISTS (SELECT 1 FROM approvals a WHERE a.tac = u.tac AND a.country = @country AND a.ended IS NULL AND a.valid_from <= @today AND a.valid_until >= @today)";

    private const string IsListed = "EXISTS (SELECT 1 FROM not_approved_listings l WHERE l.country = @country AND l.tac = u.tac AND l.list = @list)";

    private const string InUse = "SELECT u.tac, 1 AS in_use FROM tacs_in_use u WHERE u.country = @country AND u.first_day <= @since AND u.last_day >= @oldest";

    // What is not in use now has its grace from when it was first in use, or allocated, or else in the TAC database as it is there: a load has a time, in seconds.
    private const string Allocated =
        """
        SELECT a.tac, 0 AS in_use FROM allocations a JOIN allocation_loads l ON l.sequence = a.sequence LEFT JOIN tacs_in_use t ON t.tac = a.tac AND t.country = @country
        WHERE a.withdrawn IS NULL AND COALESCE(t.first_day, a.allocated, l.time / 86400) <= @since AND (t.last_day IS NULL OR t.last_day < @oldest)
        """;

    private const string Obsolete =
        $"""
        SELECT u.tac AS Tac, u.claim_sequence AS ClaimSequence, u.claim_ordinal AS ClaimOrdinal FROM not_approved_listings u
        WHERE u.country = @country AND (u.list <> @list OR {IsApproved} OR (
            NOT EXISTS (SELECT 1 FROM tacs_in_use t WHERE t.country = @country AND t.tac = u.tac)
            AND (@ofAllocated = 0 OR NOT EXISTS (SELECT 1 FROM allocations a WHERE a.tac = u.tac AND a.withdrawn IS NULL))))
        """;

    private const string CountInUse = "SELECT COUNT(*) FROM tacs_in_use WHERE country = @country AND last_day >= @oldest";

    private const string CountAllocated =
        """
        SELECT COUNT(*) FROM allocations a WHERE a.withdrawn IS NULL
            AND NOT EXISTS (SELECT 1 FROM tacs_in_use t WHERE t.country = @country AND t.tac = a.tac AND t.last_day >= @oldest)
        """;

    private const string ListedInUse =
        """
        SELECT l.tac FROM not_approved_listings l JOIN tacs_in_use t ON t.country = l.country AND t.tac = l.tac WHERE l.country = @country AND t.last_day >= @oldest
        """;

    /// <summary>Brings the listings of every country up to date, also of those whose rule has been taken away.</summary>
    public async Task ApplyAsync(CancellationToken cancellation)
    {
        HashSet<string> countries = [.. rules.NotApproved.Keys];
        await using (DbConnection connection = await database.OpenAsync(cancellation))
            countries.UnionWith(await connection.QueryAsync<string>("SELECT DISTINCT country FROM not_approved_listings"));
        foreach (string country in countries.Order(StringComparer.Ordinal))
            await ApplyAsync(country, cancellation);
    }

    /// <summary>Brings the listings of one country up to date.</summary>
    public async Task ApplyAsync(string country, CancellationToken cancellation)
    {
        NotApprovedOptions rule = RuleOf(country);
        Outcome outcome;
        await using (DbConnection connection = await database.OpenAsync(cancellation))
            outcome = await FindAsync(connection, null, country, rule);
        if (outcome.IsHeld)
            RegistryLog.NotApprovedHeld(logger, country, outcome.Listed, outcome.Wanted.Count, outcome.Of, rule.MaxSharePercent);
        if ((outcome.IsHeld ? 0 : outcome.Wanted.Count) + outcome.Obsolete.Count == 0)
            return;
        await database.ChangeAsync(
            Actor.Registry,
            "not-approved-listed",
            async change =>
            {
                outcome = await FindAsync(change.Connection, change.Transaction, country, rule);
                await WithdrawAsync(change, country, outcome.Obsolete);
                IReadOnlyList<long> added = outcome.IsHeld ? [] : outcome.Wanted;
                await ListAsync(change, country, rule, added);
                if (outcome.Obsolete.Count + added.Count > 0)
                    change.Record(new { country, rule.List, listed = Texts(added), taken = Texts(outcome.Obsolete.Select(l => l.Tac)) });
                return 0;
            },
            cancellation);
    }

    /// <summary>How the rule of a country stands now.</summary>
    public async Task<NotApprovedView> LookAsync(string country, CancellationToken cancellation)
    {
        NotApprovedOptions rule = RuleOf(country);
        await using DbConnection connection = await database.OpenAsync(cancellation);
        Outcome outcome = await FindAsync(connection, null, country, rule);
        return new NotApprovedView
        {
            Country = country,
            List = rule.List.ToLowerInvariant(),
            Of = rule.Of.ToLowerInvariant(),
            AfterDays = rule.AfterDays,
            MaxSharePercent = rule.MaxSharePercent,
            InUse = outcome.InUse,
            Concerned = outcome.Of,
            Listed = outcome.Listed,
            Waiting = outcome.Wanted.Count,
            WaitingTacs = Texts(outcome.Wanted.Take(100)),
            Held = outcome.IsHeld
                ? $"to list {outcome.Wanted.Count} more would have {outcome.Listed + outcome.Wanted.Count} TACs listed, more than {rule.MaxSharePercent} % of the {outcome.Of} concerned "
                    + $"or of the {outcome.InUse} in use: declare the missing approvals, or raise Registry:Rules:NotApproved:{country}:MaxSharePercent"
                : null,
        };
    }

    private static string[] Texts(IEnumerable<long> tacs) => [.. tacs.Select(t => new Tac((uint)t).ToString())];

    private static async Task WithdrawAsync(Change change, string country, IReadOnlyList<Listed> obsolete)
    {
        await Claims.WithdrawAsync(change, [.. obsolete.Select(l => (l.ClaimSequence, l.ClaimOrdinal))]);
        await change.Connection.ExecuteAsync(
            $"DELETE FROM not_approved_listings WHERE country = @country AND tac IN (SELECT key FROM {change.Dialect.KeysSource("tacs")})",
            new { country, tacs = change.Dialect.Keys([.. obsolete.Select(l => l.Tac)]) },
            change.Transaction);
    }

    private static async Task ListAsync(Change change, string country, NotApprovedOptions rule, IReadOnlyList<long> tacs)
    {
        if (tacs.Count == 0)
            return;
        EquipmentList list = Enum.Parse<EquipmentList>(rule.List, ignoreCase: true);
        _ = Validity.TryCreate(change.Now, null, out Validity validity);
        Claim[] claims = [.. tacs.Select(t => new Tac((uint)t))
            .Select(t => new Claim("approval", country, new FeedListing(t.First, t.Last, Imsi.None, list, $"not-approved-{country}", validity)))];
        long first = await Claims.AddAsync(change, claims);
        object?[] row = new object?[5];
        await change.Dialect.InsertAsync(
            change.Connection,
            change.Transaction,
            "not_approved_listings",
            ["country", "tac", "list", "claim_sequence", "claim_ordinal"],
            tacs.Select((tac, i) =>
            {
                (row[0], row[1], row[2], row[3], row[4]) = (country, tac, (long)list, change.Sequence, first + i);
                return row;
            }),
            CancellationToken.None);
    }

    private NotApprovedOptions RuleOf(string country) => rules.NotApproved.GetValueOrDefault(country) ?? new NotApprovedOptions();

    private async Task<Outcome> FindAsync(DbConnection connection, DbTransaction? transaction, string country, NotApprovedOptions rule)
    {
        long today = Day.Of(time.GetUtcNow());
        long list = rule.IsOff ? -1 : (long)Enum.Parse<EquipmentList>(rule.List, ignoreCase: true);
        bool ofAllocated = rule.OfAllocated && !rule.IsOff;
        var parameters = new { country, today, list, since = today - rule.AfterDays, oldest = today - usage.RetentionDays, ofAllocated = ofAllocated ? 1L : 0 };
        long inUse = await connection.ExecuteScalarAsync<long>(CountInUse, parameters, transaction);
        long of = inUse + (ofAllocated ? await connection.ExecuteScalarAsync<long>(CountAllocated, parameters, transaction) : 0);
        List<Listed> obsolete = [.. await connection.QueryAsync<Listed>(Obsolete, parameters, transaction)];
        long listed = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM not_approved_listings WHERE country = @country", parameters, transaction) - obsolete.Count;
        List<(long Tac, long InUse)> wanted = rule.IsOff ? [] : [.. await connection.QueryAsync<(long, long)>(
            $"SELECT u.tac, u.in_use FROM ({InUse}{(ofAllocated ? $" UNION ALL {Allocated}" : "")}) u WHERE NOT {IsApproved} AND NOT {IsListed} ORDER BY u.tac", parameters, transaction)];
        bool isHeld = wanted.Count > 0 && listed + wanted.Count > of * rule.MaxSharePercent / 100;
        if (ofAllocated && wanted.Exists(w => w.InUse == 1))
        {
            // All that are allocated are many more than those in use: a share of all might be every one of these.
            HashSet<long> gone = [.. obsolete.Select(o => o.Tac)];
            long listedInUse = (await connection.QueryAsync<long>(ListedInUse, parameters, transaction)).Count(t => !gone.Contains(t));
            isHeld |= listedInUse + wanted.Count(w => w.InUse == 1) > inUse * rule.MaxSharePercent / 100;
        }

        return new(inUse, of, listed, [.. wanted.Select(w => w.Tac)], obsolete, isHeld);
    }

    private sealed record Outcome(long InUse, long Of, long Listed, IReadOnlyList<long> Wanted, IReadOnlyList<Listed> Obsolete, bool IsHeld);

    private sealed record Listed(long Tac, long ClaimSequence, long ClaimOrdinal);
}

/// <summary>How the rule against TACs without approval stands in a country.</summary>
internal sealed class NotApprovedView
{
    public required string Country { get; init; }

    /// <summary>off, grey or black.</summary>
    public required string List { get; init; }

    public required string Of { get; init; }

    public required int AfterDays { get; init; }

    public required double MaxSharePercent { get; init; }

    /// <summary>TACs in use in the country.</summary>
    public required long InUse { get; init; }

    /// <summary>TACs that the rule speaks of: these, and if it is of the allocated ones, these too.</summary>
    public required long Concerned { get; init; }

    /// <summary>TACs that the rule has listed.</summary>
    public required long Listed { get; init; }

    /// <summary>TACs that it would list next.</summary>
    public required long Waiting { get; init; }

    /// <summary>The first of these.</summary>
    public required IReadOnlyList<string> WaitingTacs { get; init; }

    /// <summary>Why it lists none of these; null = nothing holds it.</summary>
    public required string? Held { get; init; }
}
