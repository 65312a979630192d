using System.Diagnostics.Metrics;

namespace EirDiameter.Node.Push;

/// <summary>Counts pushed records as <c>eir_push_records_total</c>, by feed and by what became of them.</summary>
internal sealed class PushMeter : IDisposable
{
    private readonly Meter _meter = new("EirDiameter.Node.Push");
    private readonly Counter<long> _records;

    public PushMeter() => _records = _meter.CreateCounter<long>("eir_push_records_total", description: "Records pushed by registers, by what became of them.");

    /// <param name="feed">The feed, one of the configuration.</param>
    /// <param name="result">added, changed, unchanged, removed, not-listed; refused, unauthorized, limited or not-writable.</param>
    public void Count(string feed, string result) => _records.Add(1, new("feed", feed), new("result", result));

    public void Dispose() => _meter.Dispose();
}
