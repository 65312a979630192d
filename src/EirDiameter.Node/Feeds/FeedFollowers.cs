using EirDiameter.Equipment;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Seen;
using EirDiameter.Store;

namespace EirDiameter.Node.Feeds;

/// <summary>All feeds of the configuration that have an address.</summary>
internal sealed class FeedFollowers : IAsyncDisposable
{
    private readonly FeedFollower[] _followers;

    /// <summary>Takes up what was remembered of each. What is stale and not to be used when stale is ignored from now on.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="storePath">The store's directory.</param>
    /// <param name="store">The store.</param>
    /// <param name="policy">Tells who would be blocked.</param>
    /// <param name="seen">What was asked about in the last day; null = not remembered.</param>
    /// <param name="audit">Takes operators' decisions.</param>
    /// <param name="meter">Shows how the feeds are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">For the log.</param>
    public FeedFollowers(
        NodeOptions options,
        string storePath,
        ListingStore store,
        Policy policy,
        SeenEquipment? seen,
        AuditLog audit,
        FeedMeter meter,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ILogger logger = loggers.CreateLogger("EirDiameter.Node.Feeds");
        Blackout blackout = new(store, policy, seen, time);
        _followers =
        [
            .. options.Feeds.Where(section => section.Url is not null).Select(section =>
                new FeedFollower(new FollowedFeed(section, storePath, store, blackout, time, logger), store, audit, meter, Random.Shared.NextDouble)),
        ];
        meter.Observe(_followers);
    }

    /// <summary>Who follows a feed; null = no one does.</summary>
    public FeedFollower? Find(string feed) => Array.Find(_followers, follower => follower.Name == feed);

    /// <summary>Begins to follow all.</summary>
    public void Start()
    {
        foreach (FeedFollower follower in _followers) follower.Start();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Task.WhenAll(_followers.Select(follower => follower.DisposeAsync().AsTask()));
}
