using EirDiameter.Equipment;
using EirDiameter.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Feed.Tests;

/// <summary>What is published is what the store's reader of list files makes of it.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task Rows_are_read_back_as_they_were()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        foreach (FeedListing listing in Sample.Listings)
            feed.Put(listing);
        await feed.PublishAsync();
        string data = Path.Combine(feed.Root, "..", "store");
        await using ListingStore store = await ListingStore.OpenAsync(new StoreOptions { Path = data, MemoryMiB = 64 }, NullLoggerFactory.Instance, feed.Time, default);
        await ImportAsync(store, feed.Read().Snapshot.Segments, feed, snapshot: true);
        Assert.Equal(Expected(feed), await ExportedAsync(store));

        foreach (FeedListing listing in Sample.Listings.Where((_, i) => i % 2 == 0))
            feed.Remove(listing);
        foreach (FeedListing listing in Sample.Listings.Where((_, i) => i % 2 == 1))
            feed.Put(listing with { Reason = "now, another" });
        await feed.PublishAsync();
        await ImportAsync(store, Assert.Single(feed.Read().Deltas).Segments, feed, snapshot: false);
        Assert.Equal(Expected(feed), await ExportedAsync(store));
    }

    private static async Task ImportAsync(ListingStore store, IReadOnlyList<Segment> segments, TestFeed feed, bool snapshot)
    {
        foreach (Segment segment in segments)
        {
            await using FileStream file = File.OpenRead(feed.PathOf(segment));
            ImportReport report = await store.ImportAsync("global", file, new ImportOptions { Name = segment.FileName, Snapshot = snapshot });
            Assert.Empty(report.Rejects);
            Assert.Equal(segment.Records, report.Changes);
        }
    }

    // The store's own export says the same with the same words, in another order and without the last column.
    private static async Task<string[]> ExportedAsync(ListingStore store)
    {
        using MemoryStream file = new();
        await store.ExportAsync("global", file);
        string[] lines = System.Text.Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines[1..].Select(l => l.Replace("\"x|y\"", "x|y", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static string[] Expected(TestFeed feed) => [.. feed.Listings.Values.Select(Row).Order(StringComparer.Ordinal)];

    private static string Row(FeedListing listing) => string.Join(
        ',',
        listing.EquipmentText,
        listing.List.ToString().ToLowerInvariant(),
        listing.Reason.AsSpan().IndexOfAny(',', '"') < 0 ? listing.Reason : $"\"{listing.Reason.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        listing.Validity.Effective is DateTimeOffset from ? ListedTime.Write(from) : "",
        listing.Validity.Expires is DateTimeOffset until ? ListedTime.Write(until) : "",
        listing.Imsi.ToString());
}
