using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Shows findings to those whom they concern, and takes what these make of them.</summary>
internal sealed class FindingRegister(RegistryDatabase database, FindingListings listings)
{
    // What the caller's country made of it goes before what was made of it for all.
    private const string Select =
        """
        SELECT f.key AS Key, f.kind AS Kind, f.sequence AS Sequence, f.ordinal AS Ordinal, COALESCE(s.status, f.status) AS Status, f.status AS ForAll, f.evidence AS Evidence,
            f.first_day AS FirstDay, f.last_day AS LastDay, f.subscribers AS Subscribers, f.updated AS Updated, s.participant AS SettledBy,
            COALESCE(s.settled_as, f.settled_as) AS SettledAs, COALESCE(s.settled_why, f.settled_why) AS SettledWhy,
            CASE WHEN f.held = 1 OR EXISTS (SELECT 1 FROM finding_countries h WHERE h.key = f.key AND h.kind = f.kind AND h.held = 1) THEN 1 ELSE 0 END AS Held
        FROM findings f LEFT JOIN finding_settlements s ON s.key = f.key AND s.kind = f.kind AND s.country = @country
        """;

    // Who does not see all sees what concerns his country; who has none, nothing.
    private const string Concerns = "(@all = 1 OR EXISTS (SELECT 1 FROM finding_countries c WHERE c.country = @country AND c.key = f.key AND c.kind = f.kind))";

    /// <summary>Findings in order of their names.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Finding>> ListAsync(Actor caller, FindingQuery query, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        List<Row> rows = [.. await connection.QueryAsync<Row>(
            $"""
            SELECT * FROM (
                {Select}
                WHERE (f.sequence, f.ordinal) > (@sequence, @ordinal) AND {Concerns}
                    {(query.Kind is null ? "" : "AND f.kind = @kind")} {(query.Key is null ? "" : "AND f.key = @key")}) found
            WHERE 1 = 1 {(query.Status is null ? "" : "AND Status = @status")} {(query.Held is null ? "" : "AND Held = @held")}
            ORDER BY Sequence, Ordinal LIMIT @limit
            """,
            new
            {
                all = FeedRights.SeesAll(caller) ? 1L : 0,
                country = caller.Country,
                sequence = query.After.Sequence,
                ordinal = query.After.Ordinal,
                kind = query.Kind is { } kind ? RegistryWords.Of(kind) : null,
                status = query.Status is { } status ? RegistryWords.Of(status) : null,
                held = query.Held is true ? 1L : 0,
                key = (long)(query.Key?.Value ?? 0),
                limit = query.Limit,
            })];
        return await ViewAsync(connection, caller, rows);
    }

    /// <summary>One finding.</summary>
    /// <exception cref="RegistryException">There is none, or it does not concern the caller.</exception>
    public async Task<Finding> GetAsync(Actor caller, (long Sequence, long Ordinal) id, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        Row row = await FindAsync(connection, null, caller, id);
        return (await ViewAsync(connection, caller, [row]))[0];
    }

    /// <summary>
    /// Says what a finding is: confirmed, dismissed, resolved, or open again. The registrar says so for all, an administration for its own country; what one of these said, it or the
    /// registrar may change.
    /// </summary>
    /// <exception cref="RegistryException">There is none that concerns the caller, or it is not for the caller to say.</exception>
    public async Task<Finding> SettleAsync(Actor caller, (long Sequence, long Ordinal) id, FindingStatus status, string? why, CancellationToken cancellation)
    {
        if (caller.Role is not (Role.Registrar or Role.Administration))
            throw new RegistryException(RegistryFault.NotAllowed, $"{caller.Name} ({RegistryWords.Of(caller.Role)}) may look at findings; an administration or the registrar settles them");
        why = PlainText.Why(why);
        await database.ChangeAsync(
            caller,
            "finding-settled",
            async change =>
            {
                Row row = await FindAsync(change.Connection, change.Transaction, caller, id);
                FindingSettlement settlement = new(row.Key, row.Kind, status, why);
                if (caller.Role == Role.Registrar)
                    await settlement.ForAllAsync(change);
                else
                    await settlement.ForCountryAsync(change, row.SettledBy, row.ForAll, row.SettledAs);
                FindingsListed listed = await listings.ApplyAsync(change, everything: false);
                change.Record(new
                {
                    finding = $"{row.Sequence}-{row.Ordinal}",
                    row.Kind,
                    equipment = new EquipmentKey((ulong)row.Key).ToString(),
                    caller.Country,
                    before = row.Status,
                    status,
                    why,
                    listed = listed.Listed,
                    taken = listed.Taken,
                });
                return 0;
            },
            cancellation);
        return await GetAsync(caller, id, cancellation);
    }

    /// <summary>Lets the findings of a kind that were held count like others.</summary>
    /// <returns>How many.</returns>
    public Task<long> ReleaseAsync(Actor caller, FindingKind kind, string? why, CancellationToken cancellation)
    {
        if (caller.Role != Role.Registrar)
            throw new RegistryException(RegistryFault.NotAllowed, "the registrar releases held findings");
        why = PlainText.Why(why);
        return database.ChangeAsync(
            caller,
            "findings-released",
            async change =>
            {
                var parameters = new { kind = RegistryWords.Of(kind), sequence = change.Sequence };
                long released = await change.Connection.ExecuteAsync(
                    """
                    UPDATE findings SET held = CASE WHEN held = 1 THEN 2 ELSE held END, updated = @sequence
                    WHERE kind = @kind AND (held = 1 OR (key, kind) IN (SELECT c.key, c.kind FROM finding_countries c WHERE c.kind = @kind AND c.held = 1))
                    """,
                    parameters,
                    change.Transaction,
                    commandTimeout: 0);
                await change.Connection.ExecuteAsync(
                    "UPDATE finding_countries SET held = 2 WHERE kind = @kind AND held = 1", parameters, change.Transaction, commandTimeout: 0);
                if (released == 0)
                    return released;
                FindingsListed listed = await listings.ApplyAsync(change, everything: false);
                change.Record(new { kind, released, why, listed = listed.Listed, taken = listed.Taken });
                return released;
            },
            cancellation);
    }

    private static async Task<Row> FindAsync(DbConnection connection, DbTransaction? transaction, Actor caller, (long Sequence, long Ordinal) id) =>
        await connection.QuerySingleOrDefaultAsync<Row>(
            $"{Select} WHERE f.sequence = @Sequence AND f.ordinal = @Ordinal AND {Concerns}",
            new { all = FeedRights.SeesAll(caller) ? 1L : 0, country = caller.Country, id.Sequence, id.Ordinal },
            transaction)
        ?? throw new RegistryException(RegistryFault.NotFound, $"there is no finding {id.Sequence}-{id.Ordinal} that concerns {caller.Name}");

    private async Task<IReadOnlyList<Finding>> ViewAsync(DbConnection connection, Actor caller, IReadOnlyList<Row> rows)
    {
        var keys = new { keys = database.Dialect.Keys([.. rows.Select(r => r.Key).Distinct()]) };
        string source = database.Dialect.KeysSource("keys");
        ILookup<(long, string), string> countries = (await connection.QueryAsync<(long Key, string Kind, string Country)>(
            $"SELECT c.key, c.kind, c.country FROM {source} JOIN finding_countries c ON c.key = keys.key ORDER BY c.country", keys))
            .ToLookup(c => (c.Key, c.Kind), c => c.Country);
        ILookup<(long, string), string> feeds = (await connection.QueryAsync<(long Key, string Kind, string Feed)>(
            $"SELECT l.key, l.kind, l.feed FROM {source} JOIN finding_listings l ON l.key = keys.key ORDER BY l.feed", keys))
            .Where(l => FeedRights.Sees(caller, l.Feed)).ToLookup(c => (c.Key, c.Kind), c => c.Feed);
        ILookup<(long, string), CountrySettlement> settlements = (await connection.QueryAsync<(long Key, string Kind, string Country, string Status, string By, string Why)>(
            $"SELECT s.key, s.kind, s.country, s.status, s.settled_as, s.settled_why FROM {source} JOIN finding_settlements s ON s.key = keys.key ORDER BY s.country", keys))
            .Where(s => FeedRights.Sees(caller, s.Country)).ToLookup(s => (s.Key, s.Kind), s => new CountrySettlement(s.Country, StatusOf(s.Status), s.By, s.Why));
        return [.. rows.Select(r =>
        {
            _ = RegistryWords.TryParse(r.Kind, out FindingKind kind);
            return new Finding(
                $"{r.Sequence}-{r.Ordinal}", kind, new EquipmentKey((ulong)r.Key).ToString(), StatusOf(r.Status), r.Held == 1, [.. countries[(r.Key, r.Kind)]], Day.Text(r.FirstDay)!,
                Day.Text(r.LastDay)!, r.Subscribers, FindingEvidence.Read(r.Evidence), [.. feeds[(r.Key, r.Kind)]], r.SettledAs, r.SettledWhy, [.. settlements[(r.Key, r.Kind)]], r.Updated);
        })];
    }

    private static FindingStatus StatusOf(string word) => RegistryWords.TryParse(word, out FindingStatus status) ? status : default;

    private sealed class Row
    {
        public long Key { get; init; }

        public string Kind { get; init; } = "";

        public long Sequence { get; init; }

        public long Ordinal { get; init; }

        public string Status { get; init; } = "";

        public string ForAll { get; init; } = "";

        public long? SettledBy { get; init; }

        public long Held { get; init; }

        public string Evidence { get; init; } = "";

        public long FirstDay { get; init; }

        public long LastDay { get; init; }

        public long Subscribers { get; init; }

        public long Updated { get; init; }

        public string? SettledAs { get; init; }

        public string? SettledWhy { get; init; }
    }
}

/// <summary>Which findings.</summary>
/// <param name="Kind">Of this kind; null = any.</param>
/// <param name="Status">Of this status; null = any.</param>
/// <param name="Held">Held or not; null = any.</param>
/// <param name="Key">Of this equipment; null = any.</param>
/// <param name="After">After this one.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record FindingQuery(FindingKind? Kind, FindingStatus? Status, bool? Held, EquipmentKey? Key, (long Sequence, long Ordinal) After, int Limit);
