namespace EirDiameter.Peers.Connections;

/// <summary>
/// Measures how far the requests that are offered go beyond a limit, once a second: what part of them their senders would have to keep back. It takes into
/// account what they keep back already, rises at once, and is lowered by no more than a tenth of all in a second. From any thread.
/// </summary>
/// <param name="perSecond">The limit, requests a second; more than 0.</param>
/// <param name="time">The clock.</param>
internal sealed class OverloadMeter(int perSecond, TimeProvider time)
{
    private const double Most = 0.9;
    private const double Step = 0.1;

    private readonly Lock _gate = new();
    private long _offered;
    private long _since = time.GetTimestamp();
    private double _reduction;
    private double _used;

    /// <summary>Counts requests, served or not.</summary>
    public void Count(int requests) => Interlocked.Add(ref _offered, requests);

    /// <summary>The part that is to be kept back, 0 to 0.9.</summary>
    public double Reduction(long now)
    {
        Measure(now);
        return Volatile.Read(ref _reduction);
    }

    /// <summary>What part of the limit was used in the last second; more than 1 beyond it.</summary>
    public double Used(long now)
    {
        Measure(now);
        return Volatile.Read(ref _used);
    }

    private void Measure(long now)
    {
        lock (_gate)
        {
            double seconds = (double)(now - _since) / time.TimestampFrequency;
            if (seconds < 1)
                return;
            _since = now;
            double rate = Interlocked.Exchange(ref _offered, 0) / seconds;
            Volatile.Write(ref _used, rate / perSecond);

            // Of all that there would be if nobody kept anything back, the limit is the part to be let through.
            double wanted = rate > 0 ? 1 - ((1 - _reduction) * perSecond / rate) : 0;
            Volatile.Write(ref _reduction, Math.Clamp(Math.Max(wanted, _reduction - (Step * seconds)), 0, Most));
        }
    }
}
