using System.Runtime.InteropServices;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>One listing of a range of keys, which may be a whole TAC.</summary>
/// <param name="From">First key.</param>
/// <param name="To">Last key, inclusive.</param>
/// <param name="Packed">One list, its reason and validity.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RangeEntry(ulong From, ulong To, PackedListing Packed) : IComparable<RangeEntry>
{
    private const ulong KeysPerTac = 1_000_000;

    public EquipmentList List => PackedListing.First(Packed.Lists);

    /// <summary>How much equipment it covers.</summary>
    public ulong Width => To - From + 1;

    public ListingScope Scope => IsTac ? ListingScope.Tac : ListingScope.Range;

    public bool IsTac => To - From == KeysPerTac - 1 && From % KeysPerTac == 0 && To <= EquipmentKey.MaxImei;

    /// <summary>Order of the table: by first key, the widest first, then by list. Equal = the same listing, perhaps with other details.</summary>
    public int CompareTo(RangeEntry other)
    {
        int order = From.CompareTo(other.From);
        if (order == 0)
            order = other.To.CompareTo(To);
        return order != 0 ? order : Packed.Lists.CompareTo(other.Packed.Lists);
    }
}
