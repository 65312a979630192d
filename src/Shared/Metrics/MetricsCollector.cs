using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EirDiameter.Metrics;

/// <summary>Collects from every meter of the product, and gives what <c>/metrics</c> serves.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly PrometheusText _text = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;
    private readonly SemaphoreSlim _collecting = new(1, 1);

    public MetricsCollector()
    {
        _reader = new BaseExportingMetricReader(_text) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter("EirDiameter.*").AddReader(_reader).Build();
    }

    /// <summary>Everything in the Prometheus text format.</summary>
    public async Task<string> TextAsync(CancellationToken cancellation)
    {
        await _collecting.WaitAsync(cancellation);
        try
        {
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
        _collecting.Dispose();
    }
}
