using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Puts claims into the orders in which the tables' indexes take them best: one sweep each, instead of jumps all over.</summary>
internal static class ClaimOrder
{
    /// <summary>Positions of the claims by key, as the index of the claims wants them.</summary>
    public static int[] ByKey(IReadOnlyList<Claim> claims)
    {
        ulong[] keys = new ulong[claims.Count];
        int[] order = new int[claims.Count];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = claims[i].Listing.From.Value;
            order[i] = i;
        }

        Array.Sort(keys, order);
        return order;
    }

    /// <summary>Positions of the claims by listing, as feeds are ordered; claims of one listing in the order in which they were made.</summary>
    public static int[] ByListing(IReadOnlyList<Claim> claims)
    {
        // The bucket and most of the key in one number decide nearly always, and cheaply.
        (ulong Rough, int Position)[] order = new (ulong, int)[claims.Count];
        for (int i = 0; i < order.Length; i++)
        {
            FeedListing listing = claims[i].Listing;
            order[i] = (((ulong)listing.Bucket << 56) | ((ulong)ListingRow.KindOf(listing) << 54) | (listing.From.Value >> 4), i);
        }

        Array.Sort(order, (left, right) =>
        {
            int by = string.CompareOrdinal(claims[left.Position].Feed, claims[right.Position].Feed);
            if (by == 0)
                by = left.Rough.CompareTo(right.Rough);
            if (by == 0)
                by = ListingRow.Compare(claims[left.Position].Listing, claims[right.Position].Listing);
            return by == 0 ? left.Position.CompareTo(right.Position) : by;
        });
        return Array.ConvertAll(order, o => o.Position);
    }
}
