namespace EirDiameter.Registry;

/// <summary><c>/v1/participants</c>: the registrar's calls.</summary>
internal sealed class ParticipantEndpoints(RegistryDatabase database, ParticipantKeys keys)
{
    private readonly ParticipantRegister _register = new(database);
    private readonly ParticipantTacs _tacs = new(database);

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder participants = routes.MapGroup("/v1/participants").WithTags("Participants").Need(Scopes.Participants);
        participants.MapPost("", AddAsync).WithSummary("Add a participant; the answer holds its first key, shown this once").Produces<AddedParticipant>(StatusCodes.Status201Created).Refuses(409, 422);
        participants.MapGet("", ListAsync).WithSummary("List participants").Produces<ParticipantPage>();
        participants.MapGet("/{id:long}", GetAsync).WithSummary("Look at a participant and the labels of its keys").Produces<ParticipantWithKeys>().Refuses(404);
        participants.MapPost("/{id:long}/disable", DisableAsync).WithSummary("Disable a participant: its keys open nothing, what it reported stands, and what it declared as produced does not count meanwhile").Produces<Participant>().Refuses(404);
        participants.MapPost("/{id:long}/enable", EnableAsync).WithSummary("Enable a participant again").Produces<Participant>().Refuses(404);
        participants.MapPut("/{id:long}/makes", SetMakesAsync).WithSummary("Say under which names a manufacturer stands in the TAC database").Produces<Participant>().Refuses(404, 409, 422);
        participants.MapPost("/{id:long}/keys", AddKeyAsync).WithSummary("Add a key, shown this once").Produces<AddedKey>(StatusCodes.Status201Created).Refuses(404);
        participants.MapDelete("/{id:long}/keys/{label}", RevokeKeyAsync).WithSummary("Revoke a key for good").Produces(StatusCodes.Status204NoContent).Refuses(404);
        participants.MapPost("/{id:long}/tacs", GiveTacsAsync).WithSummary("Give TACs by hand, beside those of the TAC database").Produces<TacsGiven>().Refuses(404, 422);
        participants.MapGet("/{id:long}/tacs", ListTacsAsync).WithSummary("List the TACs given by hand").Produces<GivenTacs>().Refuses(404, 422);
        participants.MapDelete("/{id:long}/tacs/{tac}", TakeTacBackAsync).WithSummary("Take back a TAC that was given by hand").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
    }

    private async Task<IResult> AddAsync(NewParticipant body, HttpContext context)
    {
        AddedParticipant added = await _register.AddAsync(context.Caller(), body, context.RequestAborted);
        return Results.Created($"/v1/participants/{added.Participant.Id}", added);
    }

    private Task<ParticipantPage> ListAsync(long? after, int? limit, HttpContext context) =>
        _register.ListAsync(after ?? 0, Paging.Limit(limit), context.RequestAborted);

    private Task<ParticipantWithKeys> GetAsync(long id, HttpContext context) => _register.GetAsync(id, context.RequestAborted);

    private async Task<Participant> DisableAsync(long id, HttpContext context)
    {
        Participant participant = await _register.SetDisabledAsync(context.Caller(), id, disabled: true, context.RequestAborted);
        keys.Forget();
        return participant;
    }

    private async Task<Participant> EnableAsync(long id, HttpContext context)
    {
        Participant participant = await _register.SetDisabledAsync(context.Caller(), id, disabled: false, context.RequestAborted);
        keys.Forget();
        return participant;
    }

    private Task<Participant> SetMakesAsync(long id, MakesBody body, HttpContext context) =>
        _register.SetMakesAsync(context.Caller(), id, body.Makes, context.RequestAborted);

    private async Task<IResult> AddKeyAsync(long id, HttpContext context)
    {
        AddedKey key = await _register.AddKeyAsync(context.Caller(), id, context.RequestAborted);
        return Results.Created((string?)null, key);
    }

    private async Task<IResult> RevokeKeyAsync(long id, string label, HttpContext context)
    {
        await _register.RevokeKeyAsync(context.Caller(), id, label, context.RequestAborted);
        keys.Forget();
        return Results.NoContent();
    }

    private async Task<TacsGiven> GiveTacsAsync(long id, TacsBody body, HttpContext context) =>
        new(await _tacs.GiveAsync(context.Caller(), id, body.Tacs, context.RequestAborted));

    private Task<GivenTacs> ListTacsAsync(long id, string? after, int? limit, HttpContext context) =>
        _tacs.ListAsync(id, after, Paging.Limit(limit), context.RequestAborted);

    private async Task<IResult> TakeTacBackAsync(long id, string tac, HttpContext context)
    {
        await _tacs.TakeBackAsync(context.Caller(), id, tac, context.RequestAborted);
        return Results.NoContent();
    }
}

/// <summary>Body that names TACs.</summary>
/// <param name="Tacs">8 digits each.</param>
internal sealed record TacsBody(IReadOnlyList<string>? Tacs);

/// <summary>Answer to giving TACs.</summary>
/// <param name="Given">How many it did not have before.</param>
internal sealed record TacsGiven(int Given);

/// <summary>Body that names makes.</summary>
/// <param name="Makes">All names of the manufacturer.</param>
internal sealed record MakesBody(IReadOnlyList<string>? Makes);
