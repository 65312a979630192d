namespace EirDiameter.Store;

/// <summary>How a store is.</summary>
public sealed record StoreStatus
{
    /// <summary>By feed number.</summary>
    public required IReadOnlyList<FeedStatus> Feeds { get; init; }

    /// <summary>Octets of memory taken by tables and ranges.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Octets that tables may take, but for their indexes.</summary>
    public long MemoryBudgetBytes { get; init; }

    /// <summary>Octets in the journal and staged files, to be replayed after a crash.</summary>
    public long JournalBytes { get; init; }

    /// <summary>When the last checkpoint was taken; null = not since the store was opened.</summary>
    public DateTimeOffset? LastCheckpoint { get; init; }

    /// <summary>Distinct texts of reasons.</summary>
    public int Reasons { get; init; }

    /// <summary>Null = edits and imports are taken; else why not, and what to do.</summary>
    public string? NotWritable { get; init; }
}

/// <summary>How a feed is.</summary>
public sealed record FeedStatus
{
    /// <summary>Name of the feed.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the last change applied.</summary>
    public long Sequence { get; init; }

    /// <summary>Number of the live generation; 0 = nothing was ever listed.</summary>
    public int Generation { get; init; }

    /// <summary>Listings on the white list, of equipment, pairs, ranges and TACs.</summary>
    public long White { get; init; }

    /// <summary>Listings on the black list.</summary>
    public long Black { get; init; }

    /// <summary>Listings on the grey list.</summary>
    public long Grey { get; init; }

    /// <summary>How many of them are of pairs.</summary>
    public long Pairs { get; init; }

    /// <summary>How many of them are of ranges and TACs.</summary>
    public long Ranges { get; init; }

    /// <summary>Octets of memory of its listings.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Whether every lookup is answered from memory.</summary>
    public bool InMemory { get; init; }

    /// <summary>Whether lookups see nothing of it now: <see cref="ListingStore.SetIgnored"/>.</summary>
    public bool Ignored { get; init; }

    /// <summary>What it says of what was produced; null = nothing.</summary>
    public ProducedStatus? Produced { get; init; }
}
