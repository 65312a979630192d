namespace EirDiameter.Feed;

/// <summary>How a follower gets to what a manifest says.</summary>
public enum FollowStep
{
    /// <summary>It is there already.</summary>
    UpToDate,

    /// <summary>Apply the deltas in order.</summary>
    Deltas,

    /// <summary>Replace everything by the snapshot, then apply the deltas in order.</summary>
    Snapshot,
}

/// <summary>What a follower has to fetch and apply.</summary>
/// <param name="Step">What to do.</param>
/// <param name="From">The sequence to be at before; that of the snapshot for <see cref="FollowStep.Snapshot"/>.</param>
/// <param name="To">The sequence it is at then.</param>
/// <param name="Snapshot">The snapshot; null if none is needed.</param>
/// <param name="Deltas">Deltas to apply, after the snapshot if there is one.</param>
public sealed record FollowPlan(FollowStep Step, long From, long To, SnapshotPart? Snapshot, IReadOnlyList<DeltaPart> Deltas)
{
    /// <summary>The segments in the order in which they are applied.</summary>
    public IEnumerable<Segment> Segments => [.. Snapshot?.Segments ?? [], .. Deltas.SelectMany(d => d.Segments)];

    /// <summary>Records in all of them.</summary>
    public long Records => Segments.Sum(s => s.Records);

    /// <summary>Octets of all of them.</summary>
    public long Bytes => Segments.Sum(s => s.Bytes);

    /// <summary>Finds the shortest way.</summary>
    /// <param name="manifest">Where to get to.</param>
    /// <param name="sequence">The sequence that the follower is at.</param>
    /// <param name="empty">Whether the follower has never had anything of this feed, so that its sequence means nothing.</param>
    public static FollowPlan For(FeedManifest manifest, long sequence, bool empty)
    {
        if (!empty && sequence == manifest.Sequence)
            return new(FollowStep.UpToDate, sequence, sequence, null, []);
        if (!empty && Since(manifest, sequence) is { Count: > 0 } deltas)
            return new(FollowStep.Deltas, sequence, manifest.Sequence, null, deltas);
        return new(FollowStep.Snapshot, manifest.Snapshot.Sequence, manifest.Sequence, manifest.Snapshot, Since(manifest, manifest.Snapshot.Sequence));
    }

    // A delta holds for the sequence it begins at and for no other: what changed and changed back within it is not in it.
    private static List<DeltaPart> Since(FeedManifest manifest, long sequence) =>
        [.. manifest.Deltas.SkipWhile(d => d.From != sequence)];
}
