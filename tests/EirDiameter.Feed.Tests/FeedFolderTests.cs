using EirDiameter.Equipment;

namespace EirDiameter.Feed.Tests;

/// <summary>The folder of a feed: its segments, its one publisher, and what a crash leaves in it.</summary>
public sealed class FeedFolderTests
{
    [Fact]
    public async Task Segments_named_no_more_stay_a_while()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 0 });
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        Segment old = feed.Read().Snapshot.Segments[0];
        feed.Time.Advance(TimeSpan.FromDays(7));
        feed.Put(TestFeed.Listing(2));
        await feed.PublishAsync();
        Assert.DoesNotContain(old, feed.Read().Segments);
        feed.Time.Advance(TimeSpan.FromHours(23));
        await feed.PublishAsync();
        Assert.True(File.Exists(feed.PathOf(old)));
        File.WriteAllText(Path.Combine(feed.Root, "segments", "README.csv.gz"), "not a segment");
        feed.Time.Advance(TimeSpan.FromHours(1));
        await feed.PublishAsync();
        Assert.False(File.Exists(feed.PathOf(old)));
        Assert.True(File.Exists(Path.Combine(feed.Root, "segments", "README.csv.gz")));
        new FollowerModel().Follow(feed.Read(), feed.PathOf);
    }

    [Fact]
    public async Task A_missing_or_damaged_segment_is_made_again()
    {
        using TestFeed feed = new(new PublishOptions { SegmentRecords = 20 });
        for (ulong i = 0; i < 200; i++)
            feed.Put(TestFeed.Listing(i));
        feed.Produced.Add(new(new Tac(1), true, 0, 1));
        feed.ProducedSequence = 1;
        await feed.PublishAsync();
        File.Delete(feed.PathOf(feed.Read().Snapshot.Segments[1]));
        Assert.True((await feed.PublishAsync()).SnapshotTaken);
        new FollowerModel().Follow(feed.Read(), feed.PathOf);

        string damaged = feed.PathOf(feed.Read().Snapshot.Segments[0]);
        byte[] octets = await File.ReadAllBytesAsync(damaged);
        octets[^1] ^= 1;
        await File.WriteAllBytesAsync(damaged, octets);
        await feed.PublishAsync(force: true);
        new FollowerModel().Follow(feed.Read(), feed.PathOf);

        Segment produced = feed.Read().Produced!.Segments[0];
        File.Delete(feed.PathOf(produced));
        Assert.Equal(FeedFault.Disk, (await Assert.ThrowsAsync<FeedException>(() => feed.Publisher.PublishAsync(feed.Update() with { Produced = null }))).Fault);
        await feed.PublishAsync();
        Assert.Single(feed.TextOf(produced));
    }

    [Fact]
    public async Task A_second_publisher_is_refused_until_the_first_is_gone()
    {
        using TestFeed feed = new();
        await feed.PublishAsync();
        FeedException refused = Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "global", feed.Signer, feed.Options, feed.Time));
        Assert.Equal(FeedFault.InUse, refused.Fault);
        feed.Reopen();
        Assert.Equal(0, feed.Publisher.Current!.Sequence);
    }

    [Fact]
    public async Task A_folder_of_another_feed_or_key_is_refused_and_left_alone()
    {
        using TestFeed feed = new();
        using TestFeed other = new();
        await feed.PublishAsync();
        feed.Publisher.Dispose();
        string before = await File.ReadAllTextAsync(feed.ManifestPath);
        Assert.Equal(FeedFault.WrongFeed, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "national", feed.Signer, feed.Options, feed.Time)).Fault);
        FeedException refused = Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "global", other.Signer, feed.Options, feed.Time));
        Assert.Equal(FeedFault.BadSignature, refused.Fault);
        Assert.Contains("bring back the key", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(feed.ManifestPath));

        File.Delete(feed.ManifestPath + ".sig");
        Assert.Equal(FeedFault.BadSignature, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "global", feed.Signer, feed.Options, feed.Time)).Fault);
    }

    [Fact]
    public async Task A_publisher_killed_between_signature_and_manifest_is_finished_and_before_it_dropped()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        byte[] oldManifest = await File.ReadAllBytesAsync(feed.ManifestPath);
        byte[] oldSignature = await File.ReadAllBytesAsync(feed.ManifestPath + ".sig");
        feed.Put(TestFeed.Listing(2));
        await feed.PublishAsync();
        byte[] newManifest = await File.ReadAllBytesAsync(feed.ManifestPath);
        byte[] newSignature = await File.ReadAllBytesAsync(feed.ManifestPath + ".sig");

        // Both written, none renamed.
        await File.WriteAllBytesAsync(feed.ManifestPath, oldManifest);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".sig", oldSignature);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".new", newManifest);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".sig.new", newSignature);
        feed.Reopen();
        Assert.Equal(1, feed.Read().Sequence);
        Assert.DoesNotContain(feed.Files(), f => f.EndsWith(".new", StringComparison.Ordinal));

        // The signature renamed.
        await File.WriteAllBytesAsync(feed.ManifestPath + ".sig", newSignature);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".new", newManifest);
        feed.Reopen();
        Assert.Equal(2, feed.Read().Sequence);
        Assert.Equal(2, feed.Publisher.Current!.Sequence);
        Assert.DoesNotContain(feed.Files(), f => f.EndsWith(".new", StringComparison.Ordinal));

        // The first publication of all, the signature renamed.
        File.Move(feed.ManifestPath, feed.ManifestPath + ".new");
        feed.Reopen();
        Assert.Equal(2, feed.Publisher.Current!.Sequence);
    }
}
