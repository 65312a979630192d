using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>Streams all listings into segments of whole buckets, and counts and digests them on the way.</summary>
internal sealed class SnapshotWriter(StagedSegments staged, int target, IProgress<PublishProgress>? progress)
{
    private readonly List<Task<Segment>> _segments = [];
    private readonly ReasonTexts _reasons = new();
    private readonly TimeTexts _times = new();
    private RowText _rows = staged.Rent().Begin(RowText.ListingHeader);
    private FeedListing _last;
    private SegmentPosition _lastPosition;
    private int _firstBucket;
    private int _bucket;
    private int _inBucket;

    public long Listings { get; private set; }

    public ulong[] Digests { get; } = new ulong[ListingDigest.Buckets];

    /// <exception cref="FeedException"><see cref="FeedFault.BadUpdate"/>: a listing is out of order, is there twice, or cannot be published.</exception>
    public async Task<SnapshotPart> WriteAsync(IAsyncEnumerable<FeedListing> source, long sequence, CancellationToken cancellation)
    {
        await foreach (FeedListing listing in source.WithCancellation(cancellation))
        {
            SegmentPosition position = SegmentPosition.Of(listing);
            CheckOrder(listing, position);
            while (_bucket < position.Bucket)
                await CloseBucketAsync();
            Take(listing, position);
        }

        while (_bucket < ListingDigest.Buckets)
            await CloseBucketAsync();
        progress?.Report(new("snapshot", Listings));
        return new(sequence, Listings, await Task.WhenAll(_segments));
    }

    private void Take(in FeedListing listing, in SegmentPosition position)
    {
        string? fault = ListingRules.FaultWithoutReason(listing);
        ReasonText? reason = fault is null ? _reasons.Find(listing.Reason, out fault) : null;
        if (reason is null)
            throw new FeedException(FeedFault.BadUpdate, $"the listing {DeltaBuilder.Name(listing)} cannot be published: {fault}");
        Digests[position.Bucket] += ListingDigest.Of(listing.From, listing.To, listing.Imsi, listing.List, listing.Validity, reason.Digest);
        _rows.Add(listing, reason, _times);
        _inBucket++;
        (_last, _lastPosition) = (listing, position);
        if (++Listings % 100_000 == 0)
            progress?.Report(new("snapshot", Listings));
    }

    private void CheckOrder(in FeedListing listing, in SegmentPosition position)
    {
        int order = Listings == 0 ? 1 : position.CompareTo(_lastPosition);
        if (order > 0)
            return;
        throw new FeedException(FeedFault.BadUpdate, order == 0
            ? $"the snapshot has {DeltaBuilder.Name(listing)} twice"
            : $"the snapshot is out of order: {DeltaBuilder.Name(listing)} (bucket {position.Bucket}) comes after {DeltaBuilder.Name(_last)} (bucket {_lastPosition.Bucket})");
    }

    private async ValueTask CloseBucketAsync()
    {
        bool isLast = _bucket == ListingDigest.Buckets - 1;
        if (isLast || StableBorders.IsAfter((uint)_bucket, _inBucket, _rows.Records, target))
        {
            Segment shape = new() { Sha256 = "", Bytes = 0, Records = 0, FirstBucket = _firstBucket, LastBucket = _bucket };
            _segments.Add(await staged.AddAsync(_rows, shape));
            _rows = staged.Rent().Begin(RowText.ListingHeader);
            _firstBucket = _bucket + 1;
        }

        _bucket++;
        _inBucket = 0;
    }
}
