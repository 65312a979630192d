using EirDiameter.Node.Configuration;

namespace EirDiameter.Node.Feeds;

/// <summary>The guards of produced ranges: one wrong row of them speaks for a million phones, as one of a TAC does. They have no limits of their own.</summary>
internal static class ProducedGuards
{
    /// <summary>All guards that the change trips; none if it may go on.</summary>
    /// <param name="limits">How far the feed may change by itself.</param>
    /// <param name="diff">What would change.</param>
    /// <param name="seen">Distinct equipment that asked this node in the last day.</param>
    public static IReadOnlyList<GuardTrip> Check(GuardSection limits, ProducedDiff diff, long seen)
    {
        List<GuardTrip> trips = [];
        CheckSize(limits, diff.TacsBefore, diff.TacsAfter, "TACs with produced ranges", trips);
        if (trips.Count == 0) CheckSize(limits, diff.SerialsBefore, diff.SerialsAfter, "produced serial numbers", trips);
        CheckSeen(limits, diff, seen, trips);
        return trips;
    }

    // Serial numbers and not ranges: where a maker declares what lies between two ranges, they become one.
    private static void CheckSize(GuardSection limits, long before, long after, string what, List<GuardTrip> trips)
    {
        if (before == 0) return;
        double percent = 100.0 * (before - after) / before;
        if (!(percent > limits.MaxShrinkPercent)) return;
        trips.Add(new GuardTrip(
            nameof(limits.MaxShrinkPercent),
            limits.MaxShrinkPercent.Value,
            percent,
            $"{FeedGuards.Whole(before)} {what} would become {FeedGuards.Whole(after)}, {FeedGuards.Percent(percent)} less; allowed are {FeedGuards.Percent(limits.MaxShrinkPercent.Value)}"));
    }

    private static void CheckSeen(GuardSection limits, ProducedDiff diff, long seen, List<GuardTrip> trips)
    {
        if (seen < FeedGuards.SmallestSeen) return;
        double percent = 100.0 * diff.SeenNotProduced / seen;
        if (!(percent > limits.MaxSeenNewlyBlackPercent)) return;
        trips.Add(new GuardTrip(
            nameof(limits.MaxSeenNewlyBlackPercent),
            limits.MaxSeenNewlyBlackPercent.Value,
            percent,
            $"{FeedGuards.Whole(diff.SeenNotProduced)} of the {FeedGuards.Whole(seen)} equipment seen in the last day would count as not produced and be answered otherwise, "
            + $"{FeedGuards.Percent(percent)} of the base; allowed are {FeedGuards.Percent(limits.MaxSeenNewlyBlackPercent.Value)}"));
    }
}
