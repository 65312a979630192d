namespace EirDiameter.Store;

/// <summary>What a store is opened with.</summary>
public sealed record StoreOptions
{
    /// <summary>The data directory; made if it is not there. One process uses it at a time.</summary>
    public string Path { get; init; } = "data";

    /// <summary>
    /// Mebibytes of memory for listings; 0 = six tenths of the machine's. What does not fit lives on the disk: it still answers, only later.
    /// The hash index (about 13 octets per listing) is in memory whatever this says.
    /// </summary>
    public int MemoryMiB { get; init; }

    /// <summary>Names of feeds besides `global`, `national`, `operator` and `local`. Lower-case letters, digits, `-` and `_`.</summary>
    public IReadOnlyList<string> Feeds { get; init; } = [];

    /// <summary>Mebibytes of edits and imports to be replayed after a crash before a checkpoint is taken. 1 or more.</summary>
    public int CheckpointMiB { get; init; } = 32;
}
