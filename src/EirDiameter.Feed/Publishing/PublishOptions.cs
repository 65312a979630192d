namespace EirDiameter.Feed;

/// <summary>How a feed is published.</summary>
public sealed record PublishOptions
{
    /// <summary>How long a manifest may be accepted after it was made, at least a minute. Publish again, if only to renew it, well before that.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Deltas after which a snapshot is taken, 1 or more. As many from before the snapshot are kept for followers that are behind it,
    /// as long as their records are within <see cref="MaxDeltaShare"/> or <see cref="SegmentRecords"/>.
    /// </summary>
    public int MaxDeltas { get; init; } = 100;

    /// <summary>Records of all deltas after which a snapshot is taken, as a share of the snapshot's listings, 0 or more.</summary>
    public double MaxDeltaShare { get; init; } = 0.2;

    /// <summary>Listings in one delta above which it is given up for a snapshot, 1 or more: they are held in memory, about 150 octets each.</summary>
    public int MaxDeltaRecords { get; init; } = 2_000_000;

    /// <summary>About how many records a segment has, 1 or more. A bucket or TAC is never cut, whatever its size.</summary>
    public int SegmentRecords { get; init; } = 50_000;

    /// <summary>How long a segment stays after no manifest names it any more, for followers that still fetch by the manifest before.</summary>
    public TimeSpan KeepUnreferenced { get; init; } = TimeSpan.FromHours(24);

    internal void Check()
    {
        string? fault =
            Lifetime < TimeSpan.FromMinutes(1) || Lifetime > TimeSpan.FromDays(3650) ? $"{nameof(Lifetime)} is not from a minute to ten years"
            : MaxDeltas < 1 ? $"{nameof(MaxDeltas)} is below 1"
            : !(MaxDeltaShare >= 0) ? $"{nameof(MaxDeltaShare)} is below 0"
            : MaxDeltaRecords < 1 ? $"{nameof(MaxDeltaRecords)} is below 1"
            : SegmentRecords < 1 ? $"{nameof(SegmentRecords)} is below 1"
            : KeepUnreferenced < TimeSpan.Zero ? $"{nameof(KeepUnreferenced)} is below 0"
            : null;
        if (fault is not null)
            throw new FeedException(FeedFault.BadUpdate, $"the options for publishing are not sound: {fault}");
    }
}
