using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// One complete state of one feed: a table of equipment, a table of pairs (and of details where lists differ), and the ranges.
/// It lives in a directory of its own, so that dropping it is removing that directory. Used by whoever holds it; the last one to let
/// go closes it.
/// </summary>
internal sealed class Generation
{
    private readonly DeviceFaults _faults = new();
    private RangeTable _ranges = RangeTable.Empty;
    private int _holders = 1;
    private volatile bool _dropped;

    public Generation(string feed, int number, string directory, TableSize equipment, TableSize pairs)
    {
        Feed = feed;
        Number = number;
        Location = directory;
        Directory.CreateDirectory(directory);
        Equipment = new(Path.Combine(directory, "equipment"), equipment, new EquipmentHash(), _faults);
        Pairs = new(Path.Combine(directory, "pairs"), pairs, new PairHash(), _faults);
    }

    public string Feed { get; }

    public int Number { get; }

    /// <summary>Its directory.</summary>
    public string Location { get; }

    public ListingTable<ulong> Equipment { get; }

    public ListingTable<PairKey> Pairs { get; }

    public RangeTable Ranges
    {
        get => Volatile.Read(ref _ranges);
        set => Volatile.Write(ref _ranges, value);
    }

    public ListingCounts Counts { get; init; } = new();

    /// <summary>Digests of its buckets; only the writer changes them.</summary>
    public ulong[] Digests { get; init; } = new ulong[ListingDigest.Buckets];

    /// <summary>Whether anything was written since the last checkpoint.</summary>
    public bool Dirty { get; set; }

    /// <summary>The last checkpoint; null = none yet.</summary>
    public GenerationCheckpoint? Checkpoint { get; set; }

    public long MemoryBytes => Equipment.MemoryBytes + Pairs.MemoryBytes + Ranges.MemoryBytes;

    /// <summary>Whether lookups would suffer or most of it is outdated, so that it should be written anew before this much more comes.</summary>
    public bool Outgrows(long moreEquipment, long morePairs) =>
        Outgrows(Equipment.Size, Equipment.Records, Counts.AllEquipment, moreEquipment)
        || Outgrows(Pairs.Size, Pairs.Records, Counts.AllPairs, morePairs);

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        Equipment.Dispose();
        Pairs.Dispose();
        if (_dropped)
            DataDirectory.TryRemove(Location);
    }

    /// <summary>Its files go with its last holder.</summary>
    public void Drop() => _dropped = true;

    private static bool Outgrows(TableSize size, long records, long live, long more)
    {
        // Keys that were removed keep their place in the index, so records count, not listings.
        long after = records + more;
        return after > size.MaxKeys && (live + more > size.MaxKeys || after > 4 * (live + more));
    }
}

/// <summary>What is needed to take up a generation again.</summary>
/// <param name="Equipment">The table of equipment.</param>
/// <param name="Pairs">The table of pairs.</param>
/// <param name="Ranges">Name of the file of ranges; null = none.</param>
internal sealed record GenerationCheckpoint(TableCheckpoint Equipment, TableCheckpoint Pairs, string? Ranges);

/// <summary>What is needed to take up a table again.</summary>
/// <param name="Token">FASTER's name of the checkpoint.</param>
/// <param name="Files">Its files, relative to the table's directory, and their octets at least: FASTER takes what is cut off for zeros.</param>
internal sealed record TableCheckpoint(Guid Token, IReadOnlyDictionary<string, long> Files);
