namespace EirDiameter.Registry;

/// <summary><c>/v1/publish</c> and <c>/v1/publishing</c>.</summary>
internal sealed class PublishingEndpoints(PublishingService service)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/publish", PublishAsync).WithTags("Publishing").WithSummary("Publish all feeds now, and renew those without news").Need(Scopes.Publishing)
            .Produces<PublishingStatus>().Refuses(409, 503);
        routes.MapGet("/v1/publishing", StatusAsync).WithTags("Publishing").WithSummary("How publishing goes").Need(Scopes.Publishing).Produces<PublishingStatus>();
    }

    // Not tied to the call: what was begun is done even if its caller goes.
    private async Task<PublishingStatus> PublishAsync(CancellationToken cancellation)
    {
        if (!await service.RunAsync(force: true, CancellationToken.None))
            throw new RegistryException(RegistryFault.Conflict, "another process publishes: what is new is published by it at its next interval");
        PublishingStatus status = await service.StatusAsync(cancellation);
        string[] failures = [.. status.Feeds.Where(f => f.LastError is not null).Select(f => $"{f.Feed}: {f.LastError!.Message}")];
        return failures.Length == 0 ? status : throw new RegistryException(RegistryFault.Unavailable, string.Join("; ", failures));
    }

    private Task<PublishingStatus> StatusAsync(CancellationToken cancellation) => service.StatusAsync(cancellation);
}
