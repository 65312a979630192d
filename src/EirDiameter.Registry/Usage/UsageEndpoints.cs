using Microsoft.AspNetCore.Mvc;

namespace EirDiameter.Registry;

/// <summary>Summaries of used equipment over HTTP.</summary>
internal sealed class UsageEndpoints(UsageRegister usage, NotApprovedRule notApproved, FindingDetector detector, FollowUp followUp)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/usage").WithTags("Usage").Need(Scopes.Usage);
        group.MapPost("", UploadAsync).WithMetadata(new DisableRequestSizeLimitAttribute())
            .Produces<EvidenceReport>().Refuses(403, 415, 422, 503)
            .WithSummary("Send what equipment was used in the caller's country: equipment,from,to,subscribers,hashes as CSV or JSON lines, plain or gzip");
        group.MapGet("", ListAsync).Produces<UsagePeriods>().Refuses(422).WithSummary("The periods that are kept: the caller's own, or for the registrar all");
    }

    private async Task<EvidenceReport> UploadAsync(HttpContext context, HttpRequest request, CancellationToken cancellation)
    {
        BulkFormat format = BulkRows.FormatOf(request)
            ?? throw new BadHttpRequestException($"Content-Type '{request.ContentType}' is not understood: text/csv or application/x-ndjson", StatusCodes.Status415UnsupportedMediaType);
        Actor caller = context.Caller();
        BulkReport report = new();
        BulkRows rows = new(format, UsageRow.Required, UsageRow.Optional);
        await using BulkBody body = await BulkBody.ReceiveAsync(request, cancellation);
        UploadedUsage? uploaded = await usage.UploadAsync(caller, told => rows.Read(body.Open(), told), report, body.Sha256, cancellation);
        if (uploaded is null)
            return EvidenceReport.Of(report, null);

        // The summaries are kept, whether or not the caller waits for what follows from them.
        string? rule = await followUp.TryAsync("the rule against TACs without approval", () => notApproved.ApplyAsync(caller.Country!, CancellationToken.None));
        string? findings = await followUp.TryAsync("findings", () => detector.RunAsync(uploaded, CancellationToken.None));
        return EvidenceReport.Of(report, rule is null ? findings : findings is null ? rule : $"{rule}; {findings}");
    }

    private async Task<UsagePeriods> ListAsync(HttpContext context, int? limit, CancellationToken cancellation)
    {
        Actor caller = context.Caller();
        return new(await usage.ListAsync(caller.Role == Role.Registrar ? null : caller.Id, Paging.Limit(limit), cancellation));
    }
}

/// <summary>Answer with periods.</summary>
/// <param name="Periods">Newest first.</param>
internal sealed record UsagePeriods(IReadOnlyList<UsagePeriodView> Periods);
