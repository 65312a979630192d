using EirDiameter.Metrics;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Metrics;
using EirDiameter.Peers;
using EirDiameter.Store;

namespace EirDiameter.Node.Admin;

/// <summary>What the node is doing: status, health and metrics.</summary>
internal sealed class StatusEndpoints(
    ListingStore store, PeerTable peers, AuditLog audit, NodeMetrics metrics, NodeOptions options, Readiness readiness, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/status", () => TypedResults.Ok(Status()));
        routes.MapGet("/healthz/live", () => TypedResults.Text("live\n"));
        routes.MapGet("/healthz/ready", () => readiness.IsReady
            ? Results.Text("ready\n")
            : Results.Text(readiness.Phase + "\n", statusCode: StatusCodes.Status503ServiceUnavailable));
        routes.MapGet("/metrics", MetricsAsync);
    }

    private async Task<IResult> MetricsAsync(CancellationToken cancellation) =>
        Results.Text(await metrics.TextAsync(cancellation), PrometheusText.ContentType);

    private object Status() => new
    {
        Phase = readiness.Phase,
        Since = readiness.Started,
        UptimeSeconds = (long)(time.GetUtcNow() - readiness.Started).TotalSeconds,
        options.Diameter.OriginHost,
        options.Diameter.OriginRealm,
        Listen = readiness.Addresses,
        Policy = new { options.Policy.Preset, options.Policy.GlobalOverride },
        Peers = peers.Snapshot().Count,
        MemoryBytes = Environment.WorkingSet,
        Store = store.Status,
        Audit = audit.Status,
    };
}
