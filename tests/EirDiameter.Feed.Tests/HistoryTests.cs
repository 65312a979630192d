using EirDiameter.Equipment;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EirDiameter.Feed.Tests;

/// <summary>Random histories: whoever follows, from wherever, gets to what the feed says.</summary>
public sealed class HistoryTests
{
    [Property(MaxTest = 40)]
    public Property Every_follower_gets_to_what_the_feed_says() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunAsync(seed).GetAwaiter().GetResult());

    private static async Task<bool> RunAsync(int seed)
    {
        Random random = new(seed);
        PublishOptions options = new()
        {
            MaxDeltas = random.Next(1, 6),
            MaxDeltaShare = random.NextDouble() * 2,
            MaxDeltaRecords = random.Next(1, 200),
            SegmentRecords = random.Next(1, 60),
            KeepUnreferenced = TimeSpan.FromHours(random.Next(3)),
        };
        using TestFeed feed = new(options);
        List<FollowerModel> followers = [new(), new(), new()];
        AcceptedManifest? last = null;
        for (int round = 0; round < 15; round++)
        {
            for (int changes = random.Next(3) == 0 ? 0 : random.Next(60); changes > 0; changes--)
                Change(feed, random);
            if (random.Next(4) == 0)
                feed.Skip();
            if (random.Next(6) == 0)
                feed.Reopen();
            PublishResult result = await feed.PublishAsync(force: random.Next(8) == 0);
            Assert.Empty(result.DriftedBuckets);
            FeedManifest manifest = feed.Read();
            ManifestRules.Check(manifest, "global", last, feed.Time.GetUtcNow());
            last = ManifestRules.Remember(manifest, manifest.ToBytes(), null);
            foreach (FollowerModel follower in followers.Where(_ => random.Next(3) == 0))
            {
                follower.Follow(manifest, feed.PathOf);
                Assert.Equal(feed.Listings.Values.ToHashSet(), follower.Listings.ToHashSet());
            }

            // Anyone who was anywhere before could do the same.
            if (random.Next(5) == 0)
                followers.Add(followers[random.Next(followers.Count)].Clone());
            feed.Time.Advance(TimeSpan.FromMinutes(random.Next(90)));
        }

        foreach (FollowerModel follower in followers)
        {
            follower.Follow(feed.Read(), feed.PathOf);
            Assert.Equal(feed.Listings.Values.ToHashSet(), follower.Listings.ToHashSet());
        }

        return true;
    }

    private static void Change(TestFeed feed, Random random)
    {
        FeedListing listing = Sample.Listings[random.Next(Sample.Listings.Count)];
        if (random.Next(2) == 0)
            listing = TestFeed.Listing((ulong)random.Next(100) * 104_729, "", (EquipmentList)random.Next(3));
        if (random.Next(3) == 0)
            feed.Remove(listing);
        else
            feed.Put(listing with { Reason = random.Next(3) == 0 ? listing.Reason : $"reason {random.Next(4)}" });
    }
}
