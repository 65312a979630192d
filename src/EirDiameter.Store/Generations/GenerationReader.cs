using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>One reader's way into one generation.</summary>
internal sealed class GenerationReader(Generation generation, byte feed) : IDisposable
{
    private readonly ListingSession<ulong> _equipment = generation.Equipment.NewSession();
    private readonly ListingSession<PairKey> _pairs = generation.Pairs.NewSession();

    /// <summary>Adds what this feed says of the pair and of the equipment. False = some of it lies on the disk.</summary>
    public bool TryFind(EquipmentKey key, Imsi imsi, ref FoundListings found)
    {
        if (!imsi.IsNone && generation.Counts.AllPairs > 0)
        {
            PairKey pair = new(key.Value, imsi.Value);
            if (!_pairs.TryRead(pair, out ulong paired)
                || (paired != 0 && !TryAdd(ListingScope.Pair, new PackedListing(paired), pair, ref found)))
                return false;
        }

        if (!_equipment.TryRead(key.Value, out ulong value))
            return false;
        return value == 0 || TryAdd(ListingScope.Equipment, new PackedListing(value), new PairKey(key.Value, 0), ref found);
    }

    /// <summary>The same, waiting for the disk.</summary>
    public void FindFromDisk(EquipmentKey key, Imsi imsi, ref FoundListings found)
    {
        if (!imsi.IsNone)
        {
            PairKey pair = new(key.Value, imsi.Value);
            AddWaiting(ListingScope.Pair, new PackedListing(_pairs.ReadWaiting(pair)), pair, ref found);
        }

        AddWaiting(ListingScope.Equipment, new PackedListing(_equipment.ReadWaiting(key.Value)), new PairKey(key.Value, 0), ref found);
    }

    /// <summary>Adds what this feed says of ranges and TACs. Always in memory.</summary>
    public void FindRanges(EquipmentKey key, ref FoundListings found) => generation.Ranges.Find(key.Value, feed, ref found);

    /// <summary>Everything said of one key of the table of equipment (or, with a subscriber, of pairs): for walks over the generation.</summary>
    public void FindExactly(ListingScope scope, PairKey key, ref FoundListings found)
    {
        ulong value = scope == ListingScope.Pair ? _pairs.ReadWaiting(key) : _equipment.ReadWaiting(key.Equipment);
        AddWaiting(scope, new PackedListing(value), key, ref found);
    }

    public void Dispose()
    {
        _equipment.Dispose();
        _pairs.Dispose();
    }

    private bool TryAdd(ListingScope scope, PackedListing packed, PairKey key, ref FoundListings found)
    {
        for (EquipmentLists left = packed.Lists; left != 0; left &= left - 1)
        {
            EquipmentList list = PackedListing.First(left);
            PackedListing listed = packed;
            if (packed.IsSeparate)
            {
                if (!_pairs.TryRead(key.DetailOf(list), out ulong details))
                    return false;
                if (details == 0)
                    continue;
                listed = new PackedListing(details);
            }

            found.Add(feed, scope, listed.ToListing(list), new EquipmentKey(key.Equipment), new EquipmentKey(key.Equipment));
        }

        return true;
    }

    private void AddWaiting(ListingScope scope, PackedListing packed, PairKey key, ref FoundListings found)
    {
        for (EquipmentLists left = packed.Lists; left != 0; left &= left - 1)
        {
            EquipmentList list = PackedListing.First(left);
            PackedListing listed = packed.IsSeparate ? new PackedListing(_pairs.ReadWaiting(key.DetailOf(list))) : packed;
            if (listed.Value != 0)
                found.Add(feed, scope, listed.ToListing(list), new EquipmentKey(key.Equipment), new EquipmentKey(key.Equipment));
        }
    }
}
