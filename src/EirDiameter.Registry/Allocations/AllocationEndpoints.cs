using System.Data.Common;
using System.Globalization;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary><c>/v1/allocations</c>: the TAC database, in and out.</summary>
internal sealed class AllocationEndpoints(RegistryDatabase database, AllocationStatus status, AllocationsOptions options)
{
    private readonly AllocationImport _import = new(database, options);

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder allocations = routes.MapGroup("/v1/allocations").WithTags("Allocations");
        allocations.MapPost("/imports", ImportAsync).Need(Scopes.Allocations)
            .WithSummary("Load a TAC database in place of the one before")
            .WithDescription("The body is the file, values between '|', plain or gzip. The answer is a line of JSON for progress from time to time, and one with the report at the end.")
            .Accepts<string>("text/plain", "application/gzip").Produces<AllocationReport>(contentType: "application/x-ndjson").Refuses(422, 503);
        allocations.MapGet("/imports", ImportsAsync).Need(Scopes.Verify).WithSummary("List the loads of the TAC database, the last first").Produces<AllocationLoad[]>();
        allocations.MapGet("/bodies", Bodies).Need(Scopes.Verify).WithSummary("List the bodies that allocate TACs").Produces<BodyView[]>();
        allocations.MapGet("/{tac}", GetAsync).Need(Scopes.Verify).WithSummary("Say whether a TAC is allocated, and to whom").Produces<TacView>().Refuses(422);
        allocations.MapGet("", ListAsync).Need(Scopes.Verify).WithSummary("List what stands in the TAC database").Produces<AllocationPage>().Refuses(422);
    }

    private async Task<IResult> ImportAsync(string? name, bool? force, string? why, HttpContext context)
    {
        await using BulkBody body = await BulkBody.ReceiveAsync(context.Request, context.RequestAborted);
        ProgressLines progress = new(context);
        AllocationImportOptions import = new(string.IsNullOrWhiteSpace(name) ? "upload" : name, force ?? false, why);
        return await progress.RunAsync(() => _import.ImportAsync(context.Caller(), body, import, progress, context.RequestAborted));
    }

    private async Task<AllocationLoad[]> ImportsAsync(int? limit, HttpContext context)
    {
        await using DbConnection connection = await database.OpenAsync(context.RequestAborted);
        IEnumerable<(long Sequence, long Time, string Name, string Sha256, long Tacs)> loads = await connection.QueryAsync<(long, long, string, string, long)>(
            "SELECT sequence, time, name, sha256, tacs FROM allocation_loads ORDER BY sequence DESC LIMIT @limit", new { limit = Paging.Limit(limit) });
        return [.. loads.Select(l => new AllocationLoad(l.Sequence, DateTimeOffset.FromUnixTimeSeconds(l.Time), l.Name, l.Sha256, l.Tacs))];
    }

    private BodyView[] Bodies() =>
        [.. Enumerable.Range(0, 100).Select(i => BodyView.Of(new Tac((uint)i * 1_000_000), options)).Where(b => b.State != RegistryWords.Of(ReportingBodyState.Unassigned))];

    private async Task<TacView> GetAsync(string tac, string? seen, HttpContext context)
    {
        Tac asked = Parse(tac);
        DateTimeOffset? since = null;
        if (seen is not null)
            since = Day.TryParse(seen, out long day) ? DateTimeOffset.UnixEpoch.AddDays(day) : throw new RegistryException(RegistryFault.Refused, $"seen: '{seen}' is not a date such as 2026-03-05");
        await using DbConnection connection = await database.OpenAsync(context.RequestAborted);
        TacAllocation known = await status.OfAsync(connection, null, asked);
        return TacView.Of(known, since, options);
    }

    private async Task<AllocationPage> ListAsync(string? make, string? after, int? limit, HttpContext context)
    {
        int most = Paging.Limit(limit);
        Allocation[] found = await status.ListAsync(make, after is null ? null : Parse(after), most + 1);
        return found.Length > most ? new(found[..most], found[most - 1].Tac) : new(found, null);
    }

    private static Tac Parse(string text) =>
        Tac.TryParse(text, out Tac tac) ? tac : throw new RegistryException(RegistryFault.Refused, $"'{text}' is not a TAC: it has 8 digits, with its leading zeros");
}

/// <summary>A load of the TAC database.</summary>
/// <param name="Sequence">Its number in the ledger.</param>
/// <param name="Time">When.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="Sha256">SHA-256 of the file.</param>
/// <param name="Tacs">How many TACs it named.</param>
internal sealed record AllocationLoad(long Sequence, DateTimeOffset Time, string Name, string Sha256, long Tacs);

/// <summary>A page of allocations.</summary>
/// <param name="Allocations">In order of the TACs.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null = this is the last.</param>
internal sealed record AllocationPage(IReadOnlyList<Allocation> Allocations, string? Next);

/// <summary>A body that allocates TACs.</summary>
/// <param name="Identifier">Reporting Body Identifier: the first two digits of its TACs.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">allocating, retired, test, reserved or unassigned.</param>
/// <param name="Allocates">Whether it allocates TACs today.</param>
/// <param name="LagDays">Days from when equipment of a new TAC is about until the TAC database has it, at most.</param>
internal sealed record BodyView(string Identifier, string Name, string State, bool Allocates, int LagDays)
{
    public static BodyView Of(Tac tac, AllocationsOptions options)
    {
        ReportingBody body = tac.ReportingBody;
        return new(body.Identifier.ToString("D2", CultureInfo.InvariantCulture), body.Name, RegistryWords.Of(body.State), body.State == ReportingBodyState.Allocating, options.LagOf(tac));
    }
}

/// <summary>What is known of a TAC.</summary>
/// <param name="Tac">The TAC.</param>
/// <param name="State">allocated, test, withdrawn, not-allocated or too-new-to-tell.</param>
/// <param name="Body">Who allocated it, by its first two digits.</param>
/// <param name="LoadedAt">When the TAC database was last loaded.</param>
/// <param name="Allocation">What the TAC database says; also what it said of a TAC that is withdrawn.</param>
internal sealed record TacView(string Tac, TacState State, BodyView Body, DateTimeOffset? LoadedAt, Allocation? Allocation)
{
    public static TacView Of(TacAllocation known, DateTimeOffset? seen, AllocationsOptions options) =>
        new(known.Tac.ToString(), known.State(seen), BodyView.Of(known.Tac, options), known.LoadedAt, known.Allocation);
}
