using HdrHistogram;

namespace EirDiameter.S13Load.Traffic;

/// <summary>A histogram of times, 100 ns to one minute, three significant digits. Recording allocates nothing.</summary>
internal sealed class Latencies
{
    private const long Highest = 600_000_000;
    private readonly LongHistogram _histogram = new(1, Highest, 3);
    private readonly double _unitsPerTick;
    private long _pending;
    private long _pendingCount;
    private long _largest;

    /// <param name="frequency">Timestamp units per second.</param>
    public Latencies(long frequency) => _unitsPerTick = 10_000_000.0 / frequency;

    /// <summary>How many times were recorded.</summary>
    public long Count => _histogram.TotalCount + _pendingCount;

    /// <summary>Records one time, in timestamp units. Less than 0 counts as 0, more than a minute as a minute (the maximum stays exact).</summary>
    public void Record(long ticks)
    {
        // Answers of one read to requests of one write share their time: they are recorded with one look into the histogram.
        if (ticks != _pending)
        {
            Settle();
            _pending = ticks;
        }
        _pendingCount++;
    }

    /// <summary>The time, in microseconds, that the given share (0..100) of all recorded times does not exceed; 0 without any.</summary>
    public double Percentile(double percent)
    {
        Settle();
        return _histogram.TotalCount == 0 ? 0 : Math.Min(_histogram.GetValueAtPercentile(percent) / 10.0, Max);
    }

    /// <summary>The longest time, in microseconds, exact.</summary>
    public double Max
    {
        get
        {
            Settle();
            return _largest * _unitsPerTick / 10.0;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _histogram.Reset();
        _pending = _pendingCount = _largest = 0;
    }

    private void Settle()
    {
        if (_pendingCount == 0)
            return;
        _largest = Math.Max(_largest, _pending);
        _histogram.RecordValueWithCount(Math.Clamp((long)(_pending * _unitsPerTick), 0, Highest), _pendingCount);
        _pendingCount = 0;
    }
}
