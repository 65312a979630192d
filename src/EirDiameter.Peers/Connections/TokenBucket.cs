namespace EirDiameter.Peers.Connections;

/// <summary>A rate limit: a bucket that holds one second's worth of requests. Refilled once per read, so a request costs one subtraction.</summary>
internal struct TokenBucket(int perSecond, TimeProvider time)
{
    private readonly double _perTick = (double)perSecond / time.TimestampFrequency;
    private long _filledAt = time.GetTimestamp();
    private double _tokens = perSecond;

    /// <summary>False when there is no limit.</summary>
    public readonly bool IsLimited => perSecond > 0;

    /// <summary>Adds what time has earned.</summary>
    public void Refill(long now)
    {
        _tokens = Math.Min(perSecond, _tokens + ((now - _filledAt) * _perTick));
        _filledAt = now;
    }

    /// <summary>Whether there is a token beyond a part of the bucket, 0 to 1, that is kept for others.</summary>
    public readonly bool Has(double reserve = 0) => _tokens - 1 >= reserve * perSecond;

    /// <summary>Takes one token; false when there is none.</summary>
    public bool TryTake()
    {
        if (!Has())
            return false;
        _tokens--;
        return true;
    }
}
