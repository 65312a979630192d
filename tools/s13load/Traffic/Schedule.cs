namespace EirDiameter.S13Load.Traffic;

/// <summary>
/// When requests are meant to leave. With a rate, request <c>i</c> is meant to leave at <c>start + i / rate</c>, whatever the
/// server does: latency counted from that moment cannot hide the requests a slow server kept from being sent (coordinated
/// omission). Without a rate a request is meant to leave as soon as the window has room for it.
/// </summary>
internal readonly struct Schedule
{
    private readonly double _ticksPerRequest;

    /// <param name="rate">Requests per second in total; 0 = as fast as the window allows.</param>
    /// <param name="start">Timestamp of the first request.</param>
    /// <param name="frequency">Timestamp units per second.</param>
    public Schedule(double rate, long start, long frequency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        Start = start;
        _ticksPerRequest = rate == 0 ? 0 : frequency / rate;
    }

    /// <summary>Timestamp of the first request.</summary>
    public long Start { get; }

    /// <summary>Whether the rate is fixed (open loop).</summary>
    public bool IsPaced => _ticksPerRequest > 0;

    /// <summary>How many requests, of all since the start, should have left by <paramref name="now"/>.</summary>
    public long DueBy(long now)
    {
        if (!IsPaced)
            return long.MaxValue;
        if (now < Start)
            return 0;
        // The division is only a first guess: it must agree with IntendedAt to the tick, or a request would leave before its time.
        long due = (long)((now - Start) / _ticksPerRequest) + 1;
        while (due > 0 && IntendedAt(due - 1, now) > now)
            due--;
        while (IntendedAt(due, now) <= now)
            due++;
        return due;
    }

    /// <summary>The moment request <paramref name="index"/> (0 = first) is meant to leave; <paramref name="now"/> if nothing paces it.</summary>
    public long IntendedAt(long index, long now) => IsPaced ? Start + (long)Math.Round(index * _ticksPerRequest) : now;
}
