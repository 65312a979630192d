using EirDiameter.Node.Configuration;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>What becomes of a feed that could not be verified for too long.</summary>
public sealed class StaleFeedTests
{
    [Theory]
    [InlineData("keep", "black")]
    [InlineData("ignore", "unknown")]
    public async Task A_stale_feed_counts_on_or_not_as_configured_and_counts_again_once_fresh(string whenStale, string stale)
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { StaleAfterSeconds = 3600, WhenStale = whenStale });
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Time.Advance(TimeSpan.FromSeconds(3600));
        Assert.Equal(("black", "0", "3600"), (node.Check("35209900000001"), await node.MetricAsync("eir_feed_stale"), await node.MetricAsync("eir_feed_age_seconds")));

        // Nobody asks: the clock alone makes it stale.
        node.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((stale, "1"), (node.Check("35209900000001"), await node.MetricAsync("eir_feed_stale")));
        Assert.True(node.Follower.Status.Stale);
        Assert.Single(node.Log.Lines, line => line.StartsWith("Warning Feed global, sequence 10 is stale", StringComparison.Ordinal));

        await node.Follower.SyncAsync();
        Assert.Equal(("black", "0", "0"), (node.Check("35209900000001"), await node.MetricAsync("eir_feed_stale"), await node.MetricAsync("eir_feed_age_seconds")));
        Assert.Single(node.Log.Lines, line => line.StartsWith("Information Feed global, sequence 10 is fresh again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_age_goes_on_over_a_restart_and_what_is_stale_is_ignored_before_anybody_asks()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { StaleAfterSeconds = 3600, WhenStale = "ignore" });
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);

        await node.RestartAsync(() => node.Time.Advance(TimeSpan.FromHours(2)));

        Assert.Equal("unknown", node.Check("35209900000001"));
        Assert.Equal(7200, node.Follower.Age.TotalSeconds);
        await node.Follower.SyncAsync();
        Assert.Equal("black", node.Check("35209900000001"));
    }

    [Fact]
    public async Task Nothing_new_renews_the_age_and_a_failure_or_a_held_change_does_not()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { Guards = new GuardSection { MaxNewlyBlack = 0 } });
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Time.Advance(TimeSpan.FromMinutes(10));
        await node.Follower.SyncAsync();
        Assert.Equal(0, node.Follower.Age.TotalSeconds);

        node.Time.Advance(TimeSpan.FromMinutes(10));
        node.Server.Down = true;
        await node.Follower.SyncAsync();
        node.Server.Down = false;
        node.Feed.With("black", "35209900000002");
        await node.PublishAsync(20);
        Assert.Equal(600, node.Follower.Age.TotalSeconds);
    }

    [Fact]
    public async Task A_manifest_that_expires_while_it_stays_the_same_is_a_fault_and_its_renewal_mends_it()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("expired", (await node.Follower.SyncAsync()).Fault);

        Assert.Equal("up-to-date", (await node.PublishAsync(10)).Outcome);
    }
}
