namespace EirDiameter.Store;

/// <summary>How to import a list file.</summary>
public sealed record ImportOptions
{
    /// <summary>Name of the file. It says which kind of delta a DIRBS list is.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether the file is the whole truth of the feed: what it does not list is removed, in one step for those who look on.</summary>
    public bool Snapshot { get; init; }

    /// <summary>The feed's sequence after the import; null = its sequence before plus the file's changes.</summary>
    public long? Sequence { get; init; }

    /// <summary>
    /// Asked when the outcome is known and nothing is changed yet for anyone: null = go on; else the import is refused with this message.
    /// Called on the thread that writes, so that edits and other imports wait for the answer; lookups do not.
    /// </summary>
    public Func<ImportPreview, string?>? Approve { get; init; }

    /// <summary>
    /// Buckets of <see cref="EirDiameter.Equipment.ListingDigest"/> (0 to 255) of which the file is the whole truth: what it does not list there is removed, and
    /// its rows of other buckets are passed over. For the repair of what drifted; <see cref="Snapshot"/> means nothing then. Null = not so.
    /// </summary>
    public IReadOnlySet<int>? Buckets { get; init; }
}

/// <summary>How far an import is.</summary>
/// <param name="Phase">read, wait, apply, checkpoint, done.</param>
/// <param name="Lines">Lines read.</param>
/// <param name="Bytes">Octets read, uncompressed.</param>
/// <param name="Applied">Changes applied.</param>
/// <param name="Total">Changes to apply; 0 while that is not known.</param>
public sealed record ImportProgress(string Phase, long Lines, long Bytes, long Applied, long Total);

/// <summary>A line that was refused.</summary>
/// <param name="Line">Its number; the header is 1.</param>
/// <param name="Equipment">Its equipment as written, if it had any.</param>
/// <param name="Why">What is wrong with it.</param>
/// <param name="Part">Name of the part it stands in; null = the import came in one file.</param>
public sealed record RejectedLine(long Line, string? Equipment, string Why, string? Part = null);

/// <summary>What an import did. Counts are of listings.</summary>
public sealed record ImportReport
{
    /// <summary>The feed.</summary>
    public required string Feed { get; init; }

    /// <summary>Name of the file.</summary>
    public required string File { get; init; }

    /// <summary>listings, dirbs-blacklist, dirbs-exceptions, dirbs-notifications, tac-database.</summary>
    public required string Format { get; init; }

    /// <summary>Lines after the header, empty ones not counted.</summary>
    public long Lines { get; init; }

    /// <summary>Good lines, but for those of buckets that were not wanted.</summary>
    public long Changes { get; init; }

    /// <summary>Listings that were not there before.</summary>
    public long Added { get; init; }

    /// <summary>Listings that were there with another reason or time.</summary>
    public long Changed { get; init; }

    /// <summary>Listings that are gone.</summary>
    public long Removed { get; init; }

    /// <summary>Lines (of a snapshot: listings) that found things as they should be.</summary>
    public long Unchanged { get; init; }

    /// <summary>Lines refused.</summary>
    public long Rejected { get; init; }

    /// <summary>The first thousand of them.</summary>
    public IReadOnlyList<RejectedLine> Rejects { get; init; } = [];

    /// <summary>Good lines whose reason found no place in the table of reasons and is kept as "(other)".</summary>
    public long OtherReasons { get; init; }

    /// <summary>The feed's sequence now.</summary>
    public long Sequence { get; init; }

    /// <summary>How long it took, from the first octet to durable and served.</summary>
    public double Seconds { get; init; }
}
