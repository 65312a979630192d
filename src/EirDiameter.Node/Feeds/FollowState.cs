using System.Text.Json.Serialization;
using EirDiameter.Feed;

namespace EirDiameter.Node.Feeds;

/// <summary>What a follower remembers of its feed across restarts. What the feed lists is not here but in the store.</summary>
internal sealed record FollowState
{
    /// <summary>Since when it follows, or since when it remembers.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it was last verified that the store holds what the feed says.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>The last manifest that was verified, whatever became of it: nothing older is taken.</summary>
    public AcceptedManifest? Verified { get; init; }

    /// <summary>Where that manifest is; null = none was verified.</summary>
    [JsonIgnore]
    public FeedPoint? VerifiedPoint => Verified is null ? null : new FeedPoint(Verified.Sequence, Verified.ProducedSequence);

    /// <summary>The text of that manifest.</summary>
    public string? Manifest { get; init; }

    /// <summary>Whether that manifest is dealt with: applied, held or rejected. Otherwise it has to be asked for again.</summary>
    public bool Settled { get; init; }

    /// <summary>What the store holds by the feed's files; null = not known.</summary>
    public FeedContents? Current { get; init; }

    /// <summary>What it held before the last change; null = not known, or rolled back to already.</summary>
    public FeedContents? Previous { get; init; }

    /// <summary>The change that waits for an operator.</summary>
    public HeldChange? Held { get; init; }

    /// <summary>The text of its manifest.</summary>
    public string? HeldManifest { get; init; }

    /// <summary>The last manifest that an operator rejected: it and what is not newer is not tried again.</summary>
    public RejectedChange? Rejected { get; init; }

    /// <summary>Set by a rollback: everything is held until an operator approves something.</summary>
    public Pin? Pinned { get; init; }
}

/// <summary>One state of a feed, by the files that make it: snapshot segments and then those of deltas, in the order in which they count.</summary>
/// <param name="Sequence">The feed's sequence in this state.</param>
/// <param name="Segments">Its listings; none = an empty feed.</param>
/// <param name="Base">How many of them are of the snapshot.</param>
/// <param name="ProducedSequence">The sequence of its produced ranges.</param>
/// <param name="Produced">Its produced ranges; null = it has none.</param>
internal sealed record FeedContents(
    long Sequence, IReadOnlyList<KeptSegment> Segments, int Base, long ProducedSequence = 0, IReadOnlyList<KeptSegment>? Produced = null)
{
    /// <summary>A feed that nothing was ever listed of.</summary>
    public static FeedContents Empty { get; } = new(0, [], 0);

    /// <summary>Every file it takes.</summary>
    [JsonIgnore]
    public IReadOnlyList<Segment> Files => [.. Listings, .. ProducedRanges];

    /// <summary>The files of its listings.</summary>
    [JsonIgnore]
    public IReadOnlyList<Segment> Listings => [.. Segments.Select(kept => kept.ToSegment())];

    /// <summary>The files of its produced ranges.</summary>
    [JsonIgnore]
    public IReadOnlyList<Segment> ProducedRanges => [.. (Produced ?? []).Select(kept => kept.ToSegment())];

    /// <summary>What a manifest's snapshot and the deltas after it make.</summary>
    public static FeedContents Of(FeedManifest manifest)
    {
        FollowPlan whole = FollowPlan.For(manifest, 0, empty: true);
        return new FeedContents(manifest.Sequence, KeptSegment.Of(whole.Segments), manifest.Snapshot.Segments.Count).WithProduced(manifest.Produced);
    }

    /// <summary>The same after more deltas.</summary>
    public FeedContents After(FollowPlan deltas) => this with { Sequence = deltas.To, Segments = [.. Segments, .. KeptSegment.Of(deltas.Segments)] };

    /// <summary>The same with these produced ranges.</summary>
    public FeedContents WithProduced(ProducedPart? produced) =>
        this with { ProducedSequence = produced?.Sequence ?? 0, Produced = produced is null ? null : KeptSegment.Of(produced.Segments) };

    /// <summary>Whether its produced ranges are these.</summary>
    public bool HasProduced(ProducedPart? produced) =>
        produced is null ? Produced is null : Produced is not null && ProducedSequence == produced.Sequence && Produced.SequenceEqual(KeptSegment.Of(produced.Segments));
}

/// <summary>A segment that is kept in the spool.</summary>
/// <param name="Sha256">SHA-256 of its octets.</param>
/// <param name="Bytes">How many they are.</param>
/// <param name="Records">Its rows.</param>
internal sealed record KeptSegment(string Sha256, long Bytes, long Records)
{
    public static IReadOnlyList<KeptSegment> Of(IEnumerable<Segment> segments) => [.. segments.Select(s => new KeptSegment(s.Sha256, s.Bytes, s.Records))];

    public Segment ToSegment() => new() { Sha256 = Sha256, Bytes = Bytes, Records = Records };
}

/// <summary>A change that was not made, because it trips a guard.</summary>
internal sealed record HeldChange
{
    /// <summary>SHA-256 of its manifest's octets, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its manifest's sequence.</summary>
    public required long Sequence { get; init; }

    /// <summary>The sequence of its produced ranges; null = it says nothing of them.</summary>
    public long? ProducedSequence { get; init; }

    /// <summary>When its manifest was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Since when it is held.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What holds it; at least one.</summary>
    public required IReadOnlyList<GuardTrip> Guards { get; init; }

    /// <summary>What it would do.</summary>
    public required ChangeDiff Diff { get; init; }

    /// <summary>A later manifest that is held as well, looked at when this one is approved or rejected; null = none.</summary>
    public NewerHeld? Newer { get; init; }

    /// <summary>Whether the guards were asked. Of what was rolled back they are at the next look.</summary>
    public bool IsJudged { get; init; } = true;

    /// <summary>Where its feed would be.</summary>
    [JsonIgnore]
    public FeedPoint Point => new(Sequence, ProducedSequence);

    /// <summary>The last point that the guards were asked about.</summary>
    [JsonIgnore]
    public FeedPoint JudgedPoint => Newer is null ? Point : new(Newer.Sequence, Newer.ProducedSequence);

    /// <summary>What they said then.</summary>
    [JsonIgnore]
    public IReadOnlyList<GuardTrip> JudgedBy => Newer?.Guards ?? Guards;
}

/// <summary>A later manifest that is held behind the one that an operator is asked about.</summary>
/// <param name="Sha256">SHA-256 of its octets.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Created">When it was made.</param>
/// <param name="ProducedSequence">The sequence of its produced ranges; null = it says nothing of them.</param>
/// <param name="Guards">What holds it.</param>
internal sealed record NewerHeld(
    string Sha256, long Sequence, DateTimeOffset Created, long? ProducedSequence = null, IReadOnlyList<GuardTrip>? Guards = null);

/// <summary>What a change does, or would do. Counts are of listings.</summary>
internal sealed record ChangeDiff
{
    /// <summary>Most equipment that <see cref="Blocked"/> names.</summary>
    public const int MaxBlocked = 100;

    /// <summary>The feed's sequence before.</summary>
    public long From { get; init; }

    /// <summary>The feed's sequence after.</summary>
    public long To { get; init; }

    /// <summary>Whether it is the whole truth of the feed, and not an update.</summary>
    public bool Snapshot { get; init; }

    /// <summary>Listings before.</summary>
    public long Before { get; init; }

    /// <summary>Listings after.</summary>
    public long After { get; init; }

    /// <summary>Listings that are new.</summary>
    public long Added { get; init; }

    /// <summary>Listings with another reason or time.</summary>
    public long Changed { get; init; }

    /// <summary>Listings that are gone.</summary>
    public long Removed { get; init; }

    /// <summary>Listings on the black list before.</summary>
    public long BlackBefore { get; init; }

    /// <summary>Listings on the black list that are taken off it, or end by other times.</summary>
    public long NoLongerBlack { get; init; }

    /// <summary>Listings that turn black: new, or by other times.</summary>
    public long NewlyBlack { get; init; }

    /// <summary>How much equipment those of ranges and TACs among them cover.</summary>
    public long NewlyBlackInRanges { get; init; }

    /// <summary>Distinct equipment that asked this node in the last day.</summary>
    public long Seen { get; init; }

    /// <summary>How many of those were let in and are answered black, by the policy and with all that other feeds say.</summary>
    public long SeenNewlyBlack { get; init; }

    /// <summary>The first of them, at most <see cref="MaxBlocked"/>.</summary>
    public IReadOnlyList<string> Blocked { get; init; } = [];

    /// <summary>What becomes of the produced ranges; null = they stay as they are.</summary>
    public ProducedDiff? Produced { get; init; }
}

/// <summary>A manifest that an operator rejected.</summary>
/// <param name="Sha256">SHA-256 of its octets.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="ProducedSequence">The sequence of its produced ranges; null = it says nothing of them.</param>
internal sealed record RejectedChange(string Sha256, long Sequence, long? ProducedSequence = null)
{
    /// <summary>Where its feed would be.</summary>
    [JsonIgnore]
    public FeedPoint Point => new(Sequence, ProducedSequence);
}

/// <summary>A rollback that still stands.</summary>
/// <param name="Who">The operator.</param>
/// <param name="Why">The reason given.</param>
/// <param name="When">When.</param>
internal sealed record Pin(string Who, string Why, DateTimeOffset When);
