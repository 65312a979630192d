using EirDiameter.Feed;

namespace EirDiameter.Node.Feeds;

/// <summary>Where a feed is: its produced ranges go on by themselves, while its listings stay at the same sequence.</summary>
/// <param name="Sequence">The sequence of its listings.</param>
/// <param name="Produced">That of its produced ranges; null = it says nothing of them.</param>
internal readonly record struct FeedPoint(long Sequence, long? Produced)
{
    public static FeedPoint Of(FeedManifest manifest) => new(manifest.Sequence, manifest.Produced?.Sequence);

    public static FeedPoint Of(FeedContents contents) => new(contents.Sequence, contents.Produced is null ? null : contents.ProducedSequence);

    /// <summary>Whether it is further on. A verified manifest goes back in neither.</summary>
    public bool IsAfter(FeedPoint other) =>
        Sequence > other.Sequence || (Sequence == other.Sequence && (Produced ?? -1) > (other.Produced ?? -1));
}
