namespace EirDiameter.Registry;

/// <summary>How publishing goes.</summary>
/// <param name="Leader">Whether it is this process that publishes; what it says below of failures and progress is its own.</param>
/// <param name="Feeds">Each feed.</param>
internal sealed record PublishingStatus(bool Leader, IReadOnlyList<FeedPublishing> Feeds);

/// <summary>How publishing of one feed goes.</summary>
internal sealed record FeedPublishing
{
    /// <summary>The feed.</summary>
    public required string Feed { get; init; }

    /// <summary>Number of the last change that is published; null = nothing is.</summary>
    public long? Sequence { get; init; }

    /// <summary>The same of produced ranges.</summary>
    public long? ProducedSequence { get; init; }

    /// <summary>When it was published or renewed last.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Until when followers accept it.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How many listings it has.</summary>
    public long? Listings { get; init; }

    /// <summary>How many deltas it offers.</summary>
    public long? Deltas { get; init; }

    /// <summary>How long the last publication took, in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it could not be published last time.</summary>
    public FeedFailure? LastError { get; init; }

    /// <summary>How far a publication is that is under way.</summary>
    public FeedProgress? Publishing { get; init; }

    public static FeedPublishing Of(string feed, Publication? last, FeedTask? task) => new()
    {
        Feed = feed,
        Sequence = last?.Sequence,
        ProducedSequence = last?.ProducedSequence,
        Created = last is null ? null : DateTimeOffset.FromUnixTimeSeconds(last.Created),
        Expires = last is null ? null : DateTimeOffset.FromUnixTimeSeconds(last.Expires),
        Listings = last?.Listings,
        Deltas = last?.Deltas,
        Seconds = task?.Took?.TotalSeconds,
        LastError = task?.Failure,
        Publishing = task?.Progress is { } progress ? new FeedProgress(progress.Phase, progress.Records) : null,
    };
}

/// <summary>How far a publication is.</summary>
/// <param name="Phase">changes, snapshot, produced or writing.</param>
/// <param name="Records">Records so far in this phase.</param>
internal sealed record FeedProgress(string Phase, long Records);
