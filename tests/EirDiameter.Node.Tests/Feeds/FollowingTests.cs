using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>The everyday: snapshot, deltas, nothing new, restarts.</summary>
public sealed class FollowingTests
{
    [Fact]
    public async Task A_feed_is_followed_from_its_snapshot_over_its_deltas_to_nothing_new()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001", "35209900000002").With("grey", "35209901");

        SyncOutcome first = await node.PublishAsync(10);
        Assert.Equal(("applied", 0L, 10L, 3L, 2L), (first.Outcome, first.From, first.To, first.Added, first.NewlyBlack));
        Assert.Equal(("black", "grey", "unknown"), (node.Check("35209900000001"), node.Check("35209901000009"), node.Check("35209900000003")));

        node.Feed.Without("35209900000001").With("black", "35209900000003");
        SyncOutcome second = await node.PublishAsync(20);
        Assert.Equal(("applied", 10L, 20L, 1L, 1L, 1L), (second.Outcome, second.From, second.To, second.Added, second.Removed, second.NewlyBlack));
        Assert.Equal(("unknown", "black"), (node.Check("35209900000001"), node.Check("35209900000003")));

        SyncOutcome third = await node.Follower.SyncAsync();
        Assert.Equal("up-to-date", third.Outcome);
        Assert.Equal(20, node.Status.Sequence);
        Assert.Contains("manifest.json 304", node.Server.Asked);
        Assert.Equal("1", await node.MetricAsync("eir_feed_syncs_total", ",outcome=\"up-to-date\""));
        Assert.Equal("2", await node.MetricAsync("eir_feed_syncs_total", ",outcome=\"applied\""));
        Assert.Contains(node.Log.Lines, line => line.Contains("Feed global, sequence 10 to 20: 1 added, 0 changed, 1 removed, 1 newly black", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_from_where_it_was()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);

        await node.RestartAsync();

        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal("manifest.json 304", node.Server.Asked[^1]);
        node.Feed.With("black", "35209900000002");
        Assert.Equal(1, (await node.PublishAsync(11)).Added);
    }

    [Fact]
    public async Task A_follower_that_is_behind_the_deltas_takes_the_snapshot()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001", "35209900000002");
        await node.PublishAsync(10);
        node.Feed.Without("35209900000001").With("black", "35209900000003");

        SyncOutcome outcome = await node.PublishAsync(50, snapshot: true);

        Assert.Equal(("applied", 1L, 1L), (outcome.Outcome, outcome.Added, outcome.Removed));
        Assert.Equal(("unknown", "black"), (node.Check("35209900000001"), node.Check("35209900000003")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{ \"since\": 7")]
    public async Task A_lost_or_damaged_state_file_loses_nothing(string? left)
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        await node.RestartAsync(() => Break(Path.Combine(node.FollowPath, "state.json"), left));

        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
        node.Feed.With("black", "35209900000002");
        Assert.Equal(("applied", 1L), ((await node.PublishAsync(11)) is var next ? (next.Outcome, next.Added) : default));
        Assert.Equal(left is not null, node.Log.Lines.Any(line => line.Contains("state file cannot be read", StringComparison.Ordinal)));

        static void Break(string path, string? text)
        {
            if (text is null) File.Delete(path);
            else File.WriteAllText(path, text);
        }
    }

    [Fact]
    public async Task What_was_imported_and_not_remembered_by_a_crash_is_harmless()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        string state = Path.Combine(node.FollowPath, "state.json");
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        byte[] before = await File.ReadAllBytesAsync(state);
        node.Feed.With("black", "35209900000002").Without("35209900000001");
        await node.PublishAsync(20);
        await node.RestartAsync(() => File.WriteAllBytes(state, before));

        SyncOutcome outcome = await node.Follower.SyncAsync();

        Assert.Equal(("applied", 0L, 0L, 0L), (outcome.Outcome, outcome.Added, outcome.Removed, outcome.NewlyBlack));
        Assert.Equal(("unknown", "black"), (node.Check("35209900000001"), node.Check("35209900000002")));
        Assert.Equal("rolled-back", (await node.Follower.RollBackAsync(new OperatorWord("anna", "test", null))).Outcome);
        Assert.Equal(("black", "unknown"), (node.Check("35209900000001"), node.Check("35209900000002")));
    }

    [Fact]
    public async Task Only_files_of_this_state_and_the_one_before_stay_in_the_spool()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        for (int i = 1; i <= 3; i++)
        {
            node.Feed.With("black", HandMadeFeed.Many(1, from: i));
            await node.PublishAsync(i * 10, snapshot: true);
        }

        Assert.Equal(2, node.Spool.Length);
        Assert.Contains(node.Feed.Manifest.Snapshot.Segments[0].FileName, node.Spool);
    }

    [Fact]
    public async Task However_long_a_feed_is_held_or_fails_the_spool_does_not_grow()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { Guards = new GuardSection { MaxNewlyBlack = 1 } });
        node.Feed.With("grey", "35209900000001");
        await node.PublishAsync(10);
        node.Feed.With("black", HandMadeFeed.Many(5, from: 2));
        Assert.Equal("held", (await node.PublishAsync(20)).Outcome);
        for (int i = 3; i <= 6; i++)
        {
            node.Feed.With("black", HandMadeFeed.Many(2, from: 10 * i));
            Assert.Equal("held", (await node.PublishAsync(i * 10, snapshot: true)).Outcome);
        }

        // The current snapshot, the delta that is held, and the latest snapshot.
        Assert.InRange(node.Spool.Length, 2, 3);
        for (int i = 7; i <= 9; i++)
        {
            node.Feed.With("black", HandMadeFeed.Many(2, from: 10 * i));
            node.Feed.Publish(i * 10, snapshot: true, twist: m => m with { Listings = m.Listings + 1, Snapshot = m.Snapshot with { Listings = m.Listings + 1, Segments = [m.Snapshot.Segments[0] with { Records = m.Listings + 1 }] } });
            Assert.Equal("wrongCount", (await node.Follower.SyncAsync()).Fault);
        }

        Assert.InRange(node.Spool.Length, 2, 3);
        Assert.Equal("applied", (await node.Follower.ApproveAsync(new OperatorWord("anna", "test", null))).Outcome);
    }

    [Fact]
    public async Task Produced_ranges_come_with_the_feed_and_go_with_it()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        EirDiameter.Feed.Segment one = node.Feed.Write(["35209900,1,000001,000009"], "tac,complete,from,to");
        node.Feed.Produced = new(5, 1, 1, [one with { FirstTac = new(35209900), LastTac = new(35209900) }]);
        Assert.Equal("applied", (await node.PublishAsync(10)).Outcome);
        Assert.Equal(5, node.Status.Produced?.Sequence);

        EirDiameter.Feed.Segment two = node.Feed.Write(["35209900,1,000001,000099"], "tac,complete,from,to");
        node.Feed.Produced = new(6, 1, 1, [two with { FirstTac = new(35209900), LastTac = new(35209900) }]);
        Assert.Equal("applied", (await node.PublishAsync(10)).Outcome);
        Assert.Equal(6, node.Status.Produced?.Sequence);
        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
    }

    [Fact]
    public async Task The_schedule_joins_a_look_that_is_under_way_and_who_asks_gets_another_after_it()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Feed.With("black", "35209900000002");
        node.Feed.Publish(20);
        node.Server.Stall();
        Task<SyncOutcome> one = node.Follower.SyncAsync();
        await node.Server.Stalled.Task;

        Task<SyncOutcome> other = node.Follower.SyncAsync();
        Task<SyncOutcome> asked = node.Follower.SyncAnewAsync();

        Assert.Same(one, other);
        Assert.Same(asked, node.Follower.SyncAnewAsync());

        // That look has gone past its manifest: this is for the one that was asked for.
        node.Feed.With("black", "35209900000003");
        node.Feed.Publish(30);
        Assert.True(node.Follower.Status.Syncing);
        Assert.Equal(("black", "unknown"), (node.Check("35209900000001"), node.Check("35209900000002")));
        node.Server.GoOn();
        Assert.Equal("applied", (await one).Outcome);
        Assert.Equal(("applied", 20L, 30L), (await asked) is var last ? (last.Outcome, last.From!.Value, last.To!.Value) : default);
        Assert.Equal(("black", "black"), (node.Check("35209900000002"), node.Check("35209900000003")));
        Assert.False(node.Follower.Status.Syncing);
    }

    [Fact]
    public async Task A_stop_in_the_middle_gives_up_what_is_fetched_and_goes_on_after_the_start()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Feed.With("black", "35209900000002");
        node.Feed.Publish(20);
        node.Server.Stall();
        Task<SyncOutcome> stalled = node.Follower.SyncAsync();
        await node.Server.Stalled.Task;

        await node.RestartAsync();

        Assert.Equal("interrupted", (await stalled).Fault);
        Assert.Equal(10, node.Status.Sequence);
        node.Server.GoOn();
        Assert.Equal("applied", (await node.Follower.SyncAsync()).Outcome);
    }

    [Fact]
    public async Task It_asks_by_itself_at_the_start_and_then_each_interval()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { IntervalSeconds = 60 });
        node.Feed.With("black", "35209900000001");
        node.Feed.Publish(10);
        node.Followers.Start();
        await node.UntilAsync(() => node.Status.Sequence == 10 && !node.Follower.Status.Syncing);

        node.Feed.With("black", "35209900000002");
        node.Feed.Publish(20);
        await node.UntilAsync(() => node.Status.Sequence == 20);
    }
}
