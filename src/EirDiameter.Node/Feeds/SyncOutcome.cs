using System.Text.Json.Serialization;

namespace EirDiameter.Node.Feeds;

/// <summary>What became of one attempt to bring a feed up to date, or of an operator's decision. Absent members do not apply.</summary>
internal sealed record SyncOutcome
{
    public const string UpToDate = "up-to-date";
    public const string Applied = "applied";
    public const string Held = "held";
    public const string RolledBackHeld = "rolled-back-held";
    public const string Rejected = "rejected";
    public const string Failed = "failed";
    public const string RolledBack = "rolled-back";
    public const string Forgotten = "forgotten";

    /// <summary>All outcomes of an attempt, as metric labels.</summary>
    public static readonly string[] All = [UpToDate, Applied, Held, RolledBackHeld, Rejected, Failed];

    public required string Outcome { get; init; }

    /// <summary>The feed's sequence before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? From { get; init; }

    /// <summary>The feed's sequence now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? To { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Added { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Changed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Removed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? NewlyBlack { get; init; }

    /// <summary>Buckets that had drifted and were repaired.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RepairedBuckets { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds { get; init; }

    /// <summary>How many of <see cref="Seconds"/> went by until all files were fetched and found sound.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? FetchSeconds { get; init; }

    /// <summary>What is held.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldChange? Diff { get; init; }

    /// <summary>What failed: a fault of the feed in words, or store, disk, drift, interrupted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    public static SyncOutcome Failure(string fault, string message) => new() { Outcome = Failed, Fault = fault, Message = message };
}

/// <summary>What was found by counting a feed's digests anew.</summary>
internal sealed record VerifyOutcome
{
    /// <summary>The sequence that the store holds.</summary>
    public required long Sequence { get; init; }

    /// <summary>The sequence that the feed is at.</summary>
    public required long Published { get; init; }

    /// <summary>Whether the two are the same, so that the digests can be compared; otherwise what holds the feed back has to be dealt with first.</summary>
    public bool Compared => Sequence == Published;

    /// <summary>Buckets whose listings are not those of the feed; empty if they could not be compared.</summary>
    public IReadOnlyList<int> Drifted { get; init; } = [];

    /// <summary>Buckets whose digest, kept up to date by every change, is not the one counted anew.</summary>
    public IReadOnlyList<int> Miscounted { get; init; } = [];

    /// <summary>Whether a repair was asked for and every drifted bucket is as it should be now.</summary>
    public bool Repaired { get; init; }

    /// <summary>Why a repair was not done, or did not help; null = nothing to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }
}

/// <summary>How a feed is followed, for <c>GET /v1/feeds</c>.</summary>
internal sealed record FollowStatus
{
    public required string Url { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>Seconds since it was last verified that the store holds what the feed says.</summary>
    public double AgeSeconds { get; init; }

    public bool Stale { get; init; }

    /// <summary>The sequence of the last manifest that was verified.</summary>
    public long Sequence { get; init; }

    public FollowError? LastError { get; init; }

    /// <summary>What is held, without the equipment it would block.</summary>
    public HeldSummary? Held { get; init; }

    public Pin? RolledBack { get; init; }

    public FollowDrift? LastDrift { get; init; }

    public bool Syncing { get; init; }

    public FollowProgress? Progress { get; init; }
}

/// <summary>Why the last attempt failed, and since when it has failed so.</summary>
internal sealed record FollowError(string Fault, string Message, DateTimeOffset Since);

/// <summary>What is held, in short.</summary>
internal sealed record HeldSummary(long Sequence, DateTimeOffset Since, IReadOnlyList<string> Guards);

/// <summary>The last drift that was found.</summary>
internal sealed record FollowDrift(DateTimeOffset When, IReadOnlyList<int> Buckets, bool Repaired);

/// <summary>How far an attempt is.</summary>
/// <param name="Phase">manifest, segments, or a phase of the store's import.</param>
/// <param name="Done">Octets fetched, or changes applied.</param>
/// <param name="Total">Of how many; 0 while that is not known.</param>
internal sealed record FollowProgress(string Phase, long Done, long Total);
