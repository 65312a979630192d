namespace EirDiameter.Feed.Tests;

/// <summary>When a whole snapshot is taken, and what it leaves as it is.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task A_snapshot_is_taken_after_so_many_deltas_and_keeps_the_older_ones()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltas = 3, MaxDeltaShare = 1 });
        for (ulong i = 0; i < 1000; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel behind = new();
        behind.Follow(feed.Read(), feed.PathOf);
        List<bool> taken = [];
        for (ulong i = 0; i < 10; i++)
        {
            feed.Put(TestFeed.Listing(5000 + i));
            taken.Add((await feed.PublishAsync()).SnapshotTaken);
            Assert.InRange(feed.Read().Deltas.Count, 1, 6);
            if (i == 2)
                Assert.Equal(FollowStep.Deltas, behind.Clone().Follow(feed.Read(), feed.PathOf).Step);
        }

        Assert.Equal([false, false, false, true, false, false, false, true, false, false], taken);
        FeedManifest manifest = feed.Read();
        Assert.Equal(1008, manifest.Snapshot.Sequence);
        Assert.Equal(1005, manifest.Deltas[0].From);
        Assert.Equal(FollowStep.Snapshot, behind.Follow(manifest, feed.PathOf).Step);
    }

    [Fact]
    public async Task A_snapshot_is_taken_when_deltas_are_a_large_share_of_it()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 0.1 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        for (ulong i = 0; i < 10; i++)
            feed.Put(TestFeed.Listing(i, "x"));
        Assert.False((await feed.PublishAsync()).SnapshotTaken);
        feed.Put(TestFeed.Listing(50, "x"));
        Assert.True((await feed.PublishAsync()).SnapshotTaken);
    }

    [Fact]
    public async Task A_delta_too_large_to_hold_becomes_a_snapshot()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaRecords = 50, MaxDeltaShare = 100 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i, "x"));
        PublishResult result = await feed.PublishAsync();
        Assert.True(result.SnapshotTaken);
        Assert.Empty(result.DriftedBuckets);
        Assert.Empty(feed.Read().Deltas);
        Assert.Equal(FollowStep.Snapshot, follower.Follow(feed.Read(), feed.PathOf).Step);
    }

    [Fact]
    public async Task A_forced_snapshot_changes_no_octet_of_what_is_the_same()
    {
        using TestFeed feed = new(new PublishOptions { SegmentRecords = 100 });
        for (ulong i = 0; i < 5000; i++)
            feed.Put(TestFeed.Listing(i * 7919, $"r{i % 5}"));
        await feed.PublishAsync();
        FeedManifest before = feed.Read();
        Assert.True((await feed.PublishAsync(force: true)).SnapshotTaken);
        Assert.Equal(before.Snapshot.Segments, feed.Read().Snapshot.Segments);

        feed.Put(TestFeed.Listing(123456));
        await feed.PublishAsync(force: true);
        int changed = feed.Read().Snapshot.Segments.Except(before.Snapshot.Segments).Count();
        Assert.InRange(changed, 1, 2);
        Assert.InRange(before.Snapshot.Segments.Count, 25, 100);
        Assert.All(before.Snapshot.Segments, s => Assert.InRange(s.Records, 0, 400));
    }

    [Fact]
    public async Task Drift_between_changes_and_snapshot_is_reported_and_the_snapshot_is_right()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        feed.Note(null, TestFeed.Listing(7777));
        Assert.Empty((await feed.PublishAsync()).DriftedBuckets);
        follower.Follow(feed.Read(), feed.PathOf);
        Assert.Equal(101, feed.Read().Listings);

        FeedException refused = await Assert.ThrowsAsync<FeedException>(() => feed.PublishAsync(force: true));
        Assert.Equal(FeedFault.BadUpdate, refused.Fault);
        Assert.Contains("higher sequence", refused.Message, StringComparison.Ordinal);
        Assert.Equal(101, feed.Read().Listings);

        feed.Skip();
        PublishResult result = await feed.PublishAsync(force: true);
        Assert.Equal([TestFeed.Listing(7777).Bucket], result.DriftedBuckets);
        Assert.Equal(100, feed.Read().Listings);
        Assert.Empty(feed.Read().Deltas);
        Assert.Equal(FollowStep.Snapshot, follower.Follow(feed.Read(), feed.PathOf).Step);
    }

    [Fact]
    public async Task A_change_that_contradicts_the_one_before_makes_a_snapshot()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        feed.Put(TestFeed.Listing(1, "a"));
        feed.Note(TestFeed.Listing(1, "b"), TestFeed.Listing(1, "a"));
        PublishResult result = await feed.PublishAsync();
        Assert.True(result.SnapshotTaken);
        Assert.Equal([TestFeed.Listing(1).Bucket], result.DriftedBuckets);
    }
}
