using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>What the store holds is compared with what the feed says, and put right bucket by bucket.</summary>
public sealed class DriftTests
{
    [Fact]
    public async Task Drift_is_noticed_and_mended_by_the_next_look_even_if_the_feed_has_nothing_new()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", HandMadeFeed.Many(500));
        await node.PublishAsync(10);
        node.Feed.With("grey", "35209900000501");
        await node.PublishAsync(20);
        await node.MeddleAsync("35209944000001", "black");
        await node.MeddleAsync("35209900000007", "white");

        SyncOutcome outcome = await node.Follower.SyncAsync();

        Assert.Equal(("up-to-date", 2), (outcome.Outcome, outcome.RepairedBuckets));
        Assert.Equal(("unknown", "black", "grey"), (node.Check("35209944000001"), node.Check("35209900000007"), node.Check("35209900000501")));
        Assert.Equal((20L, 0L, 500L, 1L), (node.Status.Sequence, node.Status.White, node.Status.Black, node.Status.Grey));
        Assert.Equal(2, node.Follower.Status.LastDrift?.Buckets.Count);
        Assert.True(node.Follower.Status.LastDrift?.Repaired);
        Assert.Equal("0", await node.MetricAsync("eir_feed_drifted_buckets"));
        Assert.Contains(node.Log.Lines, line => line.Contains("Feed global, sequence 20: 2 of 256 buckets are not what the feed says", StringComparison.Ordinal));
        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
    }

    [Fact]
    public async Task Drift_beside_a_delta_is_mended_with_it()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", HandMadeFeed.Many(50));
        await node.PublishAsync(10);
        await node.MeddleAsync("35209944000001", "black");
        node.Feed.With("black", "35209900000051");

        SyncOutcome outcome = await node.PublishAsync(20);

        Assert.Equal(("applied", 1L, 1), (outcome.Outcome, outcome.Added, outcome.RepairedBuckets));
        Assert.Equal(("unknown", "black"), (node.Check("35209944000001"), node.Check("35209900000051")));
    }

    [Fact]
    public async Task Drift_that_a_repair_does_not_mend_is_said_and_not_tried_for_ever()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", HandMadeFeed.Many(50));
        node.Feed.Publish(10, twist: m => m with { Digests = [m.Digests[0] + 1, .. m.Digests.Skip(1)] });

        SyncOutcome outcome = await node.Follower.SyncAsync();
        Assert.Equal(("failed", "drift"), (outcome.Outcome, outcome.Fault));
        Assert.Equal((10L, 50L), (node.Status.Sequence, node.Status.Black));
        Assert.Equal("1", await node.MetricAsync("eir_feed_drifted_buckets"));
        Assert.Equal("drift", (await node.Follower.SyncAsync()).Fault);
        Assert.Single(node.Log.Lines, line => line.Contains("; fetching them again", StringComparison.Ordinal));

        node.Feed.With("black", "35209900000051");
        Assert.Equal("applied", (await node.PublishAsync(20)).Outcome);
        Assert.Equal("0", await node.MetricAsync("eir_feed_drifted_buckets"));
    }

    [Fact]
    public async Task A_repair_that_trips_a_guard_is_held_as_any_change()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { Guards = new GuardSection { MaxNewlyBlack = 0 } });
        node.Feed.With("black", HandMadeFeed.Many(50));
        await node.PublishAsync(10);
        await node.MeddleWithRemovalAsync("35209900000001");

        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal("unknown", node.Check("35209900000001"));
        Assert.Equal("up-to-date", (await node.Follower.ApproveAsync(new OperatorWord("anna", "meant so", null))).Outcome);
        Assert.Equal("black", node.Check("35209900000001"));
    }

    [Fact]
    public async Task A_verification_counts_anew_and_says_what_drifted_and_mends_only_if_asked()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", HandMadeFeed.Many(50));
        await node.PublishAsync(10);
        VerifyOutcome clean = await node.Follower.VerifyAsync(repair: false);
        Assert.True(clean.Compared);
        Assert.Empty(clean.Drifted);
        Assert.Empty(clean.Miscounted);

        await node.MeddleAsync("35209944000001", "black");
        VerifyOutcome found = await node.Follower.VerifyAsync(repair: false);
        Assert.Single(found.Drifted);
        Assert.Equal("black", node.Check("35209944000001"));
        Assert.Equal("1", await node.MetricAsync("eir_feed_drifted_buckets"));

        VerifyOutcome mended = await node.Follower.VerifyAsync(repair: true);
        Assert.Equal((found.Drifted[0], true), (Assert.Single(mended.Drifted), mended.Repaired));
        Assert.Equal("unknown", node.Check("35209944000001"));
        Assert.Equal("0", await node.MetricAsync("eir_feed_drifted_buckets"));
    }

    [Fact]
    public async Task A_verification_brings_the_feed_up_to_date_first_and_says_if_that_is_held()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { Guards = new GuardSection { MaxNewlyBlack = 1 } });
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Feed.With("black", "35209900000002");
        node.Feed.Publish(20);
        VerifyOutcome fresh = await node.Follower.VerifyAsync(repair: false);
        Assert.Equal((20L, 20L, 0), (fresh.Sequence, fresh.Published, fresh.Drifted.Count));

        node.Feed.With("black", "35209900000003", "35209900000004");
        node.Feed.Publish(30);
        VerifyOutcome held = await node.Follower.VerifyAsync(repair: true);
        Assert.Equal((20L, 30L, false), (held.Sequence, held.Published, held.Compared));
        Assert.NotNull(held.Message);
    }
}
