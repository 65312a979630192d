namespace EirDiameter.Node.Feeds;

/// <summary>On which terms a manifest is applied.</summary>
internal sealed record ApplyTerms
{
    /// <summary>Whether the guards are asked; not if an operator has approved.</summary>
    public bool Guarded { get; init; } = true;

    /// <summary>What holds every change, whatever the guards say.</summary>
    public IReadOnlyList<GuardTrip> Holds { get; init; } = [];

    /// <summary>What held the same before, and holds it on: figures of now may say less only because less is remembered.</summary>
    public IReadOnlyList<GuardTrip> Kept { get; init; } = [];

    /// <summary>What becomes of the produced ranges; null = they stay as they are.</summary>
    public ProducedDiff? Produced { get; init; }

    /// <summary>Called when it is known what will change, and nothing has: null = go on, else why not.</summary>
    public Func<ChangeDiff, string?>? Decided { get; init; }

    /// <summary>A sequence at which drift was repaired in vain, which is not tried again.</summary>
    public long? UnrepairableAt { get; init; }

    /// <summary>All that holds a change.</summary>
    /// <param name="found">What the guards say of its listings.</param>
    public IReadOnlyList<GuardTrip> HeldBy(IReadOnlyList<GuardTrip> found)
    {
        if (!Guarded) return [];
        GuardTrip[] now = [.. Holds, .. found];
        return [.. now, .. Kept.Where(kept => now.All(trip => trip.Guard != kept.Guard))];
    }
}

/// <summary>What became of applying a manifest.</summary>
internal sealed record ApplyResult
{
    /// <summary>The feed's sequence before.</summary>
    public long From { get; init; }

    /// <summary>How long it took until all segments were here.</summary>
    public TimeSpan Fetching { get; init; }

    /// <summary>What changed; null = no listing did.</summary>
    public ChangeDiff? Applied { get; init; }

    /// <summary>What holds the change, or the repair of what drifted; none = nothing.</summary>
    public IReadOnlyList<GuardTrip> Held { get; init; } = [];

    /// <summary>What is held.</summary>
    public ChangeDiff? HeldDiff { get; init; }

    /// <summary>What the store holds now, by its files; null = not known.</summary>
    public FeedContents? Contents { get; init; }

    /// <summary>Whether other produced ranges are served.</summary>
    public bool ProducedReplaced { get; init; }

    /// <summary>Buckets that were found to have drifted.</summary>
    public IReadOnlyList<int> Drifted { get; init; } = [];

    /// <summary>Whether none of them has any more.</summary>
    public bool Repaired { get; init; }

    /// <summary>What went wrong when the listings were in already.</summary>
    public Exception? Failure { get; init; }
}
