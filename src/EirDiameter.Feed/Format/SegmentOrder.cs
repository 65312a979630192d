using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>
/// The order of listings in a snapshot: by bucket, then equipment before pairs before ranges, then by first key, then by subscriber or
/// last key, then by list. Two listings compare as equal only if they are the same but for reason and validity, which a feed may not have.
/// </summary>
public sealed class SegmentOrder : IComparer<FeedListing>
{
    private SegmentOrder()
    {
    }

    /// <summary>The one there is.</summary>
    public static SegmentOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(FeedListing x, FeedListing y)
    {
        int order = x.Bucket.CompareTo(y.Bucket);
        if (order == 0)
            order = KindOf(x).CompareTo(KindOf(y));
        if (order == 0)
            order = x.From.CompareTo(y.From);
        if (order == 0)
            order = SecondOf(x).CompareTo(SecondOf(y));
        return order == 0 ? x.List.CompareTo(y.List) : order;
    }

    private static int KindOf(in FeedListing listing) => listing.IsRange ? 2 : listing.Imsi.IsNone ? 0 : 1;

    private static ulong SecondOf(in FeedListing listing) => listing.IsRange ? listing.To.Value : listing.Imsi.Value;
}
