using EirDiameter.S13Load.Options;

namespace EirDiameter.S13Load.Traffic;

/// <summary>
/// The books of one run: which request is the next and from when its latency counts, what was answered and after how long.
/// Knows times only as timestamps that it is given, and nothing of sockets.
/// </summary>
internal sealed class RunLedger
{
    private readonly Schedule _schedule;
    private readonly long _deadline;
    private long _limit;
    private long _stopped;

    /// <param name="amount">How much to send.</param>
    /// <param name="rate">Requests per second; 0 = as fast as the window allows.</param>
    /// <param name="start">Timestamp of the start.</param>
    /// <param name="frequency">Timestamp units per second.</param>
    public RunLedger(Amount amount, double rate, long start, long frequency)
    {
        _schedule = new Schedule(rate, start, frequency);
        Frequency = frequency;
        Latencies = new Latencies(frequency);
        Lateness = new Latencies(frequency);
        LastAnswer = start;
        _limit = amount.Requests ?? long.MaxValue;
        _deadline = long.MaxValue;
        if (amount.Time is not TimeSpan time)
            return;
        if (rate > 0)
            _limit = Math.Max(1, (long)(rate * time.TotalSeconds));
        else
            _deadline = start + (long)(time.TotalSeconds * frequency);
    }

    /// <summary>Timestamp units per second.</summary>
    public long Frequency { get; }

    /// <summary>Counts of answers and errors.</summary>
    public Tally Tally { get; } = new();

    /// <summary>From when a request was meant to leave until its answer was read.</summary>
    public Latencies Latencies { get; }

    /// <summary>By how much the generator itself was late with its requests: the part of the latency that is its own doing, or the window's.</summary>
    public Latencies Lateness { get; }

    /// <summary>Timestamp of the latest answer.</summary>
    public long LastAnswer { get; private set; }

    /// <summary>Whether requests leave at a fixed rate.</summary>
    public bool IsPaced => _schedule.IsPaced;

    /// <summary>Seconds from the start to the latest answer.</summary>
    public double Seconds => (double)(LastAnswer - _schedule.Start) / Frequency;

    /// <summary>No request leaves any more; answers that are due still count.</summary>
    public void Stop() => Volatile.Write(ref _stopped, 1);

    /// <summary>How many requests are due now and have not left, given that the answers decide nothing (the window does that).</summary>
    public long Due(long now)
    {
        if (Volatile.Read(ref _stopped) != 0 || now >= _deadline)
            _limit = Tally.Sent;
        return Math.Min(_schedule.DueBy(now), _limit) - Tally.Sent;
    }

    /// <summary>Whether every request has left.</summary>
    public bool IsAllSent => Tally.Sent >= _limit;

    /// <summary>Timestamp at which the next request is meant to leave.</summary>
    public long NextAt(long now) => Math.Min(_schedule.IntendedAt(Tally.Sent, now), _deadline);

    /// <summary>Notes that the next request leaves now; returns the timestamp from which its latency counts.</summary>
    public long Send(long now)
    {
        long intended = _schedule.IntendedAt(Tally.Sent, now);
        Tally.Sent++;
        if (IsPaced)
            Lateness.Record(now - intended);
        return intended;
    }

    /// <summary>Notes the time of an answer to a request.</summary>
    public void Answer(in OpenRequest request, long now)
    {
        LastAnswer = now;
        Latencies.Record(now - request.IntendedAt);
    }
}
