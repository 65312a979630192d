using System.Data.Common;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary><c>/v1/production</c>: what was produced, in and out.</summary>
internal sealed class ProductionEndpoints(RegistryDatabase database, AllocationStatus status, TimeProvider time)
{
    private readonly ProductionRegister _register = new(database, status);

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder production = routes.MapGroup("/v1/production").WithTags("Production");
        production.MapPost("", DeclareAsync).Need(Scopes.Production)
            .WithSummary("Declare what was produced")
            .WithDescription(
                "One declaration as JSON, or many as CSV (columns tac,from,to,complete, or imei) or as lines of JSON, plain or gzip; for many, mode, country, validFrom and nothingMade stand in the "
                + "address. Where a line of a TAC that is declared complete, or replaced, is refused, nothing of that TAC is taken. Serial numbers have 6 digits, or stand as keys of 14. Only TACs that are the caller's own are taken.")
            .Accepts<Declaration>("application/json", "text/csv", "application/x-ndjson").Produces<DeclarationReport>().Refuses(400, 415, 422, 503);
        production.MapGet("", ListAsync).Need(Scopes.Verify).WithSummary("List the TACs that a participant declares something of").Produces<DeclaredTacPage>().Refuses(422);
        production.MapGet("/conflicts", ConflictsAsync).Need(Scopes.Verify).WithSummary("List where two owners claim the same serial numbers").Produces<ConflictPage>().Refuses(422);
        production.MapGet("/{tac}", GetAsync).Need(Scopes.Verify).WithSummary("Look at what is declared of a TAC by everybody").Produces<TacProduction>().Refuses(404, 422)
            .WithDescription("With version, what one owner said once: the participant, the caller itself if none is given, or the only owner.");
        production.MapDelete("/{tac}", WithdrawAsync).Need(Scopes.Production).WithSummary("Withdraw everything that the caller declares of a TAC").Produces<ChangeMade>().Refuses(404, 422);
    }

    private async Task<DeclarationReport> DeclareAsync(string? mode, string? country, string? validFrom, bool? nothingMade, HttpContext context)
    {
        if (BulkRows.FormatOf(context.Request) is { } format)
        {
            DeclarationMode parsed = DeclarationMode.Add;
            if (mode is not null && !RegistryWords.TryParse(mode, out parsed))
                throw Refused($"mode: '{mode}' is not one of {RegistryWords.All<DeclarationMode>()}");
            await using BulkBody body = await BulkBody.ReceiveAsync(context.Request, context.RequestAborted);
            BulkReport report = new();
            return await _register.DeclareAsync(
                context.Caller(), DeclaredLines.Read(body, format, report), report, Options(parsed, country, validFrom, body.Sha256) with { NothingMade = nothingMade ?? false }, context.RequestAborted);
        }

        Declaration declaration = await JsonBody.ReadAsync<Declaration>(context.Request, context.RequestAborted);
        List<DeclaredLine> lines = DeclaredLines.Of(declaration);
        BulkReport one = new();
        lines.ForEach(_ => one.Accept());
        DeclarationReport done = await _register.DeclareAsync(
            context.Caller(),
            lines,
            one,
            Options(declaration.Mode ?? DeclarationMode.Add, declaration.Country, declaration.ValidFrom, null) with { NothingMade = declaration.NothingMade ?? false },
            context.RequestAborted);
        return done.Rejected == 0 ? done : throw Refused(done.Rejects[0].Why);
    }

    private async Task<DeclaredTacPage> ListAsync(long? participant, string? after, int? limit, HttpContext context)
    {
        await using DbConnection connection = await database.OpenAsync(context.RequestAborted);
        return await ProductionView.ListAsync(connection, participant ?? context.Caller().Id, After(after), Paging.Limit(limit));
    }

    private async Task<ConflictPage> ConflictsAsync(long? participant, string? after, int? limit, HttpContext context)
    {
        await using DbConnection connection = await database.OpenAsync(context.RequestAborted);
        return await ProductionConflicts.ListAsync(connection, After(after), participant, Paging.Limit(limit));
    }

    private async Task<IResult> GetAsync(string tac, long? participant, long? version, int? from, int? limit, HttpContext context)
    {
        Tac asked = Parse(tac);
        await using DbConnection connection = await database.OpenAsync(context.RequestAborted);
        if (version is null)
            return Results.Ok(await ProductionView.OfAsync(connection, asked, from ?? 0, Paging.Limit(limit)));
        long[] owners = await ProductionView.OwnersAsync(connection, asked);
        long owner = participant ?? (owners.Contains(context.Caller().Id) ? context.Caller().Id : owners.Length == 1 ? owners[0] : throw Refused("participant: say whose version; see /v1/production/{tac}"));
        return Results.Ok(await ProductionView.VersionAsync(connection, asked, owner, version.Value, from ?? 0, Paging.Limit(limit)));
    }

    private async Task<ChangeMade> WithdrawAsync(string tac, HttpContext context) => new(await _register.WithdrawAsync(context.Caller(), Parse(tac), context.RequestAborted));

    private DeclarationOptions Options(DeclarationMode mode, string? country, string? validFrom, string? sha256)
    {
        string? code = null;
        if (!string.IsNullOrEmpty(country) && !Countries.TryParse(country, out code))
            throw Refused($"country: '{country}' is not an ISO 3166 alpha-2 code, such as pk");
        long? day = null;
        if (!string.IsNullOrEmpty(validFrom))
            day = Day.TryParse(validFrom, out long parsed) ? parsed : throw Refused($"validFrom: '{validFrom}' is not a date such as 2026-03-05");
        return day > Day.Of(time.GetUtcNow()) ? throw Refused($"validFrom: {validFrom} has not come yet; declare it then") : new(mode, code, day, sha256);
    }

    private static long After(string? tac) => tac is null ? -1 : Parse(tac).Value;

    private static Tac Parse(string text) => Tac.TryParse(text, out Tac tac) ? tac : throw Refused($"'{text}' is not a TAC: it has 8 digits, with its leading zeros");

    private static RegistryException Refused(string message) => new(RegistryFault.Refused, message);
}

/// <summary>A change that was made.</summary>
/// <param name="Sequence">Its number in the ledger.</param>
internal sealed record ChangeMade(long Sequence);
