using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Shows findings to those whom they concern, and takes what these make of them.</summary>
internal sealed class FindingRegister(RegistryDatabase database, FindingListings listings)
{
    private const string Columns =
        """
        f.key AS Key, f.kind AS Kind, f.sequence AS Sequence, f.ordinal AS Ordinal, f.status AS Status, f.held AS Held, f.evidence AS Evidence, f.first_day AS FirstDay,
        f.last_day AS LastDay, f.subscribers AS Subscribers, f.updated AS Updated, f.settled_as AS SettledAs, f.settled_why AS SettledWhy
        """;

    // Who has a country sees what concerns it.
    private const string Concerns =
        "(CAST(@country AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM finding_countries c WHERE c.country = @country AND c.key = f.key AND c.kind = f.kind))";

    /// <summary>Findings in order of their names.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Finding>> ListAsync(Actor caller, FindingQuery query, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        List<Row> rows = [.. await connection.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM findings f
            WHERE (f.sequence, f.ordinal) > (@sequence, @ordinal) AND {Concerns}
                {(query.Kind is null ? "" : "AND f.kind = @kind")} {(query.Status is null ? "" : "AND f.status = @status")} {(query.Held is null ? "" : "AND f.held = @held")}
                {(query.Key is null ? "" : "AND f.key = @key")}
            ORDER BY f.sequence, f.ordinal LIMIT @limit
            """,
            new
            {
                country = caller.Country,
                sequence = query.After.Sequence,
                ordinal = query.After.Ordinal,
                kind = query.Kind is { } kind ? RegistryWords.Of(kind) : null,
                status = query.Status is { } status ? RegistryWords.Of(status) : null,
                held = query.Held is true ? 1L : 0,
                key = (long)(query.Key?.Value ?? 0),
                limit = query.Limit,
            })];
        return await ViewAsync(connection, null, rows);
    }

    /// <summary>One finding.</summary>
    /// <exception cref="RegistryException">There is none, or it does not concern the caller.</exception>
    public async Task<Finding> GetAsync(Actor caller, (long Sequence, long Ordinal) id, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        Row row = await FindAsync(connection, null, caller, id);
        return (await ViewAsync(connection, null, [row]))[0];
    }

    /// <summary>Says what a finding is: confirmed, dismissed, resolved, or open again.</summary>
    /// <exception cref="RegistryException">There is none that concerns the caller, or it is not for the caller to say.</exception>
    public async Task<Finding> SettleAsync(Actor caller, (long Sequence, long Ordinal) id, FindingStatus status, string? why, CancellationToken cancellation)
    {
        if (caller.Role is not (Role.Registrar or Role.Administration))
            throw new RegistryException(RegistryFault.NotAllowed, $"{caller.Name} ({RegistryWords.Of(caller.Role)}) may look at findings; an administration or the registrar settles them");
        if (string.IsNullOrWhiteSpace(why) || why.Length > 1000)
            throw new RegistryException(RegistryFault.Refused, "why: say why, in at most 1000 characters");
        await database.ChangeAsync(
            caller,
            "finding-settled",
            async change =>
            {
                Row row = await FindAsync(change.Connection, change.Transaction, caller, id);
                await change.Connection.ExecuteAsync(
                    """
                    UPDATE findings SET status = @status, updated = @sequence, settled_by = @by, settled_as = @name, settled_why = @why,
                        held = CASE WHEN @status = 'confirmed' THEN 0 ELSE held END
                    WHERE key = @Key AND kind = @Kind
                    """,
                    new { status = RegistryWords.Of(status), sequence = change.Sequence, by = caller.Id, name = caller.Name, why = why.Trim(), row.Key, row.Kind },
                    change.Transaction);
                await listings.ApplyAsync(change);
                change.Record(new { finding = $"{row.Sequence}-{row.Ordinal}", row.Kind, equipment = new EquipmentKey((ulong)row.Key).ToString(), before = row.Status, status, why = why.Trim() });
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
        if (string.IsNullOrWhiteSpace(why))
            throw new RegistryException(RegistryFault.Refused, "why: say why");
        return database.ChangeAsync(
            caller,
            "findings-released",
            async change =>
            {
                long released = await change.Connection.ExecuteAsync(
                    "UPDATE findings SET held = 0, updated = @sequence WHERE kind = @kind AND held = 1",
                    new { kind = RegistryWords.Of(kind), sequence = change.Sequence },
                    change.Transaction);
                if (released == 0)
                    return released;
                (long listed, long taken) = await listings.ApplyAsync(change);
                change.Record(new { kind, released, why, listed, taken });
                return released;
            },
            cancellation);
    }

    private static async Task<Row> FindAsync(DbConnection connection, DbTransaction? transaction, Actor caller, (long Sequence, long Ordinal) id) =>
        await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM findings f WHERE f.sequence = @Sequence AND f.ordinal = @Ordinal AND {Concerns}"
                ,
            new { country = caller.Country, id.Sequence, id.Ordinal },
            transaction)
        ?? throw new RegistryException(RegistryFault.NotFound, $"there is no finding {id.Sequence}-{id.Ordinal} that concerns {caller.Name}");

    private async Task<IReadOnlyList<Finding>> ViewAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyList<Row> rows)
    {
        var keys = new { keys = database.Dialect.Keys([.. rows.Select(r => r.Key).Distinct()]) };
        ILookup<(long, string), string> countries = (await connection.QueryAsync<(long Key, string Kind, string Country)>(
            $"SELECT c.key, c.kind, c.country FROM {database.Dialect.KeysSource("keys")} JOIN finding_countries c ON c.key = keys.key ORDER BY c.country", keys, transaction))
            .ToLookup(c => (c.Key, c.Kind), c => c.Country);
        ILookup<(long, string), string> feeds = (await connection.QueryAsync<(long Key, string Kind, string Feed)>(
            $"SELECT l.key, l.kind, l.feed FROM {database.Dialect.KeysSource("keys")} JOIN finding_listings l ON l.key = keys.key ORDER BY l.feed", keys, transaction))
            .ToLookup(c => (c.Key, c.Kind), c => c.Feed);
        return [.. rows.Select(r =>
        {
            _ = RegistryWords.TryParse(r.Kind, out FindingKind kind);
            _ = RegistryWords.TryParse(r.Status, out FindingStatus status);
            return new Finding(
                $"{r.Sequence}-{r.Ordinal}", kind, new EquipmentKey((ulong)r.Key).ToString(), status, r.Held == 1, [.. countries[(r.Key, r.Kind)]], Day.Text(r.FirstDay)!,
                Day.Text(r.LastDay)!, r.Subscribers, FindingEvidence.Read(r.Evidence), [.. feeds[(r.Key, r.Kind)]], r.SettledAs, r.SettledWhy, r.Updated);
        })];
    }

    private sealed class Row
    {
        public long Key { get; init; }

        public string Kind { get; init; } = "";

        public long Sequence { get; init; }

        public long Ordinal { get; init; }

        public string Status { get; init; } = "";

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
