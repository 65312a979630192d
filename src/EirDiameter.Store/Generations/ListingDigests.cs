using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>Digests of buckets (<see cref="ListingDigest"/>), kept up to date listing by listing.</summary>
/// <param name="sums">By bucket; changed in place. Only one writes, anyone may read.</param>
/// <param name="reasons">Texts of the reasons, which a digest speaks of.</param>
internal sealed class ListingDigests(ulong[] sums, ReasonTable reasons)
{
    public void Add(ulong from, ulong to, Imsi imsi, EquipmentList list, ulong details)
    {
        ref ulong sum = ref sums[ListingDigest.BucketOf(new EquipmentKey(from))];
        Volatile.Write(ref sum, sum + Of(from, to, imsi, list, details));
    }

    public void Remove(ulong from, ulong to, Imsi imsi, EquipmentList list, ulong details)
    {
        ref ulong sum = ref sums[ListingDigest.BucketOf(new EquipmentKey(from))];
        Volatile.Write(ref sum, sum - Of(from, to, imsi, list, details));
    }

    /// <summary>Adds all of a table of ranges.</summary>
    public void Add(RangeTable ranges)
    {
        foreach (ref readonly RangeEntry entry in ranges.Entries)
            Add(entry.From, entry.To, Imsi.None, entry.List, entry.Packed.Details);
    }

    private ulong Of(ulong from, ulong to, Imsi imsi, EquipmentList list, ulong details)
    {
        PackedListing packed = new(details);
        return ListingDigest.Of(new EquipmentKey(from), new EquipmentKey(to), imsi, list, packed.Validity, reasons.DigestOf(packed.Reason));
    }
}
