namespace EirDiameter.Store;

/// <summary>A feed as the one writer keeps it.</summary>
internal sealed class FeedState(string name)
{
    private Generation? _live;
    private ProducedTable? _produced;
    private long _sequence;
    private bool _ignored;

    public string Name => name;

    public long Sequence
    {
        get => Volatile.Read(ref _sequence);
        set => Volatile.Write(ref _sequence, value);
    }

    /// <summary>Null = nothing was ever listed.</summary>
    public Generation? Live
    {
        get => Volatile.Read(ref _live);
        set => Volatile.Write(ref _live, value);
    }

    /// <summary>What was produced; null = the feed says nothing of that.</summary>
    public ProducedTable? Produced
    {
        get => Volatile.Read(ref _produced);
        set => Volatile.Write(ref _produced, value);
    }

    /// <summary>Name of the file of <see cref="Produced"/>; null = none.</summary>
    public string? ProducedFile { get; set; }

    /// <summary>Texts of reasons that its edits brought in: <see cref="ReasonTable.MaxEditedTexts"/>.</summary>
    public int EditedTexts { get; set; }

    /// <summary>Whether lookups see nothing of it.</summary>
    public bool Ignored
    {
        get => Volatile.Read(ref _ignored);
        set => Volatile.Write(ref _ignored, value);
    }

    /// <summary>The highest number a generation of this feed ever had while this process runs.</summary>
    public int LastGeneration { get; set; }
}
