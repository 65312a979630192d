using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>Where a listing stands in a snapshot, which is also what it is known by: all but reason and validity.</summary>
internal readonly record struct SegmentPosition : IComparable<SegmentPosition>
{
    private readonly ulong _from;
    private readonly ulong _second;
    private readonly ushort _bucket;
    private readonly byte _kind;
    private readonly EquipmentList _list;

    private SegmentPosition(in FeedListing listing)
    {
        _bucket = (ushort)listing.Bucket;
        _kind = (byte)(listing.IsRange ? 2 : listing.Imsi.IsNone ? 0 : 1);
        _from = listing.From.Value;
        _second = listing.IsRange ? listing.To.Value : listing.Imsi.Value;
        _list = listing.List;
    }

    public int Bucket => _bucket;

    public static SegmentPosition Of(in FeedListing listing) => new(listing);

    /// <summary>The listing of this place with the rest of what it says.</summary>
    public FeedListing With(string reason, Validity validity) =>
        new(new(_from), new(_kind == 2 ? _second : _from), _kind == 1 ? new(_second) : Imsi.None, _list, reason, validity);

    public int CompareTo(SegmentPosition other)
    {
        int order = _bucket.CompareTo(other._bucket);
        if (order == 0)
            order = _kind.CompareTo(other._kind);
        if (order == 0)
            order = _from.CompareTo(other._from);
        if (order == 0)
            order = _second.CompareTo(other._second);
        return order == 0 ? _list.CompareTo(other._list) : order;
    }
}
