namespace EirDiameter.Feed.Tests;

public sealed class DiskTests
{
    [Fact]
    public async Task A_full_disk_leaves_what_was_published_and_nothing_else()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        using SmallDisk disk = new("2m");
        string root = Path.Combine(disk.Path, "published");
        using FeedPublisher publisher = new(root, "global", feed.Signer, feed.Options with { SegmentRecords = 1000 }, feed.Time);
        for (ulong i = 0; i < 5000; i++)
            feed.Put(TestFeed.Listing(i * 104_729));
        FeedManifest before = (await publisher.PublishAsync(feed.Update())).Manifest;
        string[] files = Files(root);
        for (ulong i = 0; i < 5000; i++)
            feed.Put(TestFeed.Listing(i * 104_723, "new"));
        FeedUpdate update = feed.Update(force: true);

        // From no room at all to room for all but the manifest: each time another write is the one that fails.
        int refusals = 0;
        for (long room = 0; ; room += 4096)
        {
            disk.Fill(room);
            try
            {
                Assert.Equal(10_000, (await publisher.PublishAsync(update with { Changes = feed.Update().Changes.Skip(5000) })).Manifest.Sequence);
                break;
            }
            catch (FeedException e)
            {
                Assert.Equal(FeedFault.Disk, e.Fault);
                Assert.Contains("make room", e.Message, StringComparison.Ordinal);
                refusals++;
            }

            Assert.Equal(files, Files(root));
            Assert.Equal(before, publisher.Current! with { Digests = before.Digests, Snapshot = before.Snapshot, Deltas = before.Deltas });
            disk.Free();
            new FollowerModel().Follow(FeedManifest.Parse(await File.ReadAllBytesAsync(Path.Combine(root, "manifest.json"))), s => Path.Combine(root, "segments", s.FileName));
        }

        Assert.InRange(refusals, 3, 100);
        FollowerModel follower = new();
        follower.Follow(publisher.Current!, s => Path.Combine(root, "segments", s.FileName));
        Assert.Equal(feed.Listings.Values.ToHashSet(), follower.Listings.ToHashSet());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_or_written_says_so()
    {
        using TestFeed feed = new();
        File.WriteAllText(feed.Root + "-file", "x");
        FeedException refused = Assert.Throws<FeedException>(() => new FeedPublisher(Path.Combine(feed.Root + "-file", "x"), "global", feed.Signer, feed.Options, feed.Time));
        Assert.Equal(FeedFault.Disk, refused.Fault);
        Assert.Contains("check the folder", refused.Message, StringComparison.Ordinal);
    }

    private static string[] Files(string root) =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal)];
}
