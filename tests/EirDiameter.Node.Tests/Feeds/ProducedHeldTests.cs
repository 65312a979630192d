using System.Text.Json;
using EirDiameter.Equipment;
using EirDiameter.Feed;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>Produced ranges that would change the answers of many are held with their manifest, shown, and decided on as listings are.</summary>
public sealed class ProducedHeldTests
{
    private const string All = "35209900,1,000000,999999";
    private const string Few = "35209900,1,000001,000009";

    private static readonly OperatorWord Anna = new("anna", "checked with the maker", null);
    private static readonly PolicyOptions Blocking = new() { NotProduced = "black" };

    [Fact]
    public async Task A_TAC_that_is_suddenly_complete_with_few_ranges_is_held_for_whom_it_would_block_and_the_listings_with_it()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(policy: Blocking);
        node.See(HandMadeFeed.Many(150));
        node.Feed.With("black", "35209977000001").Produce(5, Few);

        Assert.Equal("held", (await node.PublishAsync(10)).Outcome);

        HeldChange held = node.Follower.Held!;
        GuardTrip trip = Assert.Single(held.Guards);
        Assert.Equal(("MaxSeenNewlyBlackPercent", 94.0), (trip.Guard, trip.Value));
        Assert.Contains("141 of the 150 equipment seen in the last day would count as not produced", trip.Text, StringComparison.Ordinal);
        ProducedDiff diff = held.Diff.Produced!;
        Assert.Equal((null, 5L, 0L, 1L, 1L, 9L, 141L), (diff.From, diff.To, diff.TacsBefore, diff.TacsAfter, diff.CompleteAfter, diff.SerialsAfter, diff.SeenNotProduced));
        Assert.Equal((100, "35209900000010"), (diff.NotProduced.Count, diff.NotProduced[0]));
        Assert.Equal(("unknown", "unknown", null), (node.Check("35209977000001"), node.Check("35209900000100"), node.Status.Produced));

        await node.RestartAsync();
        Assert.Equal("held", (await node.Follower.SyncAnewAsync()).Outcome);
        Assert.Equal("applied", (await node.Follower.ApproveAsync(Anna)).Outcome);
        Assert.Equal(("black", "black", "unknown"), (node.Check("35209977000001"), node.Check("35209900000100"), node.Check("35209900000009")));
        JsonElement details = Assert.Single(node.Audit).GetProperty("details");
        Assert.Equal(5, details.GetProperty("produced").GetProperty("to").GetInt64());
    }

    [Fact]
    public async Task Where_the_policy_makes_nothing_of_it_or_a_listing_decides_nobody_is_counted()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.See(HandMadeFeed.Many(150));
        node.Feed.Produce(5, Few);
        Assert.Equal("applied", (await node.PublishAsync(10)).Outcome);

        await using FollowingNode blocking = await FollowingNode.StartAsync(policy: Blocking);
        blocking.See(HandMadeFeed.Many(150));
        await blocking.MeddleWithLocalAsync("35209900", "white");
        blocking.Feed.Produce(5, Few);
        Assert.Equal("applied", (await blocking.PublishAsync(10)).Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Produced_ranges_that_vanish_are_held_and_what_is_rejected_is_not_tried_again_until_they_go_on(int tacs)
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209977000001").Produce(5, [.. Enumerable.Range(0, tacs).Select(i => $"3520990{i},1,000000,999999")]);
        await node.PublishAsync(10);
        ProducedPart sound = node.Feed.Produced!;
        node.Feed.Produce(6, tacs == 1 ? [Few] : [All, "35209901,1,000000,999999"]);

        Assert.Equal("held", (await node.PublishAsync(10)).Outcome);
        Assert.Equal("MaxShrinkPercent", Assert.Single(node.Follower.Held!.Guards).Guard);
        Assert.Equal((5L, 6L, 5L), (node.Follower.Held.Diff.Produced!.From!.Value, node.Follower.Held.Diff.Produced.To!.Value, node.Status.Produced!.Sequence));
        await node.Follower.RejectAsync(Anna);
        Assert.Equal("rejected", (await node.Follower.SyncAsync()).Outcome);
        Assert.Equal(5, node.Status.Produced!.Sequence);

        // The listings have not gone on.
        node.Feed.Produced = sound with { Sequence = 7 };
        Assert.Equal("applied", (await node.PublishAsync(10)).Outcome);
        Assert.Equal(7, node.Status.Produced!.Sequence);

        node.Feed.Produced = null;
        Assert.Equal("held", (await node.PublishAsync(20)).Outcome);
    }

    [Fact]
    public async Task A_range_between_two_others_makes_them_one_and_is_no_loss()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        node.Feed.With("black", "35209977000001").Produce(5, "35209900,1,000000,000099", "35209900,1,000200,000299");
        await node.PublishAsync(10);
        node.Feed.Produce(6, "35209900,1,000000,000099", "35209900,1,000100,000199", "35209900,1,000200,000299");

        Assert.Equal("applied", (await node.PublishAsync(10)).Outcome);
        Assert.Equal(1, node.Status.Produced!.Ranges);
    }

    [Fact]
    public async Task A_rollback_that_stuck_before_the_produced_ranges_is_noted_and_can_be_asked_for_again()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(policy: Blocking);
        node.Feed.With("black", "35209977000001").Produce(5, Few);
        await node.PublishAsync(10);
        node.Feed.With("black", "35209977000002").Produce(6, All);
        await node.PublishAsync(20);
        string manifest = Path.Combine(node.StorePath, "store.json.new");
        Directory.CreateDirectory(manifest);

        await Assert.ThrowsAnyAsync<Store.StoreException>(() => node.Follower.RollBackAsync(Anna));
        Assert.Equal(["rollback", "rollback-failed"], node.Audit.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal((10L, 6L), (node.Status.Sequence, node.Status.Produced!.Sequence));
        Assert.Equal("anna", node.Follower.Status.RolledBack?.Who);

        Directory.Delete(manifest);
        Assert.Equal("rolled-back", (await node.Follower.RollBackAsync(Anna)).Outcome);
        Assert.Equal((10L, 5L, "black"), (node.Status.Sequence, node.Status.Produced!.Sequence, node.Check("35209900000100")));
        await Assert.ThrowsAsync<OperatorRefusedException>(() => node.Follower.RollBackAsync(Anna));
        Assert.Equal("rolled-back-held", (await node.Follower.SyncAsync()).Outcome);
    }
}
