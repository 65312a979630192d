using System.Data.Common;
using System.Text.Json;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What the TAC database says of a TAC.</summary>
internal enum TacState
{
    /// <summary>It is in the TAC database.</summary>
    Allocated,

    /// <summary>It is kept for test equipment.</summary>
    Test,

    /// <summary>It was in the TAC database, and is not in the last one that was loaded.</summary>
    Withdrawn,

    /// <summary>It is not in the TAC database, which would have it by now.</summary>
    NotAllocated,

    /// <summary>It is not in the TAC database, which may not have it yet.</summary>
    TooNewToTell,
}

/// <summary>A TAC as the TAC database has it.</summary>
/// <param name="Tac">8 digits.</param>
/// <param name="Manufacturer">Who it was allocated to.</param>
/// <param name="Model">The model's name.</param>
/// <param name="MarketingName">The name it is sold by.</param>
/// <param name="Bands">Radio bands.</param>
/// <param name="DeviceType">What kind of equipment.</param>
/// <param name="Country">ISO 3166 alpha-2, where the file says so.</param>
/// <param name="Allocated">When, yyyy-MM-dd, where the file says so.</param>
/// <param name="Extras">The file's other columns.</param>
/// <param name="Sequence">The load that said so.</param>
/// <param name="Withdrawn">The first load that did not have it any more; null = it stands.</param>
internal sealed record Allocation(
    string Tac, string Manufacturer, string Model, string MarketingName, string Bands, string DeviceType, string? Country, string? Allocated, JsonElement Extras, long Sequence, long? Withdrawn);

/// <summary>
/// What is known of a TAC's allocation. A TAC database that does not have a TAC says little by that, since new TACs come into it late: by
/// <paramref name="LagDays"/> at most, reckoned from when equipment of the TAC was first about. So only a database of at least that much later denies
/// it. Who does not know since when the equipment is about gets the database taken at its word while it is fresh, younger than the lag; an older one
/// cannot deny what the body may have given since. That is information; to list equipment as unallocated always needs to know since when it is about.
/// </summary>
/// <param name="Tac">The TAC.</param>
/// <param name="Allocation">Its row; null = never in any load.</param>
/// <param name="LagDays">The lag of its reporting body.</param>
/// <param name="LoadedAt">When the TAC database was last loaded; null = never.</param>
/// <param name="Now">The time of the question.</param>
internal sealed record TacAllocation(Tac Tac, Allocation? Allocation, int LagDays, DateTimeOffset? LoadedAt, DateTimeOffset Now)
{
    /// <summary>What to say of it.</summary>
    /// <param name="seen">Since when equipment of the TAC is known to be about; null = not known.</param>
    public TacState State(DateTimeOffset? seen = null)
    {
        if (Tac.IsTestTac)
            return TacState.Test;
        if (Allocation is not null)
            return Allocation.Withdrawn is null ? TacState.Allocated : TacState.Withdrawn;
        if (LoadedAt is not { } loaded)
            return TacState.TooNewToTell;
        TimeSpan lag = TimeSpan.FromDays(LagDays);
        bool denies = seen is { } since ? since + lag <= loaded : Now - loaded <= lag;
        return denies ? TacState.NotAllocated : TacState.TooNewToTell;
    }

    /// <summary>
    /// Whether it can be held against equipment that the TAC database does not have its TAC: its body gives out no new ones, or would have told of this one since
    /// equipment of it was first seen.
    /// </summary>
    /// <param name="seen">Since when equipment of the TAC is known to be about; null = not known.</param>
    public bool IsDenied(DateTimeOffset? seen) => !Tac.IsTestTac && Allocation is null && LoadedAt is { } loaded
        && (Tac.ReportingBody.State is not ReportingBodyState.Allocating || (seen is { } since && DeniableFrom(since) <= loaded));

    /// <summary>When the TAC database must have been loaded, at the earliest, to deny a TAC whose equipment is about since <paramref name="seen"/>.</summary>
    public DateTimeOffset DeniableFrom(DateTimeOffset seen) => seen + TimeSpan.FromDays(LagDays);
}

/// <summary>Asks what the TAC database says, of one TAC or of thousands at once.</summary>
internal sealed class AllocationStatus(RegistryDatabase database, AllocationsOptions options, TimeProvider time)
{
    private const int AtOnce = 10_000;

    private const string Select =
        """
        SELECT a.tac AS Tac, a.manufacturer AS Manufacturer, a.model AS Model, a.marketing_name AS MarketingName, a.bands AS Bands, a.device_type AS DeviceType,
               a.country AS Country, a.allocated AS Allocated, a.extras AS Extras, a.sequence AS Sequence, a.withdrawn AS Withdrawn
        FROM
        """;

    /// <summary>What is known of one TAC.</summary>
    public async Task<TacAllocation> OfAsync(DbConnection connection, DbTransaction? transaction, Tac tac) =>
        (await OfAsync(connection, transaction, [tac]))[tac];

    /// <summary>What is known of each of many TACs.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="transaction">The transaction of a change that asks; null = none.</param>
    /// <param name="tacs">The TACs, none of them <see cref="Tac.None"/>.</param>
    public async Task<Dictionary<Tac, TacAllocation>> OfAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyCollection<Tac> tacs)
    {
        long? last = await connection.QuerySingleAsync<long?>("SELECT MAX(time) FROM allocation_loads", transaction: transaction);
        DateTimeOffset? loaded = last is long seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        DateTimeOffset now = time.GetUtcNow();
        Dictionary<Tac, TacAllocation> answers = new(tacs.Count);
        foreach (Tac[] some in tacs.Distinct().Chunk(AtOnce))
        {
            IEnumerable<Row> rows = await connection.QueryAsync<Row>(
                $"{Select} {database.Dialect.KeysSource("tacs")} JOIN allocations a ON a.tac = key", new { tacs = database.Dialect.Keys([.. some.Select(t => (long)t.Value)]) }, transaction);
            foreach (Row row in rows)
                answers[new Tac((uint)row.Tac)] = new(new Tac((uint)row.Tac), row.Read(), options.LagOf(new Tac((uint)row.Tac)), loaded, now);
            foreach (Tac tac in some)
                answers.TryAdd(tac, new(tac, null, options.LagOf(tac), loaded, now));
        }

        return answers;
    }

    /// <summary>A page of what stands in the TAC database, in order of the TACs.</summary>
    /// <param name="make">Only those of this manufacturer; null = all.</param>
    /// <param name="after">Only those above this TAC; null = from the first.</param>
    /// <param name="limit">How many at most.</param>
    public async Task<Allocation[]> ListAsync(string? make, Tac? after, int limit)
    {
        await using DbConnection connection = await database.OpenAsync();
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(
            $"{Select} allocations a WHERE a.tac > @after AND a.withdrawn IS NULL{(make is null ? "" : " AND a.make = @make")} ORDER BY a.tac LIMIT @limit",
            new { after = after is { } tac ? tac.Value : -1L, make = make is null ? null : Makes.Fold(make), limit });
        return [.. rows.Select(r => r.Read())];
    }

    private sealed record Row(
        long Tac, string Manufacturer, string Model, string MarketingName, string Bands, string DeviceType, string? Country, long? Allocated, string Extras, long Sequence, long? Withdrawn)
    {
        public Allocation Read() => new(
            new Tac((uint)Tac).ToString(), Manufacturer, Model, MarketingName, Bands, DeviceType, Country, Allocated is long day ? Day.Text(day) : null,
            JsonSerializer.Deserialize<JsonElement>(Extras), Sequence, Withdrawn);
    }
}
