using System.Diagnostics.Metrics;

namespace EirDiameter.Node.Feeds;

/// <summary>The metrics of the feeds that are followed.</summary>
public sealed class FeedMeter
{
    private readonly Counter<long> _syncs;
    private IReadOnlyList<FeedFollower> _followers = [];

    /// <summary>Makes the instruments on <paramref name="meter"/>.</summary>
    public FeedMeter(Meter meter)
    {
        _syncs = meter.CreateCounter<long>("eir_feed_syncs_total", description: "Attempts to bring a feed up to date, by outcome.");
        meter.CreateObservableGauge("eir_feed_age_seconds", () => Each(feed => feed.Age.TotalSeconds), description: "Time since it was last verified that the node holds what the feed says.");
        meter.CreateObservableGauge("eir_feed_held", () => Each(feed => feed.Held is null ? 0L : 1), description: "1 = a change waits for an operator.");
        meter.CreateObservableGauge("eir_feed_stale", () => Each(feed => feed.IsStale ? 1L : 0), description: "1 = not verified for longer than StaleAfterSeconds.");
        meter.CreateObservableGauge("eir_feed_drifted_buckets", () => Each(feed => (long)feed.DriftedBuckets), description: "Buckets of 256 that are not what the feed says, as far as is known.");
    }

    internal void Observe(IReadOnlyList<FeedFollower> followers)
    {
        foreach (FeedFollower follower in followers)
        {
            foreach (string outcome in SyncOutcome.All) _syncs.Add(0, new("feed", follower.Name), new("outcome", outcome));
        }

        Volatile.Write(ref _followers, followers);
    }

    internal void Count(string feed, string outcome) => _syncs.Add(1, new("feed", feed), new("outcome", outcome));

    private IEnumerable<Measurement<T>> Each<T>(Func<FeedFollower, T> value) where T : struct =>
        Volatile.Read(ref _followers).Select(follower => new Measurement<T>(value(follower), new KeyValuePair<string, object?>("feed", follower.Name)));
}
