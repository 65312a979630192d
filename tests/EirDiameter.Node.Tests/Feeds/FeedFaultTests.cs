using EirDiameter.Feed;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>Whatever is wrong with a feed, what was held is kept and served, the status says what is wrong, and once it is right the feed goes on.</summary>
public sealed class FeedFaultTests
{
    public static TheoryData<string> Faults =>
    [
        "unreachable", "badSignature", "malformed", "wrongFeed", "expired", "fromTheFuture", "replayed", "wrongHash", "wrongCount", "disk",
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_feed_changes_nothing_and_is_said_until_it_is_mended(string fault)
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Time.Advance(TimeSpan.FromSeconds(30));
        node.Feed.With("black", "35209900000002").Without("35209900000001");
        Action mend = Break(node, fault);

        DateTimeOffset began = node.Time.GetUtcNow();
        Task<SyncOutcome> attempt = node.Follower.SyncAsync();

        // A signature that does not fit is looked at again a little later.
        if (fault == "badSignature") await node.UntilAsync(() => attempt.IsCompleted);
        SyncOutcome outcome = await attempt;

        Assert.Equal(("failed", fault), (outcome.Outcome, outcome.Fault));
        Assert.Equal((10, 1), (node.Status.Sequence, node.Status.Black));
        Assert.Equal(("black", "unknown"), (node.Check("35209900000001"), node.Check("35209900000002")));
        Assert.Equal(fault, node.Follower.Status.LastError?.Fault);
        Assert.InRange(node.Follower.Status.LastError!.Since, began, node.Time.GetUtcNow());
        Assert.Equal("1", await node.MetricAsync("eir_feed_syncs_total", ",outcome=\"failed\""));
        Assert.Contains(node.Log.Lines, line => line.StartsWith($"Warning Feed global stays at sequence 10 ({fault})", StringComparison.Ordinal));
        Assert.Equal(30, (node.Follower.Age - (node.Time.GetUtcNow() - began)).TotalSeconds);

        node.Time.Advance(TimeSpan.FromSeconds(10));
        mend();
        Assert.Equal("applied", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal(("unknown", "black"), (node.Check("35209900000001"), node.Check("35209900000002")));
        Assert.Null(node.Follower.Status.LastError);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_refuses_the_whole()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        Segment bad = node.Feed.Write(["35209900000001,black,,,,,", "not equipment,black,,,,,"]);
        node.Feed.Publish(10, twist: m => m with { Listings = 2, Snapshot = new SnapshotPart(10, 2, [bad with { FirstBucket = 0, LastBucket = 255 }]) });

        SyncOutcome outcome = await node.Follower.SyncAsync();

        Assert.Equal("wrongCount", outcome.Fault);
        Assert.Contains("1 records that cannot be read", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("line 3 of", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not equipment", outcome.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (node.Status.Sequence, node.Status.Black));
    }

    [Theory]
    [InlineData("35209900,1,000009,000001", 2, "ends before it begins")]
    [InlineData("35209900,1,000001,000009", 2, "1 produced ranges of 2 TACs, and its manifest says 2 of 2")]
    public async Task Produced_ranges_that_are_not_as_they_should_be_refuse_the_listings_beside_them_too(string row, long said, string why)
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001").Produce(5, row, "35209901,1,,");
        node.Feed.Produced = node.Feed.Produced! with { Ranges = said };

        SyncOutcome outcome = await node.PublishAsync(10);

        Assert.Equal("failed", outcome.Outcome);
        Assert.Contains(why, outcome.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, null), (node.Status.Sequence, node.Status.Black, node.Status.Produced));
    }

    [Fact]
    public async Task A_manifest_that_was_verified_and_not_applied_is_remembered_over_a_restart_so_that_none_before_it_is_taken()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        FeedManifest old = node.Feed.Manifest with { Sequence = 15, Deltas = [new DeltaPart(10, 15, [])] };
        node.Feed.With("black", "35209900000002");
        node.Feed.Publish(20);
        File.Delete(node.Feed.PathOf(node.Feed.Manifest.Deltas[^1].Segments[0]));
        Assert.Equal("unreachable", (await node.Follower.SyncAsync()).Fault);

        await node.RestartAsync();
        node.Feed.Put(old);

        Assert.Equal("replayed", (await node.Follower.SyncAsync()).Fault);
    }

    [Fact]
    public async Task A_fault_that_lasts_is_logged_once_and_its_beginning_is_kept()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Server.Down = true;
        DateTimeOffset began = node.Time.GetUtcNow();
        for (int i = 0; i < 3; i++)
        {
            await node.Follower.SyncAsync();
            node.Time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(began, node.Follower.Status.LastError?.Since);
        Assert.Single(node.Log.Lines, line => line.Contains("stays at sequence", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_state_file_that_cannot_be_written_does_not_keep_the_feed_from_going_on()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        Directory.CreateDirectory(Path.Combine(node.FollowPath, "state.json.next"));

        SyncOutcome outcome = await node.PublishAsync(10);

        Assert.Equal("applied", outcome.Outcome);
        Assert.Equal("disk", node.Follower.Status.LastError?.Fault);
        Directory.Delete(Path.Combine(node.FollowPath, "state.json.next"));
        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
        Assert.Null(node.Follower.Status.LastError);
    }

    [Fact]
    public async Task An_older_manifest_is_refused_after_the_memory_was_lost_as_well()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        byte[] old = File.ReadAllBytes(Path.Combine(node.Feed.Folder, "manifest.json"));
        byte[] signature = File.ReadAllBytes(Path.Combine(node.Feed.Folder, "manifest.json.sig"));
        node.Feed.With("black", "35209900000002");
        await node.PublishAsync(20);
        await node.RestartAsync(() => File.Delete(Path.Combine(node.FollowPath, "state.json")));
        File.WriteAllBytes(Path.Combine(node.Feed.Folder, "manifest.json"), old);
        File.WriteAllBytes(Path.Combine(node.Feed.Folder, "manifest.json.sig"), signature);

        SyncOutcome outcome = await node.Follower.SyncAsync();

        Assert.Equal(("held", "sequence"), (outcome.Outcome, outcome.Diff!.Guards[0].Guard));
        Assert.Equal("black", node.Check("35209900000002"));
    }

    // Publishes sequence 20 with the fault in it, and returns how to mend it.
    private static Action Break(FollowingNode node, string fault)
    {
        HandMadeFeed feed = node.Feed;
        FeedManifest before = feed.Manifest;
        switch (fault)
        {
            case "unreachable":
                feed.Publish(20);
                node.Server.Down = true;
                return () => node.Server.Down = false;
            case "badSignature":
                FeedSigner.CreateKeys(feed.Folder + ".other.pem", feed.Folder + ".other.pub.pem");
                using (FeedSigner other = FeedSigner.FromPem(feed.Folder + ".other.pem"))
                {
                    FeedSigner own = feed.Signer;
                    feed.Signer = other;
                    feed.Publish(20);
                    feed.Signer = own;
                }

                break;
            case "malformed":
                feed.Publish(20);
                byte[] nothing = "{}"u8.ToArray();
                File.WriteAllBytes(Path.Combine(feed.Folder, "manifest.json"), nothing);
                File.WriteAllText(Path.Combine(feed.Folder, "manifest.json.sig"), feed.Signer.Sign(nothing));
                break;
            case "wrongFeed":
                feed.Publish(20, twist: m => m with { Feed = "national" });
                break;
            case "expired":
                feed.Publish(20, twist: m => m with { Created = m.Created.AddDays(-2), Expires = m.Created });
                break;
            case "fromTheFuture":
                feed.Publish(20, twist: m => m with { Created = m.Created.AddHours(3) });
                break;
            case "replayed":
                feed.Publish(20);
                feed.Put(before with { Sequence = 9, Snapshot = before.Snapshot with { Sequence = 9 } });
                break;
            case "wrongHash":
                feed.Publish(20);
                string path = feed.PathOf(feed.Manifest.Deltas[^1].Segments[0]);
                byte[] good = File.ReadAllBytes(path);
                File.WriteAllBytes(path, [.. good[..^1], (byte)(good[^1] ^ 1)]);
                return () => File.WriteAllBytes(path, good);
            case "wrongCount":
                feed.Publish(20, twist: m => m with { Deltas = [.. m.Deltas.Select(d => d with { Segments = [.. d.Segments.Select(s => s with { Records = s.Records + 1 })] })] });
                break;
            case "disk":
                feed.Publish(20);
                string spool = Path.Combine(node.FollowPath, "segments");
                Directory.Move(spool, spool + ".away");
                File.WriteAllText(spool, "in the way");
                return () =>
                {
                    File.Delete(spool);
                    Directory.Move(spool + ".away", spool);
                };
            default:
                throw new ArgumentException(fault);
        }

        return () => feed.Put(feed.Manifest);
    }
}
