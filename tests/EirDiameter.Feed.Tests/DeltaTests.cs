namespace EirDiameter.Feed.Tests;

/// <summary>Changes that come as deltas, one for each listing.</summary>
public sealed class DeltaTests
{
    [Fact]
    public async Task Changes_come_as_deltas_and_those_of_one_listing_as_one()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        for (ulong i = 0; i < 20; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);

        feed.Put(TestFeed.Listing(1, "first"));
        feed.Put(TestFeed.Listing(1, "second"));
        feed.Remove(TestFeed.Listing(2));
        feed.Put(TestFeed.Listing(3, "back"));
        feed.Put(TestFeed.Listing(3));
        feed.Put(TestFeed.Listing(100));
        feed.Remove(TestFeed.Listing(100));
        feed.Remove(TestFeed.Listing(4));
        feed.Put(TestFeed.Listing(4, "again"));
        PublishResult result = await feed.PublishAsync();

        Assert.False(result.SnapshotTaken);
        Assert.Equal(3, result.DeltaRecords);
        FeedManifest manifest = feed.Read();
        DeltaPart delta = Assert.Single(manifest.Deltas);
        Assert.Equal((20, 29), (delta.From, delta.To));
        Assert.Equal(
            ["00000000000001,black,second,,,,", "00000000000002,black,,,,,remove", "00000000000004,black,again,,,,"],
            feed.TextOf(Assert.Single(delta.Segments)).Order(StringComparer.Ordinal));
        Assert.Equal(FollowStep.Deltas, follower.Follow(manifest, feed.PathOf).Step);
        Assert.Equal(1, feed.SnapshotsAsked);
    }

    [Fact]
    public async Task Nothing_new_renews_the_manifest_and_touches_no_segment()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        FeedManifest before = feed.Read();
        string[] files = feed.Files();
        feed.Time.Advance(TimeSpan.FromHours(1));
        PublishResult result = await feed.PublishAsync();
        FeedManifest after = feed.Read();
        Assert.False(result.SnapshotTaken);
        Assert.Equal(before.Created.AddHours(1), after.Created);
        Assert.Equal(after.Created.AddHours(24), after.Expires);
        Assert.Equal(before.Sequence, after.Sequence);
        Assert.Equal(before.Segments, after.Segments);
        Assert.Equal(files, feed.Files());
        Assert.Equal(1, feed.SnapshotsAsked);
    }

    [Fact]
    public async Task Changes_that_undo_each_other_lead_on_to_the_new_sequence()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        feed.Put(TestFeed.Listing(2));
        feed.Remove(TestFeed.Listing(2));
        await feed.PublishAsync();
        DeltaPart delta = Assert.Single(feed.Read().Deltas);
        Assert.Equal((1, 3), (delta.From, delta.To));
        Assert.Empty(delta.Segments);
        feed.Skip();
        await feed.PublishAsync();
        Assert.Equal([(1L, 3L), (3L, 4L)], feed.Read().Deltas.Select(d => (d.From, d.To)));
    }

    [Fact]
    public async Task A_small_feed_is_followed_by_deltas_until_nothing_is_left_of_it()
    {
        using TestFeed feed = new(new PublishOptions());
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        for (ulong i = 0; i < 3; i++)
            feed.Put(TestFeed.Listing(i));
        for (ulong i = 0; i <= 3; i++)
        {
            await feed.PublishAsync();
            Assert.Equal(FollowStep.Deltas, follower.Follow(feed.Read(), feed.PathOf).Step);
            feed.Remove(TestFeed.Listing(i));
        }

        Assert.Equal(0, feed.Read().Listings);
    }
}
