namespace EirDiameter.Feed;

/// <summary>
/// The body of an answer, which must go on coming: no piece may be waited for too long, and a minute of waiting must bring a least amount, since one
/// octet now and then would hold a follower for ever.
/// </summary>
internal sealed class FeedBody(Stream body, Uri asked, FollowOptions options, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private TimeSpan _waited;
    private long _octets;

    /// <summary>Reads the next piece, and waits no longer than the options say.</summary>
    /// <returns>Octets read; 0 at the end.</returns>
    /// <exception cref="FeedException"><see cref="FeedFault.Unreachable"/>: it broke off, stalled, or is too slow.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using CancellationTokenSource stall = new(options.StallTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellation);
        try
        {
            long began = time.GetTimestamp();
            int got = await body.ReadAsync(buffer, either.Token);
            CheckPace(got, time.GetElapsedTime(began));
            return got;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new FeedException(FeedFault.Unreachable, $"{asked} broke off ({e.Message}): it is fetched again later", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new FeedException(FeedFault.Unreachable, $"{asked} stalled: nothing came for {options.StallTimeout.TotalSeconds:0.#} s; it is fetched again later", e);
        }
    }

    public ValueTask DisposeAsync() => body.DisposeAsync();

    // Only the waiting counts, so that a disk that is slow to take what came is not blamed on the server.
    private void CheckPace(int got, TimeSpan waited)
    {
        _octets += got;
        _waited += waited;
        if (got == 0 || _waited < Window)
            return;
        double rate = _octets / _waited.TotalSeconds;
        (_octets, _waited) = (0, TimeSpan.Zero);
        if (rate < options.LeastRate)
        {
            throw new FeedException(
                FeedFault.Unreachable, $"{asked} is too slow: {rate:0} octets a second for a minute, and {options.LeastRate} are the least; it is fetched on later");
        }
    }
}
