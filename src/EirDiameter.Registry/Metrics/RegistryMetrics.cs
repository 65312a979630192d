using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;
using EirDiameter.Metrics;

namespace EirDiameter.Registry;

/// <summary>What the registry counts, its parts included, and the text that <c>/metrics</c> serves.</summary>
internal sealed class RegistryMetrics : IDisposable
{
    private readonly Meter _meter = new(PublishingMetrics.MeterName);
    private readonly MetricsCollector _collector;
    private readonly Counter<long> _requests;
    private readonly RegistryDatabase _database;
    private long _sequence;

    public RegistryMetrics(RegistryDatabase database)
    {
        _database = database;
        _collector = new MetricsCollector();
        _requests = _meter.CreateCounter<long>("registry_requests_total", description: "HTTP requests answered, by endpoint and status.");
        _meter.CreateObservableGauge("registry_ledger_sequence", () => Volatile.Read(ref _sequence), description: "Number of the last change.");
        _meter.CreateObservableGauge("registry_process_memory_bytes", () => Environment.WorkingSet, description: "Resident memory of the process.");
    }

    /// <summary>Counts a request when it is answered.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            // The pattern, not the path: paths have no end, and name equipment. The failure handler clears the endpoint; then its own note of it counts.
            Endpoint? endpoint = context.GetEndpoint() ?? context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Endpoint;
            _requests.Add(
                1,
                new("method", context.Request.Method),
                new("endpoint", (endpoint as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "none"),
                new("status", context.Response.StatusCode));
        }
    }

    /// <summary>Everything in the Prometheus text format.</summary>
    public async Task<string> TextAsync(CancellationToken cancellation)
    {
        await using (DbConnection connection = await _database.OpenAsync(cancellation))
            Volatile.Write(ref _sequence, await connection.QuerySingleAsync<long>("SELECT sequence FROM ledger_head WHERE one = 1"));
        return await _collector.TextAsync(cancellation);
    }

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }
}
