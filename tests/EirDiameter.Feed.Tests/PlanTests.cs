namespace EirDiameter.Feed.Tests;

public sealed class PlanTests
{
    private static readonly FeedManifest Manifest = new()
    {
        Feed = "global",
        Sequence = 50,
        Created = DateTimeOffset.UnixEpoch,
        Expires = DateTimeOffset.UnixEpoch.AddDays(1),
        Listings = 0,
        Digests = new ulong[256],
        Snapshot = new(30, 0, [Named('s')]),
        Deltas = [new(10, 20, [Named('1')]), new(20, 30, [Named('2')]), new(30, 40, []), new(40, 50, [Named('4'), Named('5')])],
    };

    [Theory]
    [InlineData(50, false, FollowStep.UpToDate, "")]
    [InlineData(40, false, FollowStep.Deltas, "45")]
    [InlineData(30, false, FollowStep.Deltas, "45")]
    [InlineData(20, false, FollowStep.Deltas, "245")]
    [InlineData(10, false, FollowStep.Deltas, "1245")]
    [InlineData(9, false, FollowStep.Snapshot, "s45")]
    [InlineData(15, false, FollowStep.Snapshot, "s45")]
    [InlineData(49, false, FollowStep.Snapshot, "s45")]
    [InlineData(51, false, FollowStep.Snapshot, "s45")]
    [InlineData(0, false, FollowStep.Snapshot, "s45")]
    [InlineData(0, true, FollowStep.Snapshot, "s45")]
    [InlineData(50, true, FollowStep.Snapshot, "s45")]
    [InlineData(40, true, FollowStep.Snapshot, "s45")]
    public void The_way_depends_on_where_the_follower_is(long sequence, bool empty, FollowStep step, string segments)
    {
        FollowPlan plan = FollowPlan.For(Manifest, sequence, empty);
        Assert.Equal(step, plan.Step);
        Assert.Equal(segments, string.Concat(plan.Segments.Select(s => s.Sha256[0])));
        Assert.Equal((step == FollowStep.Snapshot ? 30 : sequence, 50), (plan.From, plan.To));
        Assert.Equal((segments.Length * 7, segments.Length * 3), (plan.Bytes, plan.Records));
    }

    private static Segment Named(char name) => new() { Sha256 = new string(name, 64), Bytes = 7, Records = 3 };
}
