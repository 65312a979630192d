using EirDiameter.Equipment;
using Microsoft.Extensions.Time.Testing;

namespace EirDiameter.Feed.Tests;

/// <summary>A feed that is published and followed, from nothing on.</summary>
public sealed class PublishingTests
{
    [Fact]
    public async Task An_empty_feed_can_be_published_and_followed()
    {
        using TestFeed feed = new();
        Assert.Null(feed.Publisher.Current);
        PublishResult result = await feed.PublishAsync();
        Assert.True(result.SnapshotTaken);
        FollowerModel follower = new();
        Assert.Equal(FollowStep.Snapshot, follower.Follow(feed.Read(), feed.PathOf).Step);
        Assert.Empty(follower.Listings);
        Assert.Equal(FollowStep.UpToDate, FollowPlan.For(feed.Read(), 0, empty: false).Step);
    }

    [Fact]
    public async Task Every_kind_of_listing_comes_through_as_it_is()
    {
        using TestFeed feed = new();
        foreach (FeedListing listing in Sample.Listings)
            feed.Put(listing);
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        Assert.Equal(feed.Listings.Values.ToHashSet(), follower.Listings.ToHashSet());
        string[] lines = feed.TextOf(feed.Read().Snapshot.Segments[0]);
        Assert.Contains("35693803564380,black,\"lost, \"\"found\"\"\",,,,", lines);
        Assert.Contains("35209900,white,,2026-03-01,,,", lines);
        Assert.Contains("49015420323000-49015420323999,grey,,2026-03-01T00:15:00Z,2027-01-01,,", lines);
        Assert.Contains("35693803564381,white,owner,,,001010123456789,", lines);
        Assert.Contains("A0123456789ABC,black,,,,,", lines);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_make_followers_refuse()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        DateTimeOffset first = feed.Read().Created;
        feed.Publisher.Dispose();
        FakeTimeProvider back = new(first.AddHours(-1));
        using (FeedPublisher publisher = new(feed.Root, "global", feed.Signer, feed.Options, back))
            await publisher.PublishAsync(feed.Update() with { Changes = AsyncEnumerable.Empty<ListingChangePair>() });
        Assert.Equal(first, feed.Read().Created);

        // So far ahead that no follower took it: the right clock counts again.
        FakeTimeProvider far = new(first.AddHours(-3));
        using (FeedPublisher publisher = new(feed.Root, "global", feed.Signer, feed.Options, far))
            await publisher.PublishAsync(feed.Update() with { Changes = AsyncEnumerable.Empty<ListingChangePair>() });
        Assert.Equal(first.AddHours(-3), feed.Read().Created);
    }

    [Fact]
    public async Task Progress_is_told()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        List<PublishProgress> told = [];
        await feed.Publisher.PublishAsync(feed.Update(), new Direct<PublishProgress>(told));
        Assert.Equal([new("snapshot", 1), new("writing", 1)], told);
    }
}
