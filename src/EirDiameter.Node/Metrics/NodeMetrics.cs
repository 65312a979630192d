using System.Diagnostics.Metrics;
using EirDiameter.Metrics;
using EirDiameter.Node.Feeds;
using EirDiameter.Node.Tls;
using EirDiameter.Store;

namespace EirDiameter.Node.Metrics;

/// <summary>All metrics of the node: what it counts itself, what its parts count, and the text that <c>/metrics</c> serves.</summary>
public sealed class NodeMetrics : IDisposable
{
    /// <summary>Name of the node's own meter.</summary>
    public const string MeterName = "EirDiameter.Node";

    private readonly Meter _meter = new(MeterName);
    private readonly MetricsCollector _collector;
    private long _droppedDiskReads;
    private long _droppedAuditEntries;

    /// <summary>Starts collecting from every meter of the product.</summary>
    public NodeMetrics()
    {
        _ = new CheckMeter(_meter, S13, N17);
        Feeds = new FeedMeter(_meter);
        _collector = new MetricsCollector();
        _meter.CreateObservableCounter(
            "eir_dropped_records_total",
            () => new Measurement<long>[]
            {
                new(Volatile.Read(ref _droppedDiskReads), new KeyValuePair<string, object?>("channel", "disk-reads")),
                new(Volatile.Read(ref _droppedAuditEntries), new KeyValuePair<string, object?>("channel", "audit")),
            },
            description: "What a full channel turned away.");
        _meter.CreateObservableCounter("eir_process_allocated_bytes_total", () => GC.GetTotalAllocatedBytes(), description: "Octets allocated on the managed heap since the start.");
        _meter.CreateObservableCounter("eir_process_collections_total", Collections, description: "Garbage collections since the start.");
        _meter.CreateObservableGauge("eir_process_memory_bytes", () => Environment.WorkingSet, description: "Resident memory of the process.");
    }

    /// <summary>Counters of the checks asked over S13 and S13'.</summary>
    public InterfaceChecks S13 { get; } = new("s13");

    /// <summary>Counters of the checks asked over N17.</summary>
    public InterfaceChecks N17 { get; } = new("n17");

    /// <summary>Figures of the feeds that are followed.</summary>
    public FeedMeter Feeds { get; }

    /// <summary>Counts a question that had to be turned away because too many wait for the disk.</summary>
    public void CountDroppedDiskRead() => Interlocked.Increment(ref _droppedDiskReads);

    /// <summary>Counts an entry that did not get into the audit log.</summary>
    public void CountDroppedAuditEntry() => Interlocked.Increment(ref _droppedAuditEntries);

    /// <summary>Adds the store's figures.</summary>
    public void Observe(ListingStore store)
    {
        _meter.CreateObservableGauge(
            "eir_feed_sequence",
            () => store.Status.Feeds.Select(feed => new Measurement<long>(feed.Sequence, new KeyValuePair<string, object?>("feed", feed.Name))),
            description: "Number of the last change applied to a feed.");
        _meter.CreateObservableGauge("eir_listings", () => Listings(store), description: "Listings in the store, by feed and list.");
    }

    /// <summary>Adds the certificate that peers are shown.</summary>
    internal void Observe(PeerTls tls) => _meter.CreateObservableGauge(
        "eir_certificate_expiry_seconds",
        () => new Measurement<double>(tls.ExpiresIn.TotalSeconds, new KeyValuePair<string, object?>("use", "diameter")),
        description: "Time until the certificate that is shown expires.");

    /// <summary>Everything in the Prometheus text format.</summary>
    public Task<string> TextAsync(CancellationToken cancellation) => _collector.TextAsync(cancellation);

    /// <inheritdoc />
    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    private static IEnumerable<Measurement<long>> Collections() =>
        Enumerable.Range(0, 3).Select(generation => new Measurement<long>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", generation)));

    private static IEnumerable<Measurement<long>> Listings(ListingStore store)
    {
        foreach (FeedStatus feed in store.Status.Feeds)
        {
            yield return Count(feed.Name, "white", feed.White);
            yield return Count(feed.Name, "grey", feed.Grey);
            yield return Count(feed.Name, "black", feed.Black);
        }

        static Measurement<long> Count(string feed, string list, long count) => new(count, new("feed", feed), new("list", list));
    }
}
