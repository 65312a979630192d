namespace EirDiameter.Feed;

/// <summary>Fetches a feed's manifest and segments over HTTP, verifies them, and keeps segments in a spool folder.</summary>
public sealed class FeedClient : IDisposable
{
    private readonly string _spool;

    /// <summary>Reads the public key and makes the spool folder.</summary>
    /// <param name="options">Which feed, from where.</param>
    /// <param name="handler">Null = connections of its own. One that is given must follow no redirects by itself.</param>
    /// <param name="spoolFolder">Where segments are kept; made if missing.</param>
    /// <param name="time">The clock.</param>
    public FeedClient(FollowOptions options, HttpMessageHandler? handler, string spoolFolder, TimeProvider time)
    {
        _ = (options, handler, time);
        _spool = spoolFolder;
    }

    /// <summary>Fetches the manifest. Null = the server says it is the same as last (304).</summary>
    public Task<FetchedManifest?> FetchManifestAsync(AcceptedManifest? last, CancellationToken cancellation)
    {
        _ = (last, cancellation, _spool);
        throw new NotImplementedException();
    }

    /// <summary>Brings segments into the spool.</summary>
    public Task FetchAsync(IReadOnlyList<Segment> segments, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        _ = (segments, progress, cancellation, _spool);
        throw new NotImplementedException();
    }

    /// <summary>Where a fetched segment is.</summary>
    public string PathOf(Segment segment) => Path.Combine(_spool, segment.FileName);

    /// <summary>Removes everything from the spool but these segments.</summary>
    public void Keep(IEnumerable<Segment> segments)
    {
        _ = (segments, _spool);
        throw new NotImplementedException();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
