namespace EirDiameter.Peers.Connections;

/// <summary>
/// What part of its capacity the node uses: of its processors, by this process over the last second, or of its limit of requests, whichever is more. From any thread.
/// </summary>
/// <param name="meter">Measures against the limit; null: there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="processorTime">The processor time that the process has used.</param>
/// <param name="processors">How many processors there are.</param>
internal sealed class NodeLoad(OverloadMeter? meter, TimeProvider time, Func<TimeSpan> processorTime, int processors)
{
    private readonly Lock _gate = new();
    private long _since = time.GetTimestamp();
    private TimeSpan _before = processorTime();
    private double _busy;

    /// <summary>0 (idle) to 1.</summary>
    public double Used(long now)
    {
        lock (_gate)
        {
            TimeSpan elapsed = time.GetElapsedTime(_since, now);
            if (elapsed >= TimeSpan.FromSeconds(1))
            {
                TimeSpan spent = processorTime();
                _busy = (spent - _before) / elapsed / processors;
                (_since, _before) = (now, spent);
            }

            return Math.Clamp(Math.Max(_busy, meter?.Used(now) ?? 0), 0, 1);
        }
    }
}
