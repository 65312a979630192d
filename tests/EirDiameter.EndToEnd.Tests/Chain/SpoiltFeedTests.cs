using System.Text.Json.Nodes;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>
/// Whatever comes from the feed's server, MMEs are told what they were told before, and the node goes on by itself once the feed is right.
/// </summary>
public sealed class SpoiltFeedTests(MirroredFeed feed) : IClassFixture<MirroredFeed>
{
    [Theory]
    [InlineData("another key", "badSignature")]
    [InlineData("expired", "expired")]
    [InlineData("publisher's clock an hour behind, with half an hour to live", "expired")]
    [InlineData("publisher's clock three hours ahead", "fromTheFuture")]
    [InlineData("an old manifest again", "replayed")]
    [InlineData("one bit flipped", "wrongHash")]
    [InlineData("a count that is one too high", "wrongCount")]
    [InlineData("no answer", "unreachable")]
    public async Task A_fault_changes_no_answer_is_shown_and_is_over_when_the_feed_is_right(string how, string fault)
    {
        FeedStatus before = await feed.StatusAsync();
        string stolen = await feed.StealAsync();
        feed.Mirror.Down = true;
        feed.Mirror.Take();
        Spoil(how);
        feed.Mirror.Down = how == "no answer";
        await feed.ShowsAsync(fault, status => status.Fault == fault);
        FeedStatus now = await feed.StatusAsync();
        Assert.Equal((before.Sequence, before.Listings), (now.Sequence, now.Listings));
        await feed.StaysAsync(stolen);

        feed.Mirror.Down = false;
        await feed.CatchUpAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_publishers_clock_an_hour_off_stops_nothing(int hours)
    {
        await feed.StealAsync();
        feed.Mirror.Down = true;
        feed.Mirror.Take();
        feed.Mirror.Twist(Made(DateTime.UtcNow.AddHours(hours), until: DateTime.UtcNow.AddHours(hours + 24)));
        feed.Mirror.Down = false;
        await feed.ShowsAsync("the change is taken", IsAtPublished);
        await feed.StaysAsync();

        // And then it is set right.
        await feed.StealAsync();
        await feed.CatchUpAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changes_that_begin_elsewhere_are_not_taken_for_changes_of_what_is_held(bool forged)
    {
        long held = feed.Mirror.Manifest["sequence"]!.GetValue<long>();
        await feed.StealManyAsync();
        await feed.StealManyAsync();
        feed.Mirror.Down = true;
        feed.Mirror.Take();
        feed.Mirror.Twist(manifest =>
        {
            // What is left is the last change, which begins one later than what is held; forged, it says that it begins there.
            JsonArray changes = manifest["deltas"]!.AsArray();
            while (changes.Count > 1) changes.RemoveAt(0);
            Assert.Equal(held + 1, changes[0]!["from"]!.GetValue<long>());
            if (forged) changes[0]!["from"] = held;
        });
        feed.Mirror.Down = false;
        await feed.ShowsAsync("what is published is held", IsAtPublished);
        await feed.StaysAsync();
        await feed.CatchUpAsync();
    }

    [Fact]
    public async Task An_empty_snapshot_is_held_and_let_go_by_what_is_right()
    {
        long next = feed.Mirror.Manifest["sequence"]!.GetValue<long>() + 1;
        JsonObject empty = feed.Empty.DeepClone().AsObject();
        empty["sequence"] = next;
        empty["snapshot"]!["sequence"] = next;
        feed.Mirror.Put(empty);

        await feed.ShowsAsync("it is held", status => status.Held == "emptySnapshot");
        await feed.StaysAsync();

        await feed.StealAsync();
        await feed.StealAsync();
        await feed.CatchUpAsync();
    }

    [Fact]
    public async Task A_snapshot_that_would_block_a_third_of_the_base_waits_for_an_operator()
    {
        string[] customers = [.. Enumerable.Range(500_000, 300).Select(MirroredFeed.Phone)];
        await using Diameter.DiameterClient mme = await feed.Node.ConnectAsync();
        Assert.DoesNotContain("black", await mme.CheckManyAsync(customers, window: 100));

        string[] blocked = customers[..100];
        await feed.StealAsync(blocked);
        feed.Mirror.Down = true;
        feed.Mirror.Take();
        feed.Mirror.Twist(manifest =>
        {
            Assert.Equal(manifest["sequence"]!.GetValue<long>(), manifest["snapshot"]!["sequence"]!.GetValue<long>());
            manifest["deltas"]!.AsArray().Clear();
        });
        feed.Mirror.Down = false;
        await feed.ShowsAsync("it is held", status => status.Held == "MaxSeenNewlyBlackPercent");
        await feed.StaysAsync(blocked);

        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await ChildProcess.RunAsync(
            "dotnet",
            [Repository.Eirctl, "approve", "global", "--why", "a shipment was stolen", "--url", feed.Node.AdminUrl.ToString().TrimEnd('/')],
            TimeSpan.FromSeconds(60));
        Assert.True(exitCode == 0, string.Join('\n', output.Concat(errors)));
        await feed.StaysAsync();
        Assert.Null((await feed.StatusAsync()).Held);
        await feed.CatchUpAsync();
    }

    private bool IsAtPublished(FeedStatus status) =>
        status is { Fault: null, Held: null } && status.Sequence == feed.Mirror.Manifest["sequence"]!.GetValue<long>();

    private static Action<JsonObject> Made(DateTime created, DateTime until) =>
        manifest => (manifest["created"], manifest["expires"]) = (Mirror.Text(created), Mirror.Text(until));

    private void Spoil(string how)
    {
        Mirror mirror = feed.Mirror;
        DateTime now = DateTime.UtcNow;
        switch (how)
        {
            case "another key":
                mirror.Put(mirror.Manifest, otherKey: true);
                break;
            case "expired":
                mirror.Twist(Made(now.AddDays(-2), until: now.AddDays(-1)));
                break;
            case "publisher's clock an hour behind, with half an hour to live":
                mirror.Twist(Made(now.AddHours(-1), until: now.AddMinutes(-30)));
                break;
            case "publisher's clock three hours ahead":
                mirror.Twist(Made(now.AddHours(3), until: now.AddHours(27)));
                break;
            case "an old manifest again":
                mirror.Put(feed.Empty);
                break;
            case "one bit flipped":
                mirror.FlipBit();
                break;
            case "a count that is one too high":
                mirror.Twist(manifest =>
                {
                    JsonNode segment = manifest["deltas"]!.AsArray()[^1]!["segments"]![0]!;
                    segment["records"] = segment["records"]!.GetValue<long>() + 1;
                });
                break;
            default:
                Assert.Equal("no answer", how);
                break;
        }
    }
}
