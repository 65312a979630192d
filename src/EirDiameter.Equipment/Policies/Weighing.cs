using System.Diagnostics;

namespace EirDiameter.Equipment;

/// <summary>One pass over what was found: which lists hold at each level, of those listings that are valid now.</summary>
internal struct Weighing
{
    public EquipmentLists Pair;
    public EquipmentLists Equipment;

    /// <summary>The lists of the narrowest ranges only.</summary>
    public EquipmentLists Ranges;

    /// <summary>How many keys more than one the narrowest ranges have; meaningful only if <see cref="Ranges"/> is not empty.</summary>
    public ulong Width;

    public void Weigh<TTrace>(ReadOnlySpan<FoundListing> items, uint nowQuarters, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        foreach (ref readonly FoundListing item in items)
        {
            bool counts = item.Listing.Validity.Covers(nowQuarters);
            trace.Found(item, counts, nowQuarters);
            if (!counts)
                continue;
            EquipmentLists list = (EquipmentLists)(1 << (int)item.Listing.List);
            if (item.Scope == ListingScope.Pair)
                Pair |= list;
            else if (item.Scope == ListingScope.Equipment)
                Equipment |= list;
            else
                WeighRange(list, WidthOf(item));
        }
    }

    /// <summary>The listing that stands for the decision of a level: of the deciding list, from the feed with the lowest number, a range before a TAC of the same width.</summary>
    public readonly ref readonly FoundListing Deciding(
        ReadOnlySpan<FoundListing> items, uint nowQuarters, ListingScope level, EquipmentList list)
    {
        int deciding = -1;
        for (int index = 0; index < items.Length; index++)
        {
            ref readonly FoundListing item = ref items[index];
            if (item.Listing.List == list
                && IsAt(level, item)
                && item.Listing.Validity.Covers(nowQuarters)
                && (deciding < 0 || Rank(item) < Rank(items[deciding])))
            {
                deciding = index;
            }
        }

        Debug.Assert(deciding >= 0, "A list was weighed that no listing is on.");
        return ref items[deciding];
    }

    private readonly bool IsAt(ListingScope level, in FoundListing item) =>
        level == ListingScope.Range ? item.Scope >= ListingScope.Range && WidthOf(item) == Width : item.Scope == level;

    private static int Rank(in FoundListing item) => (item.Feed << 8) | (int)item.Scope;

    private void WeighRange(EquipmentLists list, ulong width)
    {
        if (Ranges == EquipmentLists.None || width < Width)
        {
            Ranges = list;
            Width = width;
        }
        else if (width == Width)
        {
            Ranges |= list;
        }
    }

    private static ulong WidthOf(in FoundListing item) => item.Scope == ListingScope.Tac ? Tac.SerialNumbers - 1 : item.To - item.From;
}
