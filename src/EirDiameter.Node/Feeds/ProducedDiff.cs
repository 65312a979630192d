namespace EirDiameter.Node.Feeds;

/// <summary>What a change of a feed's produced ranges does, or would do.</summary>
internal sealed record ProducedDiff
{
    /// <summary>Their sequence before; null = the feed said nothing of them.</summary>
    public long? From { get; init; }

    /// <summary>Their sequence after; null = it says nothing of them any more.</summary>
    public long? To { get; init; }

    /// <summary>TACs with a declaration before.</summary>
    public long TacsBefore { get; init; }

    /// <summary>TACs with a declaration after.</summary>
    public long TacsAfter { get; init; }

    /// <summary>How many of them were complete before.</summary>
    public long CompleteBefore { get; init; }

    /// <summary>How many of them are complete after.</summary>
    public long CompleteAfter { get; init; }

    /// <summary>Serial numbers declared as made before.</summary>
    public long SerialsBefore { get; init; }

    /// <summary>Serial numbers declared as made after.</summary>
    public long SerialsAfter { get; init; }

    /// <summary>Distinct equipment that asked this node in the last day, and is answered differently since it counts as not produced.</summary>
    public long SeenNotProduced { get; init; }

    /// <summary>The first of them, at most <see cref="ChangeDiff.MaxBlocked"/>.</summary>
    public IReadOnlyList<string> NotProduced { get; init; } = [];
}
