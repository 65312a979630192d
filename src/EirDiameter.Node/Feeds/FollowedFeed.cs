using EirDiameter.Feed;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>A feed that is followed: what those who work on it share. They work one at a time.</summary>
internal sealed class FollowedFeed : IDisposable
{
    private readonly string _folder;
    private FeedClient? _client;

    /// <param name="section">How it is configured, with a <c>Url</c>.</param>
    /// <param name="storePath">The store's directory, beside which its own files are.</param>
    /// <param name="store">The store.</param>
    /// <param name="blackout">Tells who would be blocked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public FollowedFeed(FeedSection section, string storePath, ListingStore store, Blackout blackout, TimeProvider time, ILogger logger)
    {
        Section = section;
        Time = time;
        Logger = logger;

        // Not below the store's own feeds/: it sweeps whatever there it does not know.
        _folder = Path.Combine(storePath, "follow", section.Name);
        Applier = new FeedApplier(section.Name, store, blackout, section.Guards, logger);
        Stock = new SegmentStock(this);
        Memory = new FollowMemory(section.Name, new FollowStateFile(_folder), () => Applier.Status.Sequence, time.GetUtcNow(), logger);
    }

    public FeedSection Section { get; }

    public string Name => Section.Name;

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public FeedApplier Applier { get; }

    public FollowMemory Memory { get; }

    public ProgressNote Progress { get; } = new();

    /// <summary>Its files on this machine.</summary>
    public SegmentStock Stock { get; }

    /// <summary>The last drift that was found; null = none since the start.</summary>
    public FollowDrift? LastDrift { get; set; }

    /// <summary>Buckets that are not as they should be, as far as is known.</summary>
    public int DriftedBuckets { get; set; }

    /// <summary>Fetches. Made when it is first asked for, so that a key file or a disk that is bad now may be good later.</summary>
    /// <exception cref="FeedException">The key or the spool cannot be used.</exception>
    public FeedClient Client => _client ??= new FeedClient(
        new FollowOptions { Feed = Name, Url = new Uri(Section.Url!), PublicKey = Section.PublicKey ?? "", Key = Section.Key },
        handler: null,
        Path.Combine(_folder, "segments"),
        Time);

    public void Dispose() => _client?.Dispose();
}
