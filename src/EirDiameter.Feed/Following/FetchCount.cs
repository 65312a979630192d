namespace EirDiameter.Feed;

/// <summary>Adds up what several fetches bring.</summary>
internal sealed class FetchCount(IReadOnlyList<Segment> segments, IProgress<FetchProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly long _total = segments.Sum(s => s.Bytes);
    private long _bytes;
    private int _finished;

    public void Add(long octets) => Report(octets, 0);

    public void Finish() => Report(0, 1);

    private void Report(long octets, int finished)
    {
        if (octets == 0 && finished == 0)
            return;
        lock (_lock)
        {
            _bytes += octets;
            _finished += finished;
            progress?.Report(new(_bytes, _total, _finished, segments.Count));
        }
    }
}
