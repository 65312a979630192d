using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Watchdog;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// Time: one timer for all deadlines of the connection. It only wakes the loop, which compares the deadlines with the clock; so a deadline that
/// moves on with every read (Tw) costs no call of the timer.
/// </summary>
internal sealed partial class PeerConnection
{
    private const long Never = long.MaxValue;

    private readonly ITimer _timer;
    private PeerWatchdog? _watchdog;
    private long _armedFor = Never;
    private long _capabilitiesDue = Never;
    private long _closingDue = Never;
    private long _flushDue = Never;
    private bool _probed;

    private long After(TimeSpan delay) => _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);

    private void StartCapabilitiesTimer()
    {
        _capabilitiesDue = After(_options.CapabilitiesTimeout);
        Arm();
    }

    private void StartFlushTimer()
    {
        long due = After(_options.SlowReaderTimeout);
        Volatile.Write(ref _flushDue, due);
        SetTimer(due);
    }

    private void StopFlushTimer()
    {
        if (_flushDue == Never)
            return;
        Volatile.Write(ref _flushDue, Never);
        _armedFor = Never;
        Arm();
    }

    private void Arm()
    {
        long due = Math.Min(_capabilitiesDue, Math.Min(_closingDue, _watchdog?.DueAt ?? Never));
        if (due < _armedFor)
            SetTimer(due);
    }

    private void SetTimer(long due)
    {
        _armedFor = due;
        _timer.Change(DelayTo(due, _time.GetTimestamp()), Timeout.InfiniteTimeSpan);
    }

    /// <summary>On the timer's thread.</summary>
    private void OnTimer()
    {
        long due = Volatile.Read(ref _flushDue);
        if (due == Never)
        {
            Signal(ConnectionSignals.Tick);
            return;
        }

        long now = _time.GetTimestamp();
        if (now >= due)
        {
            Abort(Refusal.SlowReader);
            return;
        }

        // Too early: timers count by a coarser clock. The loop waits for the flush and cannot set the timer again, so it is done here.
        // Should the flush end meanwhile, this is one tick for nothing.
        _timer.Change(DelayTo(due, now), Timeout.InfiniteTimeSpan);
        Signal(ConnectionSignals.Tick);
    }

    // A millisecond more, because timers count whole ones and a tick before the deadline would be for nothing.
    private TimeSpan DelayTo(long due, long now)
    {
        TimeSpan delay = _time.GetElapsedTime(now, due) + TimeSpan.FromMilliseconds(1);
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    private void Tick()
    {
        _armedFor = Never;
        if (_now >= _capabilitiesDue)
        {
            Refuse(Refusal.CapabilitiesTimeout, ConnectionEnd.Close);
            return;
        }

        if (_watchdog is not null)
            Apply(_watchdog.HandleIfDue(_now));
        if (_now >= _closingDue)
            ClosingElapsed();
        Arm();
    }

    private void Watch(WatchdogEvent happened)
    {
        Apply(_watchdog!.Handle(happened, _now));
        if (_watchdog.DueAt < _armedFor)
            Arm();
        if (_probed)
        {
            // Whatever came from the peer shows that it is alive, as in RFC 3539 3.4.1 any message resets Tw.
            _probed = false;
            _context.Table.Handle(this, _peer!, PeerEvent.ProbeAnswered);
        }
    }

    private void Apply(WatchdogActions actions)
    {
        if ((actions & ~(WatchdogActions.SetTimer | WatchdogActions.ThrowAway)) == WatchdogActions.None)
            return;
        if ((actions & WatchdogActions.SendRequest) != 0)
            WriteWatchdogRequest();
        if ((actions & WatchdogActions.Failover) != 0)
            _context.Log.PeerSuspect(OriginHost);
        if ((actions & WatchdogActions.Failback) != 0)
            _context.Log.PeerBack(OriginHost);
        if ((actions & WatchdogActions.CloseConnection) != 0)
            Refuse(Refusal.Silent, ConnectionEnd.Abort);
    }

    private void StartProbe()
    {
        _probed = true;
        if (_watchdog is null || _watchdog.Pending)
            return;
        WriteWatchdogRequest();
        _watchdog.RequestSent();
    }
}
