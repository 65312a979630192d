using System.Numerics;

namespace EirDiameter.Store;

/// <summary>How much memory the logs may take. Pages are allocated as they are used, so a grant costs nothing until it is.</summary>
internal sealed class MemoryBudget
{
    private const long SmallBudget = 256L << 20;
    private const int SmallPageBits = 14;
    private const int PageBits = 20;
    private const long MinPages = 16;

    public MemoryBudget(int mebibytes)
    {
        Bytes = mebibytes > 0 ? (long)mebibytes << 20 : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 6;
    }

    public long Bytes { get; }

    /// <summary>The size of a new table.</summary>
    public TableSize For(long keys)
    {
        int pageBits = Bytes < SmallBudget ? SmallPageBits : PageBits;
        return Of(TableSize.BucketsFor(keys), pageBits);
    }

    /// <summary>The size of a table that is there already: only its memory is ours to say.</summary>
    public TableSize Of(long buckets, int pageBits)
    {
        long memory = (long)BitOperations.RoundUpToPowerOf2((ulong)(Bytes / 2) + 1) / 2;
        return new TableSize(buckets, pageBits, Math.Max(memory, MinPages << pageBits));
    }
}
