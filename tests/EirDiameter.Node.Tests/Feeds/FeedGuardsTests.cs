using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>The guards as a table: at the limit a change goes on, one beyond it is held.</summary>
public sealed class FeedGuardsTests
{
    private static readonly GuardSection Limits = new() { MaxShrinkPercent = 25, MaxNewlyBlackPercent = 10, MaxNewlyBlack = 5000, MaxSeenNewlyBlackPercent = 1 };

    // before, after, snapshot, newly black, seen, seen newly black: what trips
    [Theory]
    [InlineData(1000, 750, true, 0, 0, 0, "")]
    [InlineData(1000, 749, true, 0, 0, 0, "MaxShrinkPercent")]
    [InlineData(1000, 749, false, 0, 0, 0, "MaxShrinkPercent")]
    [InlineData(4, 2, true, 0, 0, 0, "MaxShrinkPercent")]
    [InlineData(99, 0, false, 0, 0, 0, "")]
    [InlineData(100, 74, false, 0, 0, 0, "MaxShrinkPercent")]
    [InlineData(1, 0, true, 0, 0, 0, "emptySnapshot")]
    [InlineData(1_000_000, 0, true, 0, 0, 0, "emptySnapshot")]
    [InlineData(0, 0, true, 0, 0, 0, "")]
    [InlineData(1000, 1100, false, 100, 0, 0, "")]
    [InlineData(1000, 1101, false, 101, 0, 0, "MaxNewlyBlackPercent")]
    [InlineData(999, 1998, false, 999, 0, 0, "")]
    [InlineData(100_000, 105_000, false, 5000, 0, 0, "")]
    [InlineData(100_000, 105_001, false, 5001, 0, 0, "MaxNewlyBlack")]
    [InlineData(10, 5011, false, 5001, 0, 0, "MaxNewlyBlack")]
    [InlineData(10_000, 16_000, false, 6000, 0, 0, "MaxNewlyBlack MaxNewlyBlackPercent")]
    [InlineData(0, 10_000_000, true, 10_000_000, 0, 0, "")]
    [InlineData(0, 10_000_000, true, 10_000_000, 1000, 10, "")]
    [InlineData(0, 10_000_000, true, 10_000_000, 1000, 11, "MaxSeenNewlyBlackPercent")]
    [InlineData(1_000_000, 1_000_002, false, 2, 100, 2, "MaxSeenNewlyBlackPercent")]
    [InlineData(1_000_000, 1_000_099, false, 99, 99, 99, "")]
    public void A_change_is_held_beyond_its_limit_and_not_at_it(long before, long after, bool snapshot, long newlyBlack, long seen, long seenNewlyBlack, string trips)
    {
        GuardFigures figures = new() { Before = before, After = after, Snapshot = snapshot, NewlyBlack = newlyBlack, Seen = seen, SeenNewlyBlack = seenNewlyBlack };

        Assert.Equal(trips, string.Join(' ', FeedGuards.Check(Limits, figures).Select(trip => trip.Guard)));
    }

    // before, black before, snapshot, no longer black, newly black: what trips. As much is listed after as before.
    [Theory]
    [InlineData(1000, 1000, false, 250, 0, "")]
    [InlineData(1000, 1000, false, 251, 0, "MaxShrinkPercent")]
    [InlineData(1000, 100, true, 26, 26, "MaxShrinkPercent")]
    [InlineData(1000, 99, false, 99, 0, "")]
    [InlineData(1000, 99, true, 99, 0, "MaxShrinkPercent")]
    [InlineData(1000, 4, true, 2, 0, "MaxShrinkPercent")]
    [InlineData(1000, 3, true, 3, 3, "")]
    public void Black_that_ceases_to_be_is_a_shrinking_although_the_whole_does_not(long before, long blackBefore, bool snapshot, long noLonger, long newly, string trips)
    {
        GuardFigures figures = new() { Before = before, After = before, BlackBefore = blackBefore, Snapshot = snapshot, NoLongerBlack = noLonger, NewlyBlack = newly };

        Assert.Equal(trips, string.Join(' ', FeedGuards.Check(Limits, figures).Select(trip => trip.Guard)));
    }

    // before, newly black listings, equipment in their ranges, in the widest: what trips by the usual limits
    [Theory]
    [InlineData(5_000_000, 1, 1_000_000, 1_000_000, "")]
    [InlineData(5_000_000, 38, 1_000_000, 1_000_000, "")]
    [InlineData(5_000_000, 1, 1_000_001, 1_000_001, "MaxNewlyBlack")]
    [InlineData(5_000_000, 2, 2_000_000, 1_000_000, "MaxNewlyBlack")]
    [InlineData(3, 1, 100_000_000_000_000, 100_000_000_000_000, "MaxNewlyBlack")]
    [InlineData(0, 1, 100_000_000_000_000, 100_000_000_000_000, "MaxNewlyBlack")]
    [InlineData(0, 3_000_050, 50_000_000, 1_000_000, "")]
    public void A_range_weighs_what_it_covers_and_one_TAC_is_not_too_heavy(long before, long newly, long covered, long widest, string trips)
    {
        GuardFigures figures = new() { Before = before, After = before + newly, NewlyBlack = newly, NewlyBlackInRanges = covered, WidestNewlyBlack = widest };

        Assert.Equal(trips, string.Join(' ', FeedGuards.Check(new GuardSection(), figures).Select(trip => trip.Guard)));
    }

    [Fact]
    public void A_guard_that_is_turned_off_holds_nothing_but_the_empty_snapshot_is_held_always()
    {
        GuardSection off = new() { MaxShrinkPercent = null, MaxNewlyBlackPercent = null, MaxNewlyBlack = null, MaxSeenNewlyBlackPercent = null };
        GuardFigures figures = new() { Before = 10_000, After = 1, Snapshot = true, NewlyBlack = 9_000_000, Seen = 1000, SeenNewlyBlack = 1000 };

        Assert.Empty(FeedGuards.Check(off, figures));
        Assert.Equal("emptySnapshot", Assert.Single(FeedGuards.Check(off, figures with { After = 0 })).Guard);
    }

    [Fact]
    public void Zero_holds_every_change_of_its_kind()
    {
        GuardSection none = new() { MaxShrinkPercent = 0, MaxNewlyBlackPercent = 0, MaxNewlyBlack = 0, MaxSeenNewlyBlackPercent = 0 };
        GuardFigures figures = new() { Before = 10_000, After = 9999, NewlyBlack = 1, Seen = 1000, SeenNewlyBlack = 1 };

        Assert.Equal(4, FeedGuards.Check(none, figures).Count);
        Assert.Empty(FeedGuards.Check(none, new GuardFigures { Before = 10_000, After = 10_001, Seen = 1000 }));
    }

    [Fact]
    public void A_trip_names_limit_and_value_for_machines_and_for_people()
    {
        GuardTrip trip = Assert.Single(FeedGuards.Check(Limits, new GuardFigures { Before = 200_000, After = 100_000 }));

        Assert.Equal(25, trip.Limit);
        Assert.Equal(50, trip.Value);
        Assert.Equal("the feed would shrink from 200,000 to 100,000 listings, by 50 %; allowed are 25 %", trip.Text);
    }
}
