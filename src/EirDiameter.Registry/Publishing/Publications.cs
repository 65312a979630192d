using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary>What was published last of a feed, as the database remembers it.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Sequence">Up to where.</param>
/// <param name="ProducedSequence">Up to where its produced ranges go; null = it has none.</param>
/// <param name="Sha256">Of manifest.json.</param>
/// <param name="Key">Fingerprint of the key that signed it.</param>
/// <param name="Created">When, in seconds since 1970 UTC.</param>
/// <param name="Expires">Until when followers accept it.</param>
/// <param name="Listings">How many listings it has.</param>
/// <param name="Deltas">How many deltas it offers.</param>
internal sealed record Publication(string Feed, long Sequence, long? ProducedSequence, string Sha256, string Key, long Created, long Expires, long Listings, long Deltas)
{
    /// <summary>What to remember of a manifest.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="key">Fingerprint of the key that signed it.</param>
    public static Publication Of(FeedManifest manifest, string key) => new(
        manifest.Feed,
        manifest.Sequence,
        manifest.Produced?.Sequence,
        HashOf(manifest.ToBytes()),
        key,
        manifest.Created.ToUnixTimeSeconds(),
        manifest.Expires.ToUnixTimeSeconds(),
        manifest.Listings,
        manifest.Deltas.Count);

    /// <summary>SHA-256 of a manifest's octets, in hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> manifest) => Convert.ToHexStringLower(SHA256.HashData(manifest));
}

/// <summary>The table of what was published, and which changes are kept to publish deltas of.</summary>
internal sealed class Publications(RegistryDatabase database)
{
    /// <summary>What was published of all feeds.</summary>
    public async Task<IReadOnlyList<Publication>> AllAsync(CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        return [.. await connection.QueryAsync<Publication>(new CommandDefinition(
            """
            SELECT feed AS Feed, sequence AS Sequence, produced_sequence AS ProducedSequence, sha256 AS Sha256, signed_by AS Key, created AS Created, expires AS Expires,
                listings AS Listings, deltas AS Deltas
            FROM publications ORDER BY feed
            """,
            cancellationToken: cancellation))];
    }

    /// <summary>The feeds that there are: the global one, one of each country that has a participant, and any that lists something.</summary>
    public async Task<IReadOnlyList<string>> FeedsAsync(CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        SortedSet<string> feeds = new(StringComparer.Ordinal) { FeedRights.Global };
        feeds.UnionWith(await connection.QueryAsync<string>("SELECT DISTINCT country FROM participants WHERE country IS NOT NULL"));
        feeds.UnionWith(await connection.QueryAsync<string>("SELECT feed FROM publications"));

        // From name to name in the index; reading all listings for their few feeds would take long.
        string? last = "";
        while ((last = await connection.ExecuteScalarAsync<string?>("SELECT MIN(feed) FROM listings WHERE feed > @last", new { last })) is not null)
            feeds.Add(last);
        return [.. feeds.Where(FeedName.IsValid)];
    }

    public Task RememberAsync(Publication publication, CancellationToken cancellation) => database.NoteAsync(
        """
        INSERT INTO publications (feed, sequence, produced_sequence, sha256, signed_by, created, expires, listings, deltas)
        VALUES (@Feed, @Sequence, @ProducedSequence, @Sha256, @Key, @Created, @Expires, @Listings, @Deltas)
        ON CONFLICT (feed) DO UPDATE SET sequence = excluded.sequence, produced_sequence = excluded.produced_sequence, sha256 = excluded.sha256, signed_by = excluded.signed_by,
            created = excluded.created, expires = excluded.expires, listings = excluded.listings, deltas = excluded.deltas
        """,
        publication,
        cancellation);

    /// <summary>Forgets the changes of listings from before a time. A feed whose publication is older than that takes a snapshot.</summary>
    public async Task PruneAsync(DateTimeOffset before, IReadOnlyList<string> feeds, CancellationToken cancellation)
    {
        long sequence;
        await using (DbConnection connection = await database.OpenAsync(cancellation))
        {
            long pruned = await connection.ExecuteScalarAsync<long>("SELECT pruned FROM listing_changes_kept");
            long last = await connection.ExecuteScalarAsync<long>("SELECT sequence FROM ledger_head");
            sequence = await LastBeforeAsync(connection, pruned, last, before.ToUnixTimeMilliseconds());
            if (sequence <= pruned)
                return;
        }

        // First it is known that they may be gone, then they go.
        await database.NoteAsync("UPDATE listing_changes_kept SET pruned = @sequence WHERE pruned < @sequence", new { sequence }, cancellation);
        foreach (string feed in feeds)
            await database.NoteAsync("DELETE FROM listing_changes WHERE feed = @feed AND sequence <= @sequence", new { feed, sequence }, cancellation);
    }

    // The ledger's times rise with its sequences, but for clocks that were set back; there is no index on them.
    private static async Task<long> LastBeforeAsync(DbConnection connection, long low, long high, long time)
    {
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            long? at = await connection.ExecuteScalarAsync<long?>("SELECT time FROM ledger WHERE sequence = @middle", new { middle });
            if (at < time)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
