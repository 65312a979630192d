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

    /// <summary>Listings that turn black (<see cref="BlackSpan.Begins"/>); counted only where two states are compared, as all that follows.</summary>
    public long NewlyBlack;

    /// <summary>How much equipment those of ranges and TACs cover; what two cover counts twice.</summary>
    public long NewlyBlackInRanges;

    /// <summary>How much of it the widest of them covers.</summary>
    public long WidestNewlyBlack;

    /// <summary>Listings that were on the black list and block no longer (<see cref="BlackSpan.Ends"/>).</summary>
    public long NoLongerBlack;

    /// <summary>Black listings of before that were found again.</summary>
    public long BlackFound;

    public void Add(in ChangeTally other)
    {
        Added += other.Added;
        Changed += other.Changed;
        Removed += other.Removed;
        Unchanged += other.Unchanged;
        NewlyBlack += other.NewlyBlack;
        NewlyBlackInRanges = Sum(NewlyBlackInRanges, other.NewlyBlackInRanges);
        WidestNewlyBlack = Math.Max(WidestNewlyBlack, other.WidestNewlyBlack);
        NoLongerBlack += other.NoLongerBlack;
        BlackFound += other.BlackFound;
    }

    /// <summary>Counts what becomes of one black listing.</summary>
    /// <param name="span">Tells what turns black.</param>
    /// <param name="was">The listing before; default = none.</param>
    /// <param name="is">The listing after; default = none.</param>
    /// <param name="width">How much equipment it covers if it is of a range or TAC; else 0.</param>
    public void CountBlack(BlackSpan span, PackedListing was, PackedListing @is, ulong width)
    {
        BlackFound += was != default && @is != default ? 1 : 0;
        NoLongerBlack += span.Ends(was, @is) ? 1 : 0;
        if (!span.Begins(was, @is))
            return;
        NewlyBlack++;
        long covered = (long)Math.Min(width, long.MaxValue);
        NewlyBlackInRanges = Sum(NewlyBlackInRanges, covered);
        WidestNewlyBlack = Math.Max(WidestNewlyBlack, covered);
    }

    // A few ranges of MEIDs cover more than can be counted.
    private static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;
}
