using System.Data.Common;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>A listing as a row of the database has it.</summary>
internal static class ListingRow
{
    /// <summary>The columns that say which listing it is, in the order of a feed's segments.</summary>
    public const string Key = "feed, bucket, kind, key_from, key_to, imsi, list";

    /// <summary>What a listing speaks of: 0 one equipment, 1 a pair of equipment and subscriber, 2 a range or TAC.</summary>
    public static long KindOf(in FeedListing listing) => listing.IsRange ? 2 : listing.Imsi.IsNone ? 0 : 1;

    /// <summary>Compares two listings of one feed by the order of its segments.</summary>
    public static int Compare(in FeedListing left, in FeedListing right)
    {
        int order = left.Bucket.CompareTo(right.Bucket);
        if (order == 0)
            order = KindOf(left).CompareTo(KindOf(right));
        if (order == 0)
            order = left.From.CompareTo(right.From);
        if (order == 0)
            order = left.To.CompareTo(right.To);
        if (order == 0)
            order = left.Imsi.Value.CompareTo(right.Imsi.Value);
        return order == 0 ? left.List.CompareTo(right.List) : order;
    }

    /// <summary>Reads the columns key_from, key_to, imsi, list from <paramref name="key"/> on, and reason, effective, expires from <paramref name="value"/> on.</summary>
    public static FeedListing Read(DbDataReader reader, int key, int value) => Of(
        reader.GetInt64(key), reader.GetInt64(key + 1), reader.GetInt64(key + 2), reader.GetInt64(key + 3), reader.GetString(value), reader.GetInt64(value + 1), reader.GetInt64(value + 2));

    /// <summary>From the values of a row.</summary>
    public static FeedListing Of(long from, long to, long imsi, long list, string reason, long effective, long expires) => new(
        new EquipmentKey((ulong)from), new EquipmentKey((ulong)to), new Imsi((ulong)imsi), (EquipmentList)list, reason, new Validity((uint)effective, (uint)expires));
}
