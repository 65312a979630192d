using System.Numerics;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>What differs between two generations, counted in listings.</summary>
/// <param name="before">Null = nothing was listed.</param>
/// <param name="after">No one writes it meanwhile.</param>
/// <param name="span">Tells what turns black.</param>
/// <param name="writtenOnce">Whether no key of <paramref name="after"/> has more than one record.</param>
internal sealed class GenerationComparison(Generation? before, Generation after, BlackSpan span, bool writtenOnce)
{
    public ChangeTally Compare()
    {
        ChangeTally tally = default;
        int parts = GenerationParts.For(after.Equipment.Records + after.Pairs.Records);
        foreach (ChangeTally counted in GenerationParts.Run(parts, part => ComparePart(part, parts)))
            tally.Add(counted);
        foreach (ref readonly RangeEntry entry in after.Ranges.Entries)
            Count(before?.Ranges.Exactly(entry.From, entry.To, entry.List) ?? default, entry.Packed, entry.List, entry.Width, ref tally);
        tally.Removed = (before?.Counts.All ?? 0) - tally.Unchanged - tally.Changed;
        tally.NoLongerBlack += (before?.Counts.Of(EquipmentList.Black) ?? 0) - tally.BlackFound;
        return tally;
    }

    /// <summary>What turns black.</summary>
    public IEnumerable<BlackListed> TurningBlack()
    {
        using GenerationLookup? old = before is null ? null : new(before);
        using GenerationLookup now = new(after);
        foreach ((ulong key, ulong value) in after.Equipment.Current(writtenOnce: writtenOnce))
        {
            if (TurnsBlack(old?.OfEquipment(key) ?? default, new PackedListing(value), new PairKey(key, 0)))
                yield return new BlackListed(new EquipmentKey(key), new EquipmentKey(key), Imsi.None);
        }

        foreach ((PairKey key, ulong value) in after.Pairs.Current(writtenOnce: writtenOnce))
        {
            if (!key.IsDetail && TurnsBlack(old?.OfPair(key) ?? default, new PackedListing(value), key))
                yield return new BlackListed(new EquipmentKey(key.Equipment), new EquipmentKey(key.Equipment), key.Imsi);
        }

        RangeEntry[] ranges = after.Ranges.Entries.ToArray();
        foreach (RangeEntry entry in ranges)
        {
            if (entry.List == EquipmentList.Black && span.Begins(before?.Ranges.Exactly(entry.From, entry.To, entry.List) ?? default, entry.Packed))
                yield return new BlackListed(new EquipmentKey(entry.From), new EquipmentKey(entry.To), Imsi.None);
        }

        bool TurnsBlack(PackedListing was, PackedListing @is, PairKey key) =>
            (@is.Lists & EquipmentLists.Black) != 0 && span.Begins(BlackOf(old, was, key), BlackOf(now, @is, key));
    }

    private static PackedListing BlackOf(GenerationLookup? lookup, PackedListing packed, PairKey key) =>
        (packed.Lists & EquipmentLists.Black) == 0 ? default : PackedListing.Of(EquipmentLists.Black, lookup!.DetailsOf(packed, EquipmentList.Black, key));

    private void Count(PackedListing was, PackedListing now, EquipmentList list, ulong width, ref ChangeTally tally)
    {
        if (was == now)
            tally.Unchanged++;
        else if (was != default)
            tally.Changed++;
        else
            tally.Added++;
        if (list == EquipmentList.Black)
            tally.CountBlack(span, was, now, width);
    }

    private ChangeTally ComparePart(int part, int parts)
    {
        ChangeTally tally = default;
        using GenerationLookup? old = before is null ? null : new(before);
        using GenerationLookup now = new(after);
        foreach ((ulong key, ulong value) in after.Equipment.Current(part, parts, writtenOnce))
            Compare(old?.OfEquipment(key) ?? default, new PackedListing(value), new PairKey(key, 0));
        foreach ((PairKey key, ulong value) in after.Pairs.Current(part, parts, writtenOnce))
        {
            if (!key.IsDetail)
                Compare(old?.OfPair(key) ?? default, new PackedListing(value), key);
        }

        return tally;

        void Compare(PackedListing was, PackedListing @is, PairKey key)
        {
            if (was == @is && !@is.IsSeparate)
            {
                tally.Unchanged += BitOperations.PopCount((uint)@is.Lists);
                tally.BlackFound += (@is.Lists & EquipmentLists.Black) != 0 ? 1 : 0;
                return;
            }

            for (EquipmentLists left = @is.Lists; left != 0; left &= left - 1)
            {
                EquipmentList list = PackedListing.First(left);
                EquipmentLists bit = PackedListing.BitOf(list);
                PackedListing listed = (was.Lists & bit) == 0 ? default : PackedListing.Of(bit, old!.DetailsOf(was, list, key));
                Count(listed, PackedListing.Of(bit, now.DetailsOf(@is, list, key)), list, width: 0, ref tally);
            }
        }
    }
}
