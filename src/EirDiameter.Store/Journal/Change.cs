using System.Runtime.InteropServices;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>What a change is about.</summary>
internal enum ChangeKind : byte
{
    Equipment,
    Pair,
    Range,
}

/// <summary>
/// One change of one feed's listings, in 24 octets, as journals and staged files keep it. Applying it twice is the same as once.
/// </summary>
/// <param name="Head">Key (or the first of a range) in 56 bits, then remove 1 bit, kind 2, lists 3.</param>
/// <param name="Second">The IMSI of a pair, or the last key of a range; else 0.</param>
/// <param name="Details">Reason and validity, as in <see cref="PackedListing"/>.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Change(ulong Head, ulong Second, ulong Details)
{
    public const int Size = 24;

    private const int RemoveShift = 56;
    private const int KindShift = 57;
    private const int ListsShift = 59;
    private const ulong KeyMask = (1UL << RemoveShift) - 1;

    public ulong Key => Head & KeyMask;

    public bool IsRemoval => (Head >> RemoveShift & 1) != 0;

    public ChangeKind Kind => (ChangeKind)(Head >> KindShift & 3);

    /// <summary>The list added to (exactly one), or those removed from.</summary>
    public EquipmentLists Lists => (EquipmentLists)(Head >> ListsShift & 7);

    public static Change Of(bool remove, ChangeKind kind, EquipmentLists lists, ulong key, ulong second, ulong details) =>
        new(key | (remove ? 1UL << RemoveShift : 0) | (ulong)kind << KindShift | (ulong)lists << ListsShift, second, details);

    /// <summary>The same change with another index of its reason.</summary>
    public Change WithReason(ushort reason) =>
        this with { Details = new PackedListing(Details).WithReason(reason).Value };
}

/// <summary>What a number of changes did, counted in listings.</summary>
internal struct ChangeTally
{
    public long Added;
    public long Changed;
    public long Removed;

    /// <summary>Changes that found things as they should be: already listed so, or removal of what was not listed.</summary>
    public long Unchanged;

    /// <summary>Listings on the black list of what was not on it before; counted only where two states are compared.</summary>
    public long NewlyBlack;

    public void Add(in ChangeTally other)
    {
        Added += other.Added;
        Changed += other.Changed;
        Removed += other.Removed;
        Unchanged += other.Unchanged;
        NewlyBlack += other.NewlyBlack;
    }
}
