using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;
using EirDiameter.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EirDiameter.Registry;

/// <summary>What the registry counts, its parts included, and the text that <c>/metrics</c> serves.</summary>
internal sealed class RegistryMetrics : IDisposable
{
    private readonly Meter _meter = new(PublishingMetrics.MeterName);
    private readonly PrometheusText _text = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private readonly SemaphoreSlim _collecting = new(1, 1);
    private readonly Counter<long> _requests;
    private readonly RegistryDatabase _database;
    private long _sequence;

    public RegistryMetrics(RegistryDatabase database)
    {
        _database = database;
        _reader = new BaseExportingMetricReader(_text) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter("EirDiameter.*").AddReader(_reader).Build();
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
        await _collecting.WaitAsync(cancellation);
        try
        {
            await using (DbConnection connection = await _database.OpenAsync(cancellation))
                Volatile.Write(ref _sequence, await connection.QuerySingleAsync<long>("SELECT sequence FROM ledger_head WHERE one = 1"));
            _reader.Collect();
            return _text.Text;
        }
        finally
        {
            _collecting.Release();
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _reader.Dispose();
        _text.Dispose();
        _meter.Dispose();
        _collecting.Dispose();
    }
}
