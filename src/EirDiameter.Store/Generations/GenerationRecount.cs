using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>Digests of a generation from the listings themselves.</summary>
internal static class GenerationRecount
{
    /// <param name="generation">No one writes it meanwhile.</param>
    /// <param name="reasons">Texts of the reasons.</param>
    /// <param name="cancellation">Stops the counting.</param>
    /// <exception cref="StoreException">The disk could not be read.</exception>
    public static ulong[] Count(Generation generation, ReasonTable reasons, CancellationToken cancellation)
    {
        ulong[] sums = new ulong[ListingDigest.Buckets];
        int parts = GenerationParts.For(generation.Equipment.Records + generation.Pairs.Records);
        foreach (ulong[] counted in GenerationParts.Run(parts, part => CountPart(generation, reasons, part, parts, cancellation)))
        {
            for (int bucket = 0; bucket < sums.Length; bucket++)
                sums[bucket] += counted[bucket];
        }

        new ListingDigests(sums, reasons).Add(generation.Ranges);
        return sums;
    }

    private static ulong[] CountPart(Generation generation, ReasonTable reasons, int part, int parts, CancellationToken cancellation)
    {
        const int LookUpEvery = 0xFFFF;
        ulong[] sums = new ulong[ListingDigest.Buckets];
        ListingDigests digests = new(sums, reasons);
        using GenerationLookup lookup = new(generation);
        long counted = 0;
        foreach ((ulong key, ulong value) in generation.Equipment.Current(part, parts))
            Add(new PairKey(key, 0), new PackedListing(value));
        foreach ((PairKey key, ulong value) in generation.Pairs.Current(part, parts))
        {
            if (!key.IsDetail)
                Add(key, new PackedListing(value));
        }

        return sums;

        void Add(PairKey key, PackedListing packed)
        {
            if ((++counted & LookUpEvery) == 0)
                cancellation.ThrowIfCancellationRequested();
            for (EquipmentLists left = packed.Lists; left != 0; left &= left - 1)
            {
                EquipmentList list = PackedListing.First(left);
                digests.Add(key.Equipment, key.Equipment, key.Imsi, list, lookup.DetailsOf(packed, list, key));
            }
        }
    }
}
