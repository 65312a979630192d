namespace EirDiameter.Store;

/// <summary>A feed as the one writer keeps it.</summary>
internal sealed class FeedState(string name)
{
    private Generation? _live;
    private long _sequence;

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

    /// <summary>The highest number a generation of this feed ever had while this process runs.</summary>
    public int LastGeneration { get; set; }
}
