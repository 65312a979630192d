using System.Data.Common;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

/// <summary>What tests of evidence send and look at.</summary>
internal static class EvidenceCalls
{
    public static StringContent Csv(string body) => new(body, Encoding.UTF8, "text/csv");

    public static ByteArrayContent Gzip(string body, string type)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(body));
        ByteArrayContent content = new(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    /// <summary>Sends a summary of used equipment, without the header.</summary>
    public static Task<JsonElement> UseAsync(this HttpClient client, params string[] lines) =>
        client.PostAsync("/v1/usage", Csv("equipment,from,to,subscribers,hashes\n" + string.Join('\n', lines))).DoneAsync();

    /// <summary>Made-up salted hashes, for the hashes column.</summary>
    public static string Hashes(params int[] subscribers) => string.Join('|', subscribers.Select(s => s.ToString("x64")));

    /// <summary>What a feed lists now, such as <c>35209900 black not-approved-pk</c>.</summary>
    public static async Task<string[]> ListedAsync(this TestRegistry registry, string feed)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        IEnumerable<(long From, long To, long List, string Reason)> rows = await connection.QueryAsync<(long, long, long, string)>(
            "SELECT key_from, key_to, list, reason FROM listings WHERE feed = @feed ORDER BY key_from, key_to, list", new { feed });
        return [.. rows.Select(r =>
        {
            FeedListing listing = new(new((ulong)r.From), new((ulong)r.To), Imsi.None, (EquipmentList)r.List, r.Reason, Validity.Always);
            return $"{listing.EquipmentText} {RegistryWords.Of(listing.List)} {listing.Reason}";
        })];
    }

    public static async Task<long> CountAsync(this TestRegistry registry, string table)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM " + table);
    }
}
