using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>Reads what a generation holds of exactly one key, waiting for the disk where it must: for those who compare and count.</summary>
internal sealed class GenerationLookup(Generation generation) : IDisposable
{
    private readonly ListingSession<ulong> _equipment = generation.Equipment.NewSession();
    private readonly ListingSession<PairKey> _pairs = generation.Pairs.NewSession();

    public PackedListing OfEquipment(ulong key) => new(_equipment.ReadWaiting(key));

    public PackedListing OfPair(PairKey key) => new(_pairs.ReadWaiting(key));

    /// <summary>Reason and validity on one of the lists that <paramref name="packed"/>, which is kept for <paramref name="key"/>, is on.</summary>
    public ulong DetailsOf(PackedListing packed, EquipmentList list, PairKey key) =>
        packed.IsSeparate ? new PackedListing(_pairs.ReadWaiting(key.DetailOf(list))).Details : packed.Details;

    /// <summary>What is said of one thing on one list; default = nothing.</summary>
    /// <param name="kind">Equipment, pair or range.</param>
    /// <param name="first">The equipment, or the first key of a range.</param>
    /// <param name="second">The subscriber of a pair, or the last key of a range.</param>
    /// <param name="list">The list.</param>
    public PackedListing Exactly(ChangeKind kind, ulong first, ulong second, EquipmentList list)
    {
        if (kind == ChangeKind.Range)
            return generation.Ranges.Exactly(first, second, list);
        PairKey key = new(first, kind == ChangeKind.Pair ? second : 0);
        PackedListing packed = kind == ChangeKind.Pair ? OfPair(key) : OfEquipment(first);
        EquipmentLists bit = PackedListing.BitOf(list);
        return (packed.Lists & bit) == 0 ? default : PackedListing.Of(bit, DetailsOf(packed, list, key));
    }

    public void Dispose()
    {
        _equipment.Dispose();
        _pairs.Dispose();
    }
}
