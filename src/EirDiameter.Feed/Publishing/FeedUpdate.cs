using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>What a feed says now.</summary>
public sealed record FeedUpdate
{
    /// <summary>The number of the last change in it, not below the one published last.</summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// Every change after the sequence published last, in order. Not read if nothing was published yet; must be empty if the sequence is the same.
    /// </summary>
    public IAsyncEnumerable<ListingChangePair> Changes { get; init; } = AsyncEnumerable.Empty<ListingChangePair>();

    /// <summary>All listings at <see cref="Sequence"/>, in the order of <see cref="SegmentOrder"/>. Called only when a snapshot is due.</summary>
    public required Func<CancellationToken, IAsyncEnumerable<FeedListing>> Snapshot { get; init; }

    /// <summary>
    /// All produced ranges at <see cref="ProducedSequence"/>, in order of TAC and serial number, none overlapping; null = as published last.
    /// Called only if that sequence is above the one published last.
    /// </summary>
    public Func<CancellationToken, IAsyncEnumerable<ProducedRow>>? Produced { get; init; }

    /// <summary>The number of the last change of produced ranges, not below the one published last.</summary>
    public long ProducedSequence { get; init; }

    /// <summary>Whether to take a snapshot although none is due.</summary>
    public bool ForceSnapshot { get; init; }
}

/// <summary>One change of one listing. Both sides name the same: equal but for reason and validity.</summary>
/// <param name="Before">What was listed; null = nothing.</param>
/// <param name="After">What is listed now; null = nothing.</param>
public readonly record struct ListingChangePair(FeedListing? Before, FeedListing? After);

/// <summary>How far a publication is.</summary>
/// <param name="Phase">`changes`, `snapshot`, `produced` or `writing`.</param>
/// <param name="Records">Records taken in this phase.</param>
public readonly record struct PublishProgress(string Phase, long Records);

/// <summary>What was published.</summary>
public sealed record PublishResult
{
    /// <summary>What followers see now.</summary>
    public required FeedManifest Manifest { get; init; }

    /// <summary>Records of the new delta: listings that differ between the last sequence and this one.</summary>
    public long DeltaRecords { get; init; }

    /// <summary>Whether a snapshot was taken.</summary>
    public bool SnapshotTaken { get; init; }

    /// <summary>
    /// Buckets whose listings in the snapshot were not what the changes had led to; not looked for if these were too many for a delta. The snapshot
    /// is taken as right, and deltas from before it are published no longer, so that every follower takes the snapshot. Anything here is a
    /// fault of whoever keeps the changes.
    /// </summary>
    public IReadOnlyList<int> DriftedBuckets { get; init; } = [];
}
