using EirDiameter.Feed;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// The files of a feed on this machine: those of what the store holds and held before, of what waits for an operator, and of what is being
/// fetched; everything else goes before anything comes, however long a feed is held or fails.
/// </summary>
internal sealed class SegmentStock(FollowedFeed feed)
{
    /// <summary>Brings what is missing.</summary>
    /// <exception cref="FeedException">It could not be fetched, or is not what it should be.</exception>
    public async Task BringAsync(IReadOnlyList<Segment> segments, CancellationToken cancellation)
    {
        Sweep(segments);
        await feed.Client.FetchAsync(segments, feed.Progress, cancellation);
    }

    /// <summary>Where a file is.</summary>
    public string PathOf(Segment segment) => feed.Client.PathOf(segment);

    /// <summary>Removes what nothing takes any more.</summary>
    /// <param name="wanted">What is wanted beside.</param>
    public void Sweep(IReadOnlyList<Segment>? wanted = null)
    {
        FollowState state = feed.Memory.State;
        List<Segment> files = [.. wanted ?? [], .. state.Current?.Files ?? [], .. state.Previous?.Files ?? []];
        if (FollowMemory.Parse(state.HeldManifest) is FeedManifest held)
        {
            long sequence = state.Current?.Sequence ?? feed.Applier.Status.Sequence;
            files.AddRange([.. FollowPlan.For(held, sequence, empty: state.Current is null && sequence == 0).Segments, .. held.Produced?.Segments ?? []]);
        }

        try
        {
            feed.Client.Keep(files);
        }
        catch (FeedException e)
        {
            // They only take room.
            FollowLog.NotSwept(feed.Logger, feed.Name, e.Message);
        }
    }
}
