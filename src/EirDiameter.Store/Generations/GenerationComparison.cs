using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>What differs between two generations, counted in listings.</summary>
internal static class GenerationComparison
{
    public static ChangeTally Compare(Generation before, Generation after)
    {
        using GenerationReader old = new(before, 0);
        using GenerationReader now = new(after, 0);
        ChangeTally tally = default;
        foreach (ulong key in GenerationWalk.Keys(before.Equipment, CancellationToken.None))
            Compare(old, now, ListingScope.Equipment, new PairKey(key, 0), ref tally);
        foreach (PairKey key in GenerationWalk.Keys(before.Pairs, CancellationToken.None))
        {
            if (!key.IsDetail)
                Compare(old, now, ListingScope.Pair, key, ref tally);
        }

        CompareRanges(before.Ranges, after.Ranges, ref tally);
        tally.Added = after.Counts.All - tally.Unchanged - tally.Changed;
        return tally;
    }

    private static void Compare(GenerationReader old, GenerationReader now, ListingScope scope, PairKey key, ref ChangeTally tally)
    {
        FoundListings was = default;
        FoundListings @is = default;
        old.FindExactly(scope, key, ref was);
        now.FindExactly(scope, key, ref @is);
        foreach (ref readonly FoundListing listing in was.Items)
        {
            int same = IndexOf(@is.Items, listing.Listing.List);
            if (same < 0)
                tally.Removed++;
            else if (@is.Items[same].Listing == listing.Listing)
                tally.Unchanged++;
            else
                tally.Changed++;
        }
    }

    private static int IndexOf(ReadOnlySpan<FoundListing> listings, EquipmentList list)
    {
        for (int i = 0; i < listings.Length; i++)
        {
            if (listings[i].Listing.List == list)
                return i;
        }

        return -1;
    }

    private static void CompareRanges(RangeTable before, RangeTable after, ref ChangeTally tally)
    {
        foreach (ref readonly RangeEntry entry in before.Entries)
        {
            int same = after.Entries.BinarySearch(new RangeEntry(entry.From, entry.To, PackedListing.Of(entry.Packed.Lists, 0)));
            if (same < 0)
                tally.Removed++;
            else if (after.Entries[same].Packed == entry.Packed)
                tally.Unchanged++;
            else
                tally.Changed++;
        }
    }
}
