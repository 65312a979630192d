namespace EirDiameter.Registry;

/// <summary><c>/v1/participants/{id}/query-endpoint</c>: where a manufacturer answers.</summary>
internal sealed class MakerEndpoints(MakerRegister register, MakerQueries queries)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder endpoint = routes.MapGroup("/v1/participants/{id:long}/query-endpoint").WithTags("Participants").Need(Scopes.Participants);
        endpoint.MapPut("", SetAsync).WithSummary("Say where a manufacturer answers whether it produced an equipment").Produces<MakerEndpointView>().Refuses(404, 422)
            .WithDescription(
                "The registry posts {id, to, time, equipment: [14 digits]}, signed over the octets of the body with the key of the feeds (ES256, header X-Signature, base64), and wants "
                + "{answers: [{equipment, produced: true|false}]}. An https URL of a public address; redirects are not followed.");
        endpoint.MapGet("", GetAsync).WithSummary("Look at where a manufacturer answers, and whether it is left alone just now").Produces<MakerEndpointView>().Refuses(404);
        endpoint.MapDelete("", RemoveAsync).WithSummary("Ask the manufacturer no more").Produces(StatusCodes.Status204NoContent).Refuses(404);
    }

    private async Task<MakerEndpointView> SetAsync(long id, MakerUrl body, HttpContext context) => View(await register.SetAsync(context.Caller(), id, body.Url, context.RequestAborted));

    private async Task<MakerEndpointView> GetAsync(long id, HttpContext context) => View(await register.GetAsync(id, context.RequestAborted));

    private async Task<IResult> RemoveAsync(long id, HttpContext context)
    {
        await register.RemoveAsync(context.Caller(), id, context.RequestAborted);
        return Results.NoContent();
    }

    private MakerEndpointView View(MakerEndpoint endpoint) => new(endpoint.Participant, endpoint.Url.AbsoluteUri, queries.IsBroken(endpoint));
}

/// <summary>Body that names an address.</summary>
/// <param name="Url">An https URL.</param>
internal sealed record MakerUrl(string? Url);

/// <summary>Where a manufacturer answers.</summary>
/// <param name="Participant">Its number.</param>
/// <param name="Url">The address.</param>
/// <param name="LeftAlone">Whether it failed so often that it is not asked just now.</param>
internal sealed record MakerEndpointView(long Participant, string Url, bool LeftAlone);
