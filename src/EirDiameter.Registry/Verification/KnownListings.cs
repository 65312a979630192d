using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Looks up what feeds list of many equipment at once: what names one of them, and the ranges and TACs that they lie in.</summary>
internal static class KnownListings
{
    private const long Block = 1_000_000;

    private const string Columns = "l.feed, l.key_from, l.key_to, l.imsi, l.list, l.reason, l.effective, l.expires";

    /// <summary>The listings that name one of the keys, a pair's too. Equipment without any does not come.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="dialect">That of the database.</param>
    /// <param name="actor">Who asks, and so sees the global feed and that of the own country, or all.</param>
    /// <param name="keys">The equipment.</param>
    public static async Task<Dictionary<EquipmentKey, List<ListedBy>>> OfAsync(DbConnection connection, Dialect dialect, Actor actor, IReadOnlyCollection<EquipmentKey> keys)
    {
        // A feed lists only what a standing claim wants, and claims have an index by key alone, whatever the feed.
        await using DbDataReader rows = await connection.ExecuteReaderAsync(
            $"""
            SELECT DISTINCT {Columns}
            FROM {dialect.KeysSource("keys")} CROSS JOIN claims c
                JOIN listings l ON l.feed = c.feed AND l.bucket = c.bucket AND l.kind = c.kind AND l.key_from = c.key_from AND l.key_to = c.key_to AND l.imsi = c.imsi AND l.list = c.list
            WHERE c.key_from = key AND c.kind < 2 AND c.withdrawn IS NULL
            ORDER BY l.feed, l.key_from, l.imsi, l.list
            """,
            new { keys = dialect.Keys([.. keys.Select(k => (long)k.Value)]) });
        Dictionary<EquipmentKey, List<ListedBy>> found = [];
        while (await rows.ReadAsync())
        {
            ListedBy listed = Read(rows);
            if (FeedRights.Sees(actor, listed.Feed))
                Add(found, listed.Listing.From, listed);
        }

        return found;
    }

    /// <summary>The ranges and TACs that each of the keys lies in.</summary>
    /// <remarks>
    /// No report names a range of more than a million, the serial numbers of a TAC; so those that cover a key begin in its block of a million or in the one before, and only these are read.
    /// </remarks>
    /// <param name="connection">Where to read.</param>
    /// <param name="dialect">That of the database.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="keys">The equipment.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<Dictionary<EquipmentKey, List<ListedBy>>> CoveringAsync(
        DbConnection connection, Dialect dialect, Actor actor, IReadOnlyCollection<EquipmentKey> keys, CancellationToken cancellation)
    {
        Dictionary<EquipmentKey, List<ListedBy>> found = [];
        EquipmentKey[] sorted = [.. keys.Distinct().Order()];
        long[] blocks = [.. sorted.Select(BlockOf).Distinct()];
        await using DbDataReader rows = await connection.ExecuteReaderAsync(new CommandDefinition(
            $"""
            SELECT {Columns}, key FROM {dialect.KeysSource("blocks")} CROSS JOIN listings l
            WHERE l.kind = 2 AND l.key_from > (key - 1) * {Block} AND l.key_from < (key + 1) * {Block} AND l.key_to >= key * {Block}
            ORDER BY key, l.key_from, l.key_to
            """,
            new { blocks = dialect.Keys(blocks) },
            cancellationToken: cancellation));
        while (await rows.ReadAsync(cancellation))
        {
            EquipmentKey to = new((ulong)rows.GetInt64(2));
            long block = rows.GetInt64(8);
            EquipmentKey from = new((ulong)Math.Max(rows.GetInt64(1), block * Block));
            int first = Array.BinarySearch(sorted, from);
            for (int i = first < 0 ? ~first : first; i < sorted.Length && sorted[i] <= to && BlockOf(sorted[i]) == block; i++)
            {
                if (FeedRights.Sees(actor, rows.GetString(0)))
                    Add(found, sorted[i], Read(rows));
            }
        }

        return found;
    }

    private static long BlockOf(EquipmentKey key) => (long)key.Value / Block;

    private static void Add(Dictionary<EquipmentKey, List<ListedBy>> found, EquipmentKey key, in ListedBy listed)
    {
        if (!found.TryGetValue(key, out List<ListedBy>? listings))
            found.Add(key, listings = []);
        listings.Add(listed);
    }

    private static ListedBy Read(DbDataReader row) => new(row.GetString(0), ListingRow.Read(row, key: 1, value: 5));
}

/// <summary>A listing, and the feed that states it.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Listing">The listing.</param>
internal readonly record struct ListedBy(string Feed, FeedListing Listing)
{
    /// <summary>As the API shows it, the subscriber's own digits hidden.</summary>
    public StatusListing View => new(
        Feed, Listing.EquipmentText, Listing.Imsi.IsNone ? null : ReportQueries.Mask(Listing.Imsi), Listing.List, Listing.Reason, Listing.Validity.Effective, Listing.Validity.Expires);
}
