using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>
/// Takes changes in order, and makes of them the last word on each listing that differs, and what count and digests are then. Several
/// changes of one listing become one, and none if it is as it was.
/// </summary>
internal sealed class DeltaBuilder(FeedManifest current, int mostRecords)
{
    private readonly Dictionary<SegmentPosition, (Said Before, Said After)> _changes = [];
    private readonly HashSet<int> _contradicted = [];

    /// <summary>Listings after the changes taken; below 0 if more was removed than there was.</summary>
    public long Listings { get; private set; } = current.Listings;

    /// <summary>The digest of each bucket after the changes taken.</summary>
    public ulong[] Digests { get; } = [.. current.Digests];

    /// <summary>Changes taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Whether there are too many to hold: then <see cref="Differing"/> has none of them, and there is no need to take more.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Buckets with a change that did not begin where the one before it on the same listing had ended.</summary>
    public IReadOnlySet<int> Contradicted => _contradicted;

    /// <summary>The listings that differ, in the order of segments.</summary>
    public IReadOnlyList<SegmentPosition> Differing()
    {
        List<SegmentPosition> differing = [.. _changes.Where(c => c.Value.Before != c.Value.After).Select(c => c.Key)];
        differing.Sort();
        return differing;
    }

    /// <summary>The last word on a listing that differs: what it is now, or what it was if it is no more.</summary>
    public FeedListing LastWord(SegmentPosition position, out bool isRemoved)
    {
        (Said before, Said after) = _changes[position];
        isRemoved = after.Reason is null;
        return position.With(after.Reason ?? before.Reason!, isRemoved ? before.Validity : after.Validity);
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
        (Said before, Said after) = (Said.Of(change.Before), Said.Of(change.After));
        if (_changes.TryGetValue(position, out (Said Before, Said After) earlier))
        {
            if (earlier.After != before)
                _contradicted.Add(position.Bucket);
            _changes[position] = (earlier.Before, after);
            return;
        }

        _changes.Add(position, (before, after));
        if (_changes.Count <= mostRecords)
            return;
        IsTooLarge = true;
        _changes.Clear();
        _changes.TrimExcess();
    }

    /// <summary>What is said of a listing beside what it is known by; nothing, if there is no reason, not even an empty one.</summary>
    private readonly record struct Said(string? Reason, Validity Validity)
    {
        public static Said Of(FeedListing? listing) => listing is FeedListing said ? new(said.Reason, said.Validity) : default;
    }
}
