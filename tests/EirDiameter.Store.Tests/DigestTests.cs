using System.Text.Json.Nodes;
using EirDiameter.Equipment;

namespace EirDiameter.Store.Tests;

public sealed class DigestTests
{
    private const string File = """
        equipment,list,reason,effective,expires,imsi
        11111111111111,black,stolen,2024-01-01,,
        11111111111111,grey,seen,,2030-01-01,
        11111111111111,white,,,,262011234567890
        35209900,white,type approved,,,
        A0000000002329,black,,,,

        """;

    [Fact]
    public async Task A_digest_is_the_sum_of_its_listings()
    {
        await using TestStore test = await TestStore.OpenAsync();
        Assert.Equal(new ulong[ListingDigest.Buckets], test.Store.Digests("national"));
        await test.ImportAsync(File);
        ulong[] expected = new ulong[ListingDigest.Buckets];
        foreach (string[] row in File.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(r => r.Split(',')))
        {
            ListingChange change = TestStore.Change(row[0], row[1], row[2], row[5], row[3], row[4]);
            FeedListing listing = new(
                change.From, change.To ?? change.From, change.Imsi, Enum.Parse<EquipmentList>(row[1], ignoreCase: true), row[2], change.Validity);
            expected[listing.Bucket] += listing.Digest;
        }

        Assert.Equal(expected, test.Store.Digests("national"));
        Assert.Equal(expected, await test.Store.RecountDigestsAsync("national"));
        Assert.Equal(new ulong[ListingDigest.Buckets], await test.Store.RecountDigestsAsync("operator"));
    }

    [Fact]
    public async Task Two_stores_that_came_to_the_same_by_other_ways_have_the_same()
    {
        await using TestStore one = await TestStore.OpenAsync();
        await using TestStore two = await TestStore.OpenAsync();
        await one.AddAsync("00000000000017", "grey", "a reason that takes another number", feed: "operator");
        await one.ImportAsync(File);
        await two.ImportAsync("equipment,list\n99999999999999,black\n");
        foreach (string row in File.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Reverse())
        {
            string[] fields = row.Split(',');
            await two.AddAsync(fields[0], fields[1], "first " + fields[2], fields[5], feed: "national");
            await two.AddAsync(fields[0], fields[1], fields[2], fields[5], fields[3], fields[4], feed: "national");
        }

        await two.RemoveAsync("99999999999999", feed: "national");
        Assert.Equal(one.Store.Digests("national"), two.Store.Digests("national"));
    }

    [Fact]
    public async Task Listings_beyond_memory_are_counted_and_compared_from_the_disk()
    {
        const int Many = 150_000;
        await using TestStore test = await TestStore.OpenAsync(memoryMiB: 1);
        string[] rows = [.. Enumerable.Range(0, Many).Select(i => $"{i * 7_919L:D14},{(i % 3 == 0 ? "black" : "grey")},r{i % 5}\n")];
        await test.ImportAsync("equipment,list,reason\n" + string.Concat(rows));

        // Written again, so that the log holds outdated records.
        await test.ImportAsync("equipment,list,reason\n" + string.Concat(rows.Take(1000).Select(r => r.Replace(",r", ",x", StringComparison.Ordinal))));
        Assert.False(test.Store.Status.Feeds[1].InMemory);
        ulong[] digests = test.Store.Digests("national");
        Assert.Equal(digests, await test.Store.RecountDigestsAsync("national"));
        ImportReport report = await test.ImportAsync("equipment,list,reason\n" + string.Concat(rows.Skip(500)), snapshot: true);
        Assert.Equal((0, 500, 500, Many - 1000), (report.Added, report.Changed, report.Removed, report.Unchanged));
        Assert.Equal(test.Store.Digests("national"), await test.Store.RecountDigestsAsync("national"));
        Assert.NotEqual(digests, test.Store.Digests("national"));
    }

    [Fact]
    public async Task A_store_of_a_version_that_kept_none_is_counted_when_it_is_opened()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(File);
        await test.Store.CheckpointAsync();
        await test.AddAsync("22222222222222", "black", "after the checkpoint", feed: "national");
        ulong[] kept = test.Store.Digests("national");
        await test.Store.DisposeAsync();
        string manifest = Path.Combine(test.Options.Path, "store.json");
        JsonNode store = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(manifest))!;
        foreach (JsonNode? feed in store["Feeds"]!.AsArray())
        {
            feed!.AsObject().Remove("Produced");
            (feed["Generation"] as JsonObject)?.Remove("Digests");
        }

        Assert.DoesNotContain("Digests", store.ToJsonString(), StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(manifest, store.ToJsonString());
        await test.ReopenAsync();
        Assert.Equal(kept, test.Store.Digests("national"));
    }
}
