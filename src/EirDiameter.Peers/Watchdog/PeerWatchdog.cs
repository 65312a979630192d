namespace EirDiameter.Peers.Watchdog;

/// <summary>
/// The watchdog of one connection: <see cref="WatchdogTable"/> and the timer Tw. Events in, actions out; the owner sends and closes.
/// Used by one thread at a time.
/// </summary>
/// <remarks>
/// Tw is a due time that is compared with the clock, not a running timer, so that resetting it for every read of a busy
/// connection costs two additions.
/// </remarks>
public sealed class PeerWatchdog
{
    /// <summary>The least Twinit, RFC 3539 3.4.1: MUST NOT be lower.</summary>
    public static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(6);

    /// <summary>The default of Twinit, RFC 3539 3.4.1.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    private const double JitterSeconds = 2.0;

    private readonly double _intervalSeconds;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private WatchdogStatus _status;

    /// <summary>A watchdog whose connection is not up yet.</summary>
    /// <param name="interval">Twinit, at least <see cref="MinimumInterval"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Source of the jitter.</param>
    /// <param name="knownBefore">True when an earlier connection of this peer went down: the new one starts in REOPEN.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is below the minimum.</exception>
    public PeerWatchdog(TimeSpan interval, TimeProvider time, Random random, bool knownBefore)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, MinimumInterval);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(random);
        _intervalSeconds = interval.TotalSeconds;
        _time = time;
        _random = random;
        _status = new WatchdogStatus(knownBefore ? WatchdogState.Down : WatchdogState.Initial, Pending: false, ReopenAnswers: 0);
    }

    /// <summary>Status of the peer.</summary>
    public WatchdogState State => _status.State;

    /// <summary>A DWR is unanswered.</summary>
    public bool Pending => _status.Pending;

    /// <summary>DWAs received while reopening; -1 after a silent interval.</summary>
    public int ReopenAnswers => _status.ReopenAnswers;

    /// <summary>When Tw elapses, as a timestamp of the time provider; <see cref="long.MaxValue"/> while no connection is up.</summary>
    public long DueAt { get; private set; } = long.MaxValue;

    /// <summary>Applies one event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="now">The present timestamp of the time provider.</param>
    /// <returns>What is to be done.</returns>
    public WatchdogActions Handle(WatchdogEvent happened, long now)
    {
        WatchdogActions actions;

        // What nearly every read of a busy connection comes to: the row "OKAY, receive non-DWA".
        if (happened == WatchdogEvent.ReceiveOther && _status.State == WatchdogState.Okay)
            actions = WatchdogActions.SetTimer;
        else
            _status = WatchdogTable.Next(_status, happened, out actions);

        if ((actions & WatchdogActions.SetTimer) != 0)
            SetTimer(now);
        return actions;
    }

    /// <summary>Applies <see cref="WatchdogEvent.TimerElapsed"/> if Tw has elapsed.</summary>
    /// <param name="now">The present timestamp of the time provider.</param>
    /// <returns>What is to be done.</returns>
    public WatchdogActions HandleIfDue(long now) => now >= DueAt ? Handle(WatchdogEvent.TimerElapsed, now) : WatchdogActions.None;

    /// <summary>A DWR was sent outside the table, as a probe: its answer is awaited like that of any DWR.</summary>
    public void RequestSent() => _status = _status with { Pending = true };

    // RFC 3539 appendix A: Tw = TWINIT - 2.0 + 4.0 * random(), drawn at each setting.
    private void SetTimer(long now)
    {
        double seconds = _intervalSeconds - JitterSeconds + (2 * JitterSeconds * _random.NextDouble());
        DueAt = now + (long)(seconds * _time.TimestampFrequency);
    }
}
