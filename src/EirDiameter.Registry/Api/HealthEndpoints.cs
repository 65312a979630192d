using System.Data.Common;
using Dapper;
using EirDiameter.Metrics;

namespace EirDiameter.Registry;

/// <summary>What watches the process asks: whether it lives, whether it can do its work, and its figures.</summary>
internal sealed class HealthEndpoints(RegistryDatabase database, RegistryMetrics metrics)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder health = routes.MapGroup("").WithTags("Health").OpenToAll();
        health.MapGet("/healthz/live", () => Results.Text("live\n")).WithSummary("Whether the process answers").Produces<string>(contentType: "text/plain");
        health.MapGet("/healthz/ready", ReadyAsync).WithSummary("Whether the database answers").Produces<string>(contentType: "text/plain").Refuses(503);
        health.MapGet("/metrics", MetricsAsync).WithSummary("Figures in the Prometheus text format").Produces<string>(contentType: "text/plain").Refuses(503);
    }

    private async Task<IResult> ReadyAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await using DbConnection connection = await database.OpenAsync(limit.Token);
            await connection.QuerySingleAsync<long>(new CommandDefinition("SELECT sequence FROM ledger_head WHERE one = 1", cancellationToken: limit.Token));
            return Results.Text("ready\n");
        }
        catch (Exception e) when (e is DbException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new RegistryException(RegistryFault.Unavailable, $"the database does not answer: {e.Message}", e);
        }
    }

    private async Task<IResult> MetricsAsync(CancellationToken cancellation) => Results.Text(await metrics.TextAsync(cancellation), PrometheusText.ContentType);
}
