using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EirDiameter.Metrics;

/// <summary>
/// The Prometheus text format 0.0.4 of everything that the meters hold. OpenTelemetry aggregates; this writes.
/// A family that comes as <c>_bucket</c>, <c>_sum</c> and <c>_count</c> counters is declared as the histogram that it is.
/// </summary>
internal sealed class PrometheusText : BaseExporter<Metric>
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] HistogramParts = ["_bucket", "_count", "_sum"];

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _declared = [];

    /// <summary>What the last collection wrote. Collections must not overlap.</summary>
    public string Text => _text.ToString();

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        _declared.Clear();
        foreach (Metric metric in batch) Write(metric);
        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        Declare(metric);
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            switch (metric.MetricType)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    Sample(metric.Name, point.Tags, null, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    Sample(metric.Name, point.Tags, null, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    Sample(metric.Name, point.Tags, null, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    Sample(metric.Name, point.Tags, null, point.GetGaugeLastValueDouble());
                    break;
                case MetricType.Histogram:
                    WriteHistogram(metric.Name, point);
                    break;
            }
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        long cumulative = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            cumulative += bucket.BucketCount;
            string bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : bucket.ExplicitBound.ToString(CultureInfo.InvariantCulture);
            Sample(name + "_bucket", point.Tags, bound, cumulative);
        }

        Sample(name + "_sum", point.Tags, null, point.GetHistogramSum());
        Sample(name + "_count", point.Tags, null, point.GetHistogramCount());
    }

    private void Declare(Metric metric)
    {
        string? part = Array.Find(HistogramParts, metric.Name.EndsWith);
        string family = part is null ? metric.Name : metric.Name[..^part.Length];
        if (!_declared.Add(family)) return;
        string type = part is not null || metric.MetricType == MetricType.Histogram ? "histogram"
            : metric.MetricType is MetricType.LongSum or MetricType.DoubleSum ? "counter"
            : "gauge";
        if (metric.Description.Length > 0) _text.Append("# HELP ").Append(family).Append(' ').Append(metric.Description).Append('\n');
        _text.Append("# TYPE ").Append(family).Append(' ').Append(type).Append('\n');
    }

    private void Sample(string name, ReadOnlyTagCollection tags, string? bound, double value)
    {
        _text.Append(name);
        char separator = '{';
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            Label(separator, tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
            separator = ',';
        }

        if (bound is not null)
        {
            Label(separator, "le", bound);
            separator = ',';
        }

        if (separator == ',') _text.Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private void Label(char separator, string name, string value) =>
        _text.Append(separator).Append(name).Append("=\"")
            .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
            .Append('"');
}
