using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EirDiameter.Registry;

/// <summary>What is measured of publishing.</summary>
internal static class PublishingMetrics
{
    /// <summary>Name of the registry's meter.</summary>
    public const string MeterName = "EirDiameter.Registry";

    private static readonly Meter Meter = new(MeterName);
    private static readonly ConcurrentDictionary<string, long> Sequences = new();
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>("registry_publish_seconds", "s", "How long publications took");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("registry_publish_failures_total", description: "Publications that failed");

    static PublishingMetrics() => Meter.CreateObservableGauge(
        "registry_feed_sequence", () => Sequences.Select(s => new Measurement<long>(s.Value, Tag(s.Key))), description: "Number of the last change that is published");

    public static void Published(string feed, TimeSpan took, long sequence)
    {
        Sequences[feed] = sequence;
        Seconds.Record(took.TotalSeconds, Tag(feed));
    }

    public static void Failed(string feed) => Failures.Add(1, Tag(feed));

    private static KeyValuePair<string, object?> Tag(string feed) => new("feed", feed);
}
