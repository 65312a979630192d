using System.Globalization;
using EirDiameter.Node.Configuration;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// The rules that keep a feed's mistake from blocking a country: what trips one is held until an operator decides. They guard against
/// mistakes of who owns the key; against others stand signatures. The same kinds of checks stand before every import of DIRBS Core.
/// </summary>
internal static class FeedGuards
{
    /// <summary>Name of the rule that holds everything after a rollback.</summary>
    public const string RolledBack = "rolledBack";

    /// <summary>Name of the rule that holds a manifest that lies behind what the store says it has.</summary>
    public const string Sequence = "sequence";

    /// <summary>Below so many listings a share of them says nothing: one more or less is percents.</summary>
    public const long SmallestFeed = 1000;

    /// <summary>
    /// A delta takes back one by one what it takes back, each removal named and signed; a few of few are an everyday thing.
    /// A snapshot that is short by the same number is not.
    /// </summary>
    public const long SmallestFeedToShrinkByDelta = 100;

    /// <summary>Below so many equipment seen their share says nothing.</summary>
    public const long SmallestSeen = 100;

    /// <summary>All guards that the change trips; none if it may go on.</summary>
    public static IReadOnlyList<GuardTrip> Check(GuardSection limits, in GuardFigures figures)
    {
        List<GuardTrip> trips = [];
        CheckSize(limits, figures, trips);
        if (trips.Count == 0) CheckBlackSize(limits, figures, trips);
        CheckNewlyBlack(limits, figures, trips);
        CheckSeen(limits, figures, trips);
        return trips;
    }

    /// <summary>Whether a trip's limit is what it was, so that nothing but other figures could say otherwise now.</summary>
    public static bool StandsStill(GuardSection limits, GuardTrip trip) => trip.Guard switch
    {
        nameof(limits.MaxShrinkPercent) => limits.MaxShrinkPercent == trip.Limit,
        nameof(limits.MaxNewlyBlackPercent) => limits.MaxNewlyBlackPercent == trip.Limit,
        nameof(limits.MaxNewlyBlack) => limits.MaxNewlyBlack == trip.Limit,
        nameof(limits.MaxSeenNewlyBlackPercent) => limits.MaxSeenNewlyBlackPercent == trip.Limit,
        _ => true,
    };

    private static void CheckSize(GuardSection limits, in GuardFigures figures, List<GuardTrip> trips)
    {
        if (figures.Before == 0) return;
        if (figures is { Snapshot: true, After: 0 })
        {
            trips.Add(new GuardTrip("emptySnapshot", 1, 0, $"a snapshot without any listing would empty a feed of {Whole(figures.Before)}"));
            return;
        }

        if (!figures.Snapshot && figures.Before < SmallestFeedToShrinkByDelta) return;
        double percent = 100.0 * (figures.Before - figures.After) / figures.Before;
        if (percent > limits.MaxShrinkPercent)
        {
            trips.Add(new GuardTrip(
                nameof(limits.MaxShrinkPercent),
                limits.MaxShrinkPercent.Value,
                percent,
                $"the feed would shrink from {Whole(figures.Before)} to {Whole(figures.After)} listings, by {Percent(percent)}; allowed are {Percent(limits.MaxShrinkPercent.Value)}"));
        }
    }

    // As much may be listed as before, and less be blocked. Of few the balance counts: one that is recovered and one that is stolen are an everyday thing.
    private static void CheckBlackSize(GuardSection limits, in GuardFigures figures, List<GuardTrip> trips)
    {
        if (figures.BlackBefore == 0) return;
        bool few = figures.BlackBefore < SmallestFeedToShrinkByDelta;
        if (few && !figures.Snapshot) return;
        long lost = few ? figures.NoLongerBlack - figures.NewlyBlack : figures.NoLongerBlack;
        double percent = 100.0 * lost / figures.BlackBefore;
        if (percent > limits.MaxShrinkPercent)
        {
            trips.Add(new GuardTrip(
                nameof(limits.MaxShrinkPercent),
                limits.MaxShrinkPercent.Value,
                percent,
                $"{Whole(lost)} of the {Whole(figures.BlackBefore)} black listings would be so no longer, {Percent(percent)}; allowed are {Percent(limits.MaxShrinkPercent.Value)}"));
        }
    }

    private static void CheckNewlyBlack(GuardSection limits, in GuardFigures figures, List<GuardTrip> trips)
    {
        CheckNewlyBlackInRanges(limits, figures, trips);

        // The first load of an empty feed is all new; whom it would really block is left to the equipment seen.
        if (figures.Before == 0) return;
        if (figures.NewlyBlack > limits.MaxNewlyBlack)
        {
            trips.Add(new GuardTrip(
                nameof(limits.MaxNewlyBlack),
                limits.MaxNewlyBlack.Value,
                figures.NewlyBlack,
                $"{Whole(figures.NewlyBlack)} listings would become black; allowed are {Whole(limits.MaxNewlyBlack.Value)}"));
        }

        double percent = 100.0 * figures.NewlyBlack / figures.Before;
        if (figures.Before >= SmallestFeed && percent > limits.MaxNewlyBlackPercent)
        {
            trips.Add(new GuardTrip(
                nameof(limits.MaxNewlyBlackPercent),
                limits.MaxNewlyBlackPercent.Value,
                percent,
                $"{Whole(figures.NewlyBlack)} listings would become black, {Percent(percent)} of the {Whole(figures.Before)} before; allowed are {Percent(limits.MaxNewlyBlackPercent.Value)}"));
        }
    }

    // A range weighs what it covers. Apart from single listings, so that one TAC, which is a million, does not leave no room for them on its day.
    // A first load may bar many TACs, but nothing wider at once.
    private static void CheckNewlyBlackInRanges(GuardSection limits, in GuardFigures figures, List<GuardTrip> trips)
    {
        long covered = figures.Before == 0 ? figures.WidestNewlyBlack : figures.NewlyBlackInRanges;
        if (covered > limits.MaxNewlyBlack)
        {
            trips.Add(new GuardTrip(
                nameof(limits.MaxNewlyBlack),
                limits.MaxNewlyBlack.Value,
                covered,
                $"{(figures.Before == 0 ? "one range" : "ranges")} of {Whole(covered)} equipment would become black; allowed are {Whole(limits.MaxNewlyBlack.Value)}"));
        }
    }

    private static void CheckSeen(GuardSection limits, in GuardFigures figures, List<GuardTrip> trips)
    {
        if (figures.Seen < SmallestSeen) return;
        double percent = 100.0 * figures.SeenNewlyBlack / figures.Seen;
        if (percent > limits.MaxSeenNewlyBlackPercent)
        {
            trips.Add(new GuardTrip(
                nameof(limits.MaxSeenNewlyBlackPercent),
                limits.MaxSeenNewlyBlackPercent.Value,
                percent,
                $"{Whole(figures.SeenNewlyBlack)} of the {Whole(figures.Seen)} equipment seen in the last day would be blocked, {Percent(percent)} of the base; allowed are {Percent(limits.MaxSeenNewlyBlackPercent.Value)}"));
        }
    }

    internal static string Percent(double percent) => string.Create(CultureInfo.InvariantCulture, $"{percent:0.##} %");

    internal static string Whole(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
