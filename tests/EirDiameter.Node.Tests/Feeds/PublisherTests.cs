using EirDiameter.Equipment;
using EirDiameter.Feed;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>The real publisher on the other side.</summary>
public sealed class PublisherTests
{
    [Fact]
    public async Task What_is_published_is_what_is_followed_to_the_last_digest()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        using FeedPublisher publisher = new(node.Feed.Folder, "global", node.Feed.Signer, new PublishOptions { SegmentRecords = 500, MaxDeltas = 3 }, node.Time);
        SortedSet<FeedListing> listings = new(SegmentOrder.Instance);
        for (uint i = 0; i < 3000; i++) listings.Add(Listing(i));
        await publisher.PublishAsync(Update(listings, 100, [], producedSequence: 7));

        SyncOutcome first = await node.Follower.SyncAsync();
        Assert.Equal(("applied", 3000L), (first.Outcome, first.Added));
        Assert.Equal(7, node.Status.Produced?.Sequence);

        for (uint round = 1; round <= 8; round++)
        {
            FeedListing gone = listings.Min;
            FeedListing added = Listing(10_000 + round);
            FeedListing other = listings.Max with { Reason = $"reason {round}" };
            ListingChangePair[] changes = [new(gone, null), new(null, added), new(listings.Max, other)];
            listings.Remove(gone);
            listings.Remove(other);
            listings.Add(other);
            listings.Add(added);
            await publisher.PublishAsync(Update(listings, 100 + (round * 10), changes, producedSequence: 7));

            SyncOutcome next = await node.Follower.SyncAsync();
            Assert.Equal(("applied", 1L, 1L, 1L), (next.Outcome, next.Added, next.Removed, next.Changed));
            Assert.Null(next.RepairedBuckets);
            Assert.Equal(publisher.Current!.Digests, node.Store.Digests("global"));
        }

        node.Time.Advance(TimeSpan.FromHours(1));
        await publisher.PublishAsync(Update(listings, 180, [], producedSequence: 7));
        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
        VerifyOutcome verified = await node.Follower.VerifyAsync(repair: false);
        Assert.True(verified.Compared && verified.Drifted.Count == 0 && verified.Miscounted.Count == 0);
    }

    [Fact]
    public async Task A_small_feed_shrinks_phone_by_phone_to_none_and_grows_again_and_nothing_of_it_is_held()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        using FeedPublisher publisher = new(node.Feed.Folder, "global", node.Feed.Signer, new PublishOptions(), node.Time);
        SortedSet<FeedListing> listings = new(SegmentOrder.Instance);
        long sequence = 100;
        for (uint i = 1; i <= 3; i++) listings.Add(Black(i));
        await PublishAsync([]);
        Assert.Equal(3, node.Status.Black);
        foreach (int left in (int[])[2, 1, 0])
        {
            FeedListing recovered = listings.Min;
            listings.Remove(recovered);
            await PublishAsync([new(recovered, null)]);
            Assert.Equal(left, node.Status.Black);
        }

        listings.Add(Black(9));
        await PublishAsync([new(null, Black(9))]);
        Assert.Equal(1, node.Status.Black);

        FeedListing Black(uint number) => Listing(number) with { Imsi = Imsi.None, List = EquipmentList.Black };

        async Task PublishAsync(ListingChangePair[] changes)
        {
            await publisher.PublishAsync(new FeedUpdate
            {
                Sequence = ++sequence,
                Changes = changes.ToAsyncEnumerable(),
                Snapshot = _ => listings.ToArray().ToAsyncEnumerable(),
            });
            Assert.Equal("applied", (await node.Follower.SyncAsync()).Outcome);
        }
    }

    private static FeedListing Listing(uint number)
    {
        EquipmentKey key = new(35_209_900_000_000UL + (number * 7));
        Imsi imsi = Imsi.None;
        if (number % 50 == 0) Assert.True(Imsi.TryParse("001010123456789", out imsi));
        return new FeedListing(key, key, imsi, (EquipmentList)(number % 3), number % 4 == 0 ? "stolen" : "", Validity.Always);
    }

    private static FeedUpdate Update(SortedSet<FeedListing> listings, long sequence, ListingChangePair[] changes, long producedSequence) => new()
    {
        Sequence = sequence,
        Changes = changes.ToAsyncEnumerable(),
        Snapshot = _ => listings.ToArray().ToAsyncEnumerable(),
        Produced = _ => new[] { new ProducedRow(new Tac(35_209_900), true, 1, 9), ProducedRow.NothingMade(new Tac(35_209_901)) }.ToAsyncEnumerable(),
        ProducedSequence = producedSequence,
    };
}
