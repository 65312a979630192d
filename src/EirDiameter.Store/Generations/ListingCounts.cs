using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>How many listings a generation holds, per list: of equipment, of pairs, of ranges and TACs. Only the writer changes it.</summary>
internal sealed class ListingCounts
{
    public const int Lists = 3;

    public long[] Equipment { get; init; } = new long[Lists];

    public long[] Pairs { get; init; } = new long[Lists];

    public long[] Ranges { get; init; } = new long[Lists];

    public long AllEquipment => Sum(Equipment);

    public long AllPairs => Sum(Pairs);

    public long AllRanges => Sum(Ranges);

    public long All => AllEquipment + AllPairs + AllRanges;

    public long Of(EquipmentList list) =>
        Volatile.Read(ref Equipment[(int)list]) + Volatile.Read(ref Pairs[(int)list]) + Volatile.Read(ref Ranges[(int)list]);

    /// <summary>Adds what another counted.</summary>
    public void Add(ListingCounts other)
    {
        for (int list = 0; list < Lists; list++)
        {
            Volatile.Write(ref Equipment[list], Equipment[list] + other.Equipment[list]);
            Volatile.Write(ref Pairs[list], Pairs[list] + other.Pairs[list]);
            Volatile.Write(ref Ranges[list], Ranges[list] + other.Ranges[list]);
        }
    }

    public void CountRanges(RangeTable table)
    {
        Span<long> counts = stackalloc long[Lists];
        counts.Clear();
        foreach (ref readonly RangeEntry entry in table.Entries)
            counts[(int)entry.List]++;
        counts.CopyTo(Ranges);
    }

    private static long Sum(long[] counts) => Volatile.Read(ref counts[0]) + Volatile.Read(ref counts[1]) + Volatile.Read(ref counts[2]);
}
