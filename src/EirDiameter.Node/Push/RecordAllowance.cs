namespace EirDiameter.Node.Push;

/// <summary>How many records a second a caller may send: a bucket that fills at that rate and holds as many as a second brings.</summary>
/// <param name="perSecond">1 or more; 0 = no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RecordAllowance(int perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = perSecond;
    private long _since = time.GetTimestamp();

    /// <summary>Takes one; or says how long to wait for one.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (perSecond == 0) return true;
        lock (_gate)
        {
            long now = time.GetTimestamp();
            _left = Math.Min(perSecond, _left + (time.GetElapsedTime(_since, now).TotalSeconds * perSecond));
            _since = now;
            if (_left >= 1)
            {
                _left--;
                return true;
            }

            wait = TimeSpan.FromSeconds((1 - _left) / perSecond);
            return false;
        }
    }
}
