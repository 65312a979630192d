namespace EirDiameter.Node.Feeds;

/// <summary>
/// Watches the age of what is held of one feed: the time since it was last verified that this is what the feed says. Says once when it
/// gets too old, and once when it is fresh again, by a timer of its own, so that a publisher that hangs does not hide it.
/// </summary>
internal sealed class Staleness : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly Action<bool> _changed;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private DateTimeOffset _verified;
    private bool _disposed;

    /// <summary>Looks at once, and calls <paramref name="changed"/> at once if it is stale already.</summary>
    /// <param name="limit">The age from which on it is stale.</param>
    /// <param name="verified">When it was last verified.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Told whether it is stale now, when that changes; never twice at once.</param>
    public Staleness(TimeSpan limit, DateTimeOffset verified, TimeProvider time, Action<bool> changed)
    {
        _limit = limit;
        _verified = verified;
        _time = time;
        _changed = changed;
        _timer = time.CreateTimer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    /// <summary>Whether it is too old.</summary>
    public bool IsStale { get; private set; }

    /// <summary>The time since it was last verified; never less than zero.</summary>
    public TimeSpan Age
    {
        get
        {
            lock (_gate) return AgeNow();
        }
    }

    /// <summary>It was verified just now.</summary>
    public void Renew()
    {
        lock (_gate) _verified = _time.GetUtcNow();
        Look();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    // A clock that was set back makes nothing fresher than new.
    private TimeSpan AgeNow() => _time.GetUtcNow() - _verified is { Ticks: > 0 } age ? age : TimeSpan.Zero;

    private void Look()
    {
        lock (_gate)
        {
            if (_disposed) return;
            TimeSpan age = AgeNow();
            bool stale = age > _limit;
            if (!stale) Wait(_limit - age);
            if (stale == IsStale) return;
            IsStale = stale;
            _changed(stale);
        }
    }

    // A millisecond more than the limit is older than the limit; timers do not take waits longer than 49 days.
    private void Wait(TimeSpan left)
    {
        TimeSpan wait = left + TimeSpan.FromMilliseconds(1);
        _timer.Change(wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
    }
}
