namespace EirDiameter.Feed;

/// <summary>
/// What a feed is at one moment: which segments make up its listings and its produced ranges, and digests by which a follower sees that it
/// has the same. Written as JSON and signed beside; see <see cref="FeedVerifier"/>.
/// </summary>
public sealed record FeedManifest
{
    /// <summary>The format that is written, and the only one that is read.</summary>
    public const int Format = 1;

    /// <summary>Octets of the largest manifest that is read: 64 MiB.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>The feed's name (<see cref="FeedName"/>).</summary>
    public required string Feed { get; init; }

    /// <summary>The number of the last change in it, 0 or more.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was made, UTC, whole seconds.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Until when it may be accepted, UTC, exclusive, whole seconds; later than <see cref="Created"/>.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>How many listings there are at <see cref="Sequence"/>.</summary>
    public required long Listings { get; init; }

    /// <summary>The digest of each of the 256 buckets at <see cref="Sequence"/> (<see cref="Equipment.ListingDigest"/>).</summary>
    public required IReadOnlyList<ulong> Digests { get; init; }

    /// <summary>All listings, at a sequence not above <see cref="Sequence"/>.</summary>
    public required SnapshotPart Snapshot { get; init; }

    /// <summary>A chain of changes, each going on where the one before ends; the last ends at <see cref="Sequence"/>. It may begin before the snapshot.</summary>
    public required IReadOnlyList<DeltaPart> Deltas { get; init; }

    /// <summary>All produced ranges; null if the feed says nothing of them.</summary>
    public ProducedPart? Produced { get; init; }

    /// <summary>Every segment it names: the snapshot's, the deltas', the produced ranges'.</summary>
    public IEnumerable<Segment> Segments => [.. Snapshot.Segments, .. Deltas.SelectMany(d => d.Segments), .. Produced?.Segments ?? []];

    /// <summary>Reads a manifest. Check its signature first, over the very same octets.</summary>
    /// <exception cref="FeedException"><see cref="FeedFault.Malformed"/>: anything in it is missing, out of range, or contradicts the rest.</exception>
    public static FeedManifest Parse(ReadOnlySpan<byte> utf8) => ManifestReader.Read(utf8);

    /// <summary>The octets to sign and to publish. <see cref="Parse"/> reads the same back.</summary>
    public byte[] ToBytes() => ManifestWriter.Write(this);
}

/// <summary>All listings of a feed at one sequence.</summary>
/// <param name="Sequence">The number of the last change in it.</param>
/// <param name="Listings">How many there are.</param>
/// <param name="Segments">Buckets 0 to 255 in order, each whole in one segment.</param>
public sealed record SnapshotPart(long Sequence, long Listings, IReadOnlyList<Segment> Segments);

/// <summary>What changed between two sequences: the last word on each listing that differs.</summary>
/// <param name="From">The sequence that a follower must be at.</param>
/// <param name="To">The sequence it is at then, above <paramref name="From"/>.</param>
/// <param name="Segments">To be applied in order; none if nothing differs.</param>
public sealed record DeltaPart(long From, long To, IReadOnlyList<Segment> Segments);

/// <summary>All produced ranges at one sequence of their own.</summary>
/// <param name="Sequence">The number of the last change in it.</param>
/// <param name="Tacs">How many TACs something is said of.</param>
/// <param name="Ranges">How many ranges there are.</param>
/// <param name="Segments">In order of TAC, each TAC whole in one segment.</param>
public sealed record ProducedPart(long Sequence, long Tacs, long Ranges, IReadOnlyList<Segment> Segments);
