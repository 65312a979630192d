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
    public int Compare(FeedListing x, FeedListing y) => SegmentPosition.Of(x).CompareTo(SegmentPosition.Of(y));
}
