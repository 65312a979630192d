namespace EirDiameter.Node.Feeds;

/// <summary>What a change would do, as the guards look at it.</summary>
internal readonly record struct GuardFigures
{
    /// <summary>Listings of the feed before.</summary>
    public long Before { get; init; }

    /// <summary>Listings of the feed after.</summary>
    public long After { get; init; }

    /// <summary>Whether the change is the whole truth of the feed, so that what it does not name vanishes.</summary>
    public bool Snapshot { get; init; }

    /// <summary>Listings on the black list before.</summary>
    public long BlackBefore { get; init; }

    /// <summary>Listings on the black list that would be taken off it, or end by other times.</summary>
    public long NoLongerBlack { get; init; }

    /// <summary>Listings that would turn black.</summary>
    public long NewlyBlack { get; init; }

    /// <summary>How much equipment those of ranges and TACs among them cover.</summary>
    public long NewlyBlackInRanges { get; init; }

    /// <summary>How much of it the widest of them covers.</summary>
    public long WidestNewlyBlack { get; init; }

    /// <summary>Distinct equipment that asked this node in the last day.</summary>
    public long Seen { get; init; }

    /// <summary>How many of those are let in now and would be answered black.</summary>
    public long SeenNewlyBlack { get; init; }
}

/// <summary>A guard that a change trips.</summary>
/// <param name="Guard">Its name, as in the configuration but for the rules that have no key: <c>emptySnapshot</c>, <c>sequence</c>, <c>rolledBack</c>.</param>
/// <param name="Limit">What is allowed.</param>
/// <param name="Value">What the change would do.</param>
/// <param name="Text">The same for people.</param>
internal sealed record GuardTrip(string Guard, double Limit, double Value, string Text);
