using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>
/// Takes changes in order, and makes of them the last word on each listing that differs, and what count and digests are then. Several
/// changes of one listing become one, and none if it is as it was.
/// </summary>
internal sealed class DeltaBuilder(FeedManifest current, int mostRecords)
{
    private readonly Dictionary<SegmentPosition, ListingChangePair> _changes = [];
    private readonly HashSet<int> _contradicted = [];

    /// <summary>Listings after the changes; below 0 if more was removed than there was.</summary>
    public long Listings { get; private set; } = current.Listings;

    /// <summary>The digest of each bucket after the changes.</summary>
    public ulong[] Digests { get; } = [.. current.Digests];

    /// <summary>Changes taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Whether there were too many to hold: then <see cref="Records"/> has none of them.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Buckets with a change that did not begin where the one before it on the same listing had ended.</summary>
    public IReadOnlySet<int> Contradicted => _contradicted;

    /// <summary>The listings that differ, in the order of segments.</summary>
    public IReadOnlyList<ListingChangePair> Records
    {
        get
        {
            List<KeyValuePair<SegmentPosition, ListingChangePair>> records = [.. _changes.Where(c => c.Value.Before != c.Value.After)];
            records.Sort((a, b) => a.Key.CompareTo(b.Key));
            return [.. records.Select(r => r.Value)];
        }
    }

    /// <exception cref="FeedException"><see cref="FeedFault.BadUpdate"/>: it names nothing, two different listings, or one that cannot be published.</exception>
    public void Add(in ListingChangePair change)
    {
        if ((change.After ?? change.Before) is not FeedListing named)
            throw new FeedException(FeedFault.BadUpdate, "a change has neither a listing before nor one after");
        SegmentPosition position = SegmentPosition.Of(named);
        if (change.Before is FeedListing before)
        {
            Check(before);
            if (SegmentPosition.Of(before) != position)
                throw new FeedException(FeedFault.BadUpdate, $"a change leads from {Name(before)} to {Name(named)}: it must be two, one that removes and one that adds");
            Digests[position.Bucket] -= before.Digest;
            Listings--;
        }

        if (change.After is FeedListing after)
        {
            Check(after);
            Digests[position.Bucket] += after.Digest;
            Listings++;
        }

        Taken++;
        Merge(position, change);
    }

    internal static string Name(in FeedListing listing) =>
        $"{listing.EquipmentText}{(listing.Imsi.IsNone ? "" : $" with {listing.Imsi}")} on {listing.List}";

    private static void Check(in FeedListing listing)
    {
        if (ListingRules.FaultOf(listing) is string fault)
            throw new FeedException(FeedFault.BadUpdate, $"the listing {Name(listing)} cannot be published: {fault}");
    }

    private void Merge(in SegmentPosition position, in ListingChangePair change)
    {
        if (IsTooLarge)
            return;
        if (_changes.TryGetValue(position, out ListingChangePair earlier))
        {
            if (earlier.After != change.Before)
                _contradicted.Add(position.Bucket);
            _changes[position] = new(earlier.Before, change.After);
            return;
        }

        _changes.Add(position, change);
        if (_changes.Count <= mostRecords)
            return;
        IsTooLarge = true;
        _changes.Clear();
        _changes.TrimExcess();
    }
}
