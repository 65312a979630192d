namespace EirDiameter.Peers.Connections;

/// <summary>
/// The limit of the whole node: a bucket of one second's worth of requests that all connections take from, without a lock. What is kept is one number, the
/// time at which the bucket will be full again; who takes moves it on by what one request is worth.
/// </summary>
/// <param name="perSecond">Requests a second; more than 0.</param>
/// <param name="time">The clock.</param>
internal sealed class NodeBucket(int perSecond, TimeProvider time)
{
    private readonly long _capacity = time.TimestampFrequency;
    private readonly long _one = Math.Max(1, time.TimestampFrequency / perSecond);
    private long _fullAt = time.GetTimestamp();

    /// <summary>Whether there is a token beyond a part of the bucket, 0 to 1, that is kept for others.</summary>
    public bool Has(long now, double reserve) => IsEnough(Volatile.Read(ref _fullAt), now, reserve);

    /// <summary>Takes one token; false when there is none beyond the part that is kept for others.</summary>
    public bool TryTake(long now, double reserve)
    {
        while (true)
        {
            long fullAt = Volatile.Read(ref _fullAt);
            if (!IsEnough(fullAt, now, reserve))
                return false;
            if (Interlocked.CompareExchange(ref _fullAt, Math.Max(fullAt, now) + _one, fullAt) == fullAt)
                return true;
        }
    }

    private bool IsEnough(long fullAt, long now, double reserve) => Math.Max(fullAt - now, 0) + _one + (reserve * _capacity) <= _capacity;
}
