using System.Text.Json;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>What trips a guard is held, shown, and decided on by operators.</summary>
public sealed class HeldTests
{
    private static readonly FeedSection OneNewBlack = new() { Guards = new GuardSection { MaxNewlyBlack = 1 } };
    private static readonly OperatorWord Anna = new("anna", "checked with the owner", null);

    [Fact]
    public async Task What_would_block_too_much_of_the_base_is_held_with_all_that_an_operator_needs_and_changes_nothing()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.See(HandMadeFeed.Many(150));
        node.See(HandMadeFeed.Many(150, tac: "35209911"));
        node.Feed.With("black", HandMadeFeed.Many(140)).With("black", HandMadeFeed.Many(20, tac: "35209922")).With("grey", "35209911");

        SyncOutcome outcome = await node.PublishAsync(10);

        Assert.Equal("held", outcome.Outcome);
        HeldChange held = node.Follower.Held!;
        Assert.Equal(
            (0L, 161L, 161L, 0L, 0L, 160L, 300L, 140L),
            (held.Diff.Before, held.Diff.After, held.Diff.Added, held.Diff.Changed, held.Diff.Removed, held.Diff.NewlyBlack, held.Diff.Seen, held.Diff.SeenNewlyBlack));
        Assert.Equal(100, held.Diff.Blocked.Count);
        Assert.All(held.Diff.Blocked, equipment => Assert.StartsWith("35209900000", equipment, StringComparison.Ordinal));
        GuardTrip trip = Assert.Single(held.Guards);
        Assert.Equal(("MaxSeenNewlyBlackPercent", 1.0, 46.67), (trip.Guard, trip.Limit, Math.Round(trip.Value, 2)));
        Assert.Equal((10L, node.Feed.Manifest.Created), (held.Sequence, held.Created));
        Assert.Equal((0L, 0L), (node.Status.Sequence, node.Status.Black));
        Assert.Equal("1", await node.MetricAsync("eir_feed_held"));
        Assert.Contains(node.Log.Lines, line => line.StartsWith("Warning Feed global, sequence 10 is held until an operator", StringComparison.Ordinal));
        Assert.Null(node.Follower.Status.LastError);
    }

    [Fact]
    public async Task A_range_counts_whom_it_blocks_and_a_pair_and_what_is_black_already_do_not()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.See(HandMadeFeed.Many(200));
        await node.MeddleWithLocalAsync("35209900000001", "black");
        await node.MeddleWithLocalAsync("35209900000002", "white");
        node.Feed.With("black", "35209900");

        await node.PublishAsync(10);

        // Individual beats range: the white one stays let in, and the black one was not.
        Assert.Equal(198, node.Follower.Held!.Diff.SeenNewlyBlack);
    }

    [Fact]
    public async Task Held_is_held_after_a_restart_and_not_judged_again_until_someone_asks()
    {
        await using FollowingNode node = await HeldAtAsync(20);

        await node.RestartAsync();

        Assert.Equal(20, node.Follower.Held?.Sequence);
        Assert.Equal("1", await node.MetricAsync("eir_feed_held"));
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal(10, node.Status.Sequence);
    }

    [Fact]
    public async Task Held_after_a_restart_is_judged_by_the_limits_of_now()
    {
        await using FollowingNode node = await HeldAtAsync(20);

        await node.RestartAsync(() => node.Section = new FeedSection());

        Assert.Equal("applied", (await node.Follower.SyncAsync()).Outcome);
        Assert.Null(node.Follower.Held);
    }

    [Fact]
    public async Task What_is_held_for_whom_it_would_block_stays_held_after_a_restart_that_forgot_whom()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("grey", "35209900000900");
        await node.PublishAsync(10);
        node.See(HandMadeFeed.Many(150));
        node.Feed.With("black", HandMadeFeed.Many(140));
        Assert.Equal("held", (await node.PublishAsync(20)).Outcome);

        // Another limit is changed, and that of the guard that holds it is not.
        await node.RestartAsync(() => node.Section = new FeedSection { Guards = new GuardSection { MaxShrinkPercent = 50 } });
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal("held", (await node.Follower.SyncAnewAsync()).Outcome);
        Assert.Equal("MaxSeenNewlyBlackPercent", Assert.Single(node.Follower.Held!.Guards).Guard);

        // The mistake is in what is published next as well, and nobody has been seen yet.
        node.Feed.With("grey", "35209900000901");
        Assert.Equal("held", (await node.PublishAsync(30)).Outcome);
        Assert.Equal((20L, 10L), (node.Follower.Held.Sequence, node.Status.Sequence));
        node.See(HandMadeFeed.Many(150));
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal(30, node.Follower.Held!.Newer?.Sequence);

        node.Feed.Without(HandMadeFeed.Many(140));
        Assert.Equal("applied", (await node.PublishAsync(40)).Outcome);
        Assert.Null(node.Follower.Held);
    }

    [Fact]
    public async Task A_held_repair_of_what_the_store_held_before_gives_way_to_what_is_held_of_now()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { Guards = new GuardSection { MaxNewlyBlack = 0 } });
        node.Feed.With("black", HandMadeFeed.Many(50));
        await node.PublishAsync(10);
        await node.MeddleWithRemovalAsync("35209900000001");
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);

        node.Feed.Without("35209900000002");
        Assert.Equal("held", (await node.PublishAsync(20)).Outcome);

        Assert.Equal((20L, 20L), (node.Status.Sequence, node.Follower.Held!.Sequence));
        await node.Follower.ApproveAsync(Anna);
        Assert.Equal((20L, "black", "unknown"), (node.Status.Sequence, node.Check("35209900000001"), node.Check("35209900000002")));
    }

    [Fact]
    public async Task A_rejected_repair_does_not_keep_the_feed_from_being_verified()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { Guards = new GuardSection { MaxNewlyBlack = 0 } });
        node.Feed.With("black", HandMadeFeed.Many(50));
        await node.PublishAsync(10);
        await node.MeddleWithRemovalAsync("35209900000001");
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);

        await node.Follower.RejectAsync(Anna);
        Assert.Null(node.Follower.Held);
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
        await node.Follower.RejectAsync(Anna);
        await node.MeddleAsync("35209900000001", "black");
        node.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal(0, node.Follower.Age.TotalSeconds);
    }

    [Fact]
    public async Task A_publisher_that_began_anew_is_a_replay_until_an_operator_says_to_forget_and_then_approves()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001", "35209900000002");
        await node.PublishAsync(1000);
        node.Feed.With("black", "35209900000003");
        node.Feed.Publish(3, snapshot: true);
        Assert.Equal("replayed", (await node.Follower.SyncAsync()).Fault);

        Assert.Equal("forgotten", (await node.Follower.ForgetAsync(Anna)).Outcome);
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal(("sequence", 3L, 1000L), (Assert.Single(node.Follower.Held!.Guards).Guard, node.Follower.Held.Sequence, node.Status.Sequence));
        await node.RestartAsync();
        Assert.Equal("held", (await node.Follower.SyncAnewAsync()).Outcome);

        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna)).Outcome);
        Assert.Equal((3L, "black"), (node.Status.Sequence, node.Check("35209900000003")));
        node.Feed.With("black", "35209900000004");
        Assert.Equal("applied", (await node.PublishAsync(4)).Outcome);
        Assert.Equal(["forget", "approve"], node.Audit.Select(entry => entry.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task A_rejection_that_cannot_be_written_is_noted_as_failed_and_not_done()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        string next = Path.Combine(node.FollowPath, "state.json.next");
        Directory.CreateDirectory(next);

        await Assert.ThrowsAnyAsync<Store.StoreException>(() => node.Follower.RejectAsync(Anna));
        Directory.Delete(next);

        Assert.Equal(["reject", "reject-failed"], node.Audit.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal(20, node.Follower.Held?.Sequence);
        Assert.Equal("held", (await node.Follower.SyncAsync()).Outcome);
    }

    [Fact]
    public async Task An_approval_applies_what_is_held_and_is_in_the_audit_log_with_what_it_did()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        string sha256 = node.Follower.Held!.Sha256;

        SyncOutcome outcome = await node.Follower.ApproveAsync(Anna);

        Assert.Equal(("applied", 10L, 20L, 2L), (outcome.Outcome, outcome.From, outcome.To, outcome.NewlyBlack));
        Assert.Equal("black", node.Check("35209900000003"));
        Assert.Null(node.Follower.Held);
        Assert.Equal("0", await node.MetricAsync("eir_feed_held"));
        JsonElement entry = Assert.Single(node.Audit);
        Assert.Equal(
            ("approve", "global", "anna", "checked with the owner"),
            (entry.GetProperty("action").GetString(), entry.GetProperty("feed").GetString(), entry.GetProperty("who").GetString(), entry.GetProperty("why").GetString()));
        JsonElement details = entry.GetProperty("details");
        Assert.Equal((sha256, 20, 2), (details.GetProperty("sha256").GetString(), details.GetProperty("to").GetInt64(), details.GetProperty("newlyBlack").GetInt64()));
        Assert.Equal("up-to-date", (await node.Follower.SyncAsync()).Outcome);
    }

    [Fact]
    public async Task An_approval_is_of_what_was_held_and_what_came_later_goes_through_the_guards_on_top_of_it()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        node.Feed.With("black", "35209900000004");
        Assert.Equal("held", (await node.PublishAsync(30)).Outcome);
        Assert.Equal((20L, 30L), (node.Follower.Held!.Sequence, node.Follower.Held.Newer!.Sequence));

        SyncOutcome outcome = await node.Follower.ApproveAsync(Anna);
        Assert.Equal((10L, 20L), (outcome.From, outcome.To));
        SyncOutcome later = await node.Follower.SyncAsync();

        // One more is no more than the guard allows.
        Assert.Equal(30, node.Status.Sequence);
        Assert.NotEqual("held", later.Outcome);
        Assert.Equal("black", node.Check("35209900000004"));
    }

    [Fact]
    public async Task An_approval_works_while_the_server_is_down_since_the_files_are_there()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        node.Server.Down = true;

        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna)).Outcome);
        Assert.Equal("black", node.Check("35209900000003"));
    }

    [Fact]
    public async Task What_was_fetched_outlives_a_restart_so_that_operators_can_decide_while_the_server_is_down()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        string[] spool = node.Spool;
        node.Server.Down = true;

        await node.RestartAsync();
        Assert.Equal(spool, node.Spool);
        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna)).Outcome);
        await node.RestartAsync();
        Assert.Equal("rolled-back", (await node.Follower.RollBackAsync(Anna)).Outcome);
        Assert.Equal(("black", "unknown"), (node.Check("35209900000001"), node.Check("35209900000003")));
    }

    [Fact]
    public async Task An_approval_whose_files_are_gone_says_so_and_changes_nothing()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        foreach (string file in node.Spool) File.Delete(Path.Combine(node.FollowPath, "segments", file));
        node.Server.Down = true;

        await Assert.ThrowsAsync<EirDiameter.Feed.FeedException>(() => node.Follower.ApproveAsync(Anna));
        Assert.Equal(10, node.Status.Sequence);
        Assert.NotNull(node.Follower.Held);
        Assert.Empty(node.Audit);
    }

    [Fact]
    public async Task An_approval_of_another_manifest_than_the_one_looked_at_is_refused()
    {
        await using FollowingNode node = await HeldAtAsync(20);

        await Assert.ThrowsAsync<OperatorRefusedException>(() => node.Follower.ApproveAsync(Anna with { Sha256 = new string('0', 64) }));
        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna with { Sha256 = node.Follower.Held!.Sha256 })).Outcome);
    }

    [Fact]
    public async Task A_decision_that_cannot_be_written_to_the_audit_log_is_not_done()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        string audit = Path.Combine(node.StorePath, "audit.jsonl");
        await node.RestartAsync(() =>
        {
            File.Delete(audit);
            Directory.CreateDirectory(audit);
        });

        await Assert.ThrowsAnyAsync<Store.StoreException>(() => node.Follower.ApproveAsync(Anna));
        await Assert.ThrowsAnyAsync<Store.StoreException>(() => node.Follower.RejectAsync(Anna));
        await Assert.ThrowsAnyAsync<Store.StoreException>(() => node.Follower.RollBackAsync(Anna));
        Assert.Equal(10, node.Status.Sequence);
        Assert.NotNull(node.Follower.Held);
        Assert.Null(node.Follower.Status.RolledBack);
    }

    [Fact]
    public async Task What_is_rejected_is_not_tried_again_and_what_is_newer_is()
    {
        await using FollowingNode node = await HeldAtAsync(20);

        Assert.Equal("rejected", (await node.Follower.RejectAsync(Anna)).Outcome);
        Assert.Null(node.Follower.Held);
        Assert.Equal("rejected", (await node.Follower.SyncAsync()).Outcome);
        await node.RestartAsync();
        node.Feed.Publish(20);
        Assert.Equal("rejected", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal(10, node.Status.Sequence);

        node.Feed.Without("35209900000003");
        Assert.Equal("applied", (await node.PublishAsync(30)).Outcome);
        Assert.Equal(("black", "unknown"), (node.Check("35209900000002"), node.Check("35209900000003")));
        Assert.Equal("reject", Assert.Single(node.Audit).GetProperty("action").GetString());
    }

    [Fact]
    public async Task A_publisher_that_mends_its_mistake_is_followed_without_a_decision()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        node.Feed.Without("35209900000003");

        Assert.Equal("applied", (await node.PublishAsync(30)).Outcome);
        Assert.Null(node.Follower.Held);
        Assert.Equal("unknown", node.Check("35209900000003"));
    }

    [Fact]
    public async Task A_rollback_brings_back_the_state_before_and_holds_everything_until_an_approval()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);
        node.Feed.With("black", "35209900000002").Without("35209900000001");
        await node.PublishAsync(20);
        node.Server.Down = true;

        SyncOutcome outcome = await node.Follower.RollBackAsync(Anna);

        Assert.Equal(("rolled-back", 20L, 10L, 1L, 1L), (outcome.Outcome, outcome.From, outcome.To, outcome.Added, outcome.Removed));
        Assert.Equal(("black", "unknown", 10L), (node.Check("35209900000001"), node.Check("35209900000002"), node.Status.Sequence));
        Assert.Equal(20, node.Follower.Held?.Sequence);
        Assert.Equal("anna", node.Follower.Status.RolledBack?.Who);

        await node.RestartAsync();
        node.Server.Down = false;
        Assert.Equal("rolled-back-held", (await node.Follower.SyncAsync()).Outcome);
        node.Feed.With("black", "35209900000003");
        Assert.Equal("rolled-back-held", (await node.PublishAsync(30)).Outcome);
        Assert.Equal((30L, 10L), (node.Follower.Held!.Sequence, node.Status.Sequence));
        await Assert.ThrowsAsync<OperatorRefusedException>(() => node.Follower.RollBackAsync(Anna));

        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna)).Outcome);
        Assert.Equal(30, node.Status.Sequence);
        Assert.Null(node.Follower.Status.RolledBack);
        node.Feed.With("black", "35209900000004");
        Assert.Equal("applied", (await node.PublishAsync(40)).Outcome);
        Assert.Equal(["rollback", "approve"], node.Audit.Select(entry => entry.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task A_rollback_of_the_first_load_empties_the_feed()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209900000001");
        await node.PublishAsync(10);

        await node.Follower.RollBackAsync(Anna);

        Assert.Equal((0L, 0L), (node.Status.Sequence, node.Status.Black));
        Assert.Equal("rolled-back-held", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna)).Outcome);
        Assert.Equal("black", node.Check("35209900000001"));
    }

    [Fact]
    public async Task Nothing_held_and_nothing_to_go_back_to_is_said()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();

        await Assert.ThrowsAsync<OperatorRefusedException>(() => node.Follower.ApproveAsync(Anna));
        await Assert.ThrowsAsync<OperatorRefusedException>(() => node.Follower.RejectAsync(Anna));
        await Assert.ThrowsAsync<OperatorRefusedException>(() => node.Follower.RollBackAsync(Anna));
    }

    [Fact]
    public async Task An_operator_does_not_wait_for_a_server_that_stalls()
    {
        await using FollowingNode node = await HeldAtAsync(20);
        node.Feed.Without("35209900000003");
        node.Feed.Publish(30);
        node.Server.Stall();
        Task<SyncOutcome> stalled = node.Follower.SyncAsync();
        await node.Server.Stalled.Task;

        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna)).Outcome);

        Assert.Equal("interrupted", (await stalled).Fault);
        Assert.Equal("black", node.Check("35209900000003"));
    }

    // Two listings at sequence 10; two more would become black at the next, of which the guard allows one.
    private static async Task<FollowingNode> HeldAtAsync(long sequence)
    {
        FollowingNode node = await FollowingNode.StartAsync(OneNewBlack);
        node.Feed.With("black", "35209900000001").With("grey", "35209900000009");
        Assert.Equal("applied", (await node.PublishAsync(10)).Outcome);
        node.Feed.With("black", "35209900000002", "35209900000003");
        Assert.Equal("held", (await node.PublishAsync(sequence)).Outcome);
        return node;
    }
}
