using EirDiameter.Equipment;

namespace EirDiameter.Feed.Tests;

/// <summary>Updates, options and names that are refused before anything is written.</summary>
public sealed class UnsoundUpdateTests
{
    [Fact]
    public async Task Unsound_updates_publish_nothing()
    {
        using TestFeed feed = new();
        for (ulong i = 0; i < 10; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        string before = await File.ReadAllTextAsync(feed.ManifestPath);
        string[] files = feed.Files();
        FeedListing[] sorted = [.. feed.Listings.Values];
        FeedUpdate sound = feed.Update(force: true) with { Sequence = 11 };
        FeedUpdate Of(params FeedListing[] listings) => sound with { Snapshot = _ => listings.ToAsyncEnumerable() };
        FeedUpdate Change(FeedListing? from, FeedListing? to) => sound with { Changes = new[] { new ListingChangePair(from, to) }.ToAsyncEnumerable(), ForceSnapshot = false };
        FeedUpdate Made(params ProducedRow[] rows) => sound with { ForceSnapshot = false, ProducedSequence = 1, Produced = _ => rows.ToAsyncEnumerable() };
        FeedListing good = TestFeed.Listing(1);

        await AssertRefusedAsync(Of(sorted[1], sorted[0]), "out of order");
        await AssertRefusedAsync(Of(sorted[0], sorted[0] with { Reason = "x" }), "twice");
        await AssertRefusedAsync(Of(good with { Reason = "a\nb" }), "control characters");
        await AssertRefusedAsync(Of(good with { Reason = " a" }), "space");
        await AssertRefusedAsync(Of(good with { Reason = new string('ä', 513) }), "1024 octets");
        await AssertRefusedAsync(Of(good with { Reason = "\ud800" }), "Unicode");
        await AssertRefusedAsync(Of(good with { To = new EquipmentKey(0) }), "ends before it begins");
        await AssertRefusedAsync(Of(good with { From = new EquipmentKey(EquipmentKey.MaxImei + 1), To = new EquipmentKey(EquipmentKey.MaxImei + 1) }), "neither an IMEI");
        await AssertRefusedAsync(Of(good with { To = new EquipmentKey(9), Imsi = Sample.Subscriber }), "IMSI with a TAC");
        await AssertRefusedAsync(Of(good with { Imsi = new Imsi(5) }), "IMSI is not");
        await AssertRefusedAsync(Of(good with { List = (EquipmentList)3 }), "none of white");
        await AssertRefusedAsync(Of(good with { Validity = new Validity(10, 10) }), "expires before");
        await AssertRefusedAsync(Of(good with { Validity = new Validity(Validity.MaxQuarters, Validity.MaxQuarters) }), "after all");
        await AssertRefusedAsync(sound with { Sequence = 9 }, "below 10");
        await AssertRefusedAsync(sound with { Sequence = -1 }, "below 0");
        await AssertRefusedAsync(Change(null, TestFeed.Listing(5, "x\ty")), "control characters");
        await AssertRefusedAsync(Change(null, null), "neither");
        await AssertRefusedAsync(Change(good, TestFeed.Listing(2)), "must be two");
        await AssertRefusedAsync(Change(null, TestFeed.Listing(77)) with { Sequence = 10 }, "raise it with every change");
        Tac tac = new(35209900);
        await AssertRefusedAsync(Made(new(tac, false, 0, 5), new(tac, false, 5, 6)), "overlaps");
        await AssertRefusedAsync(Made(new(tac, false, 7, 8), new(tac, false, 5, 6)), "overlaps");
        await AssertRefusedAsync(Made(new(tac, false, 7, 8), new(tac, true, 9, 9)), "complete in one row");
        await AssertRefusedAsync(Made(new(tac, true, 7, 8), ProducedRow.NothingMade(tac)), "a row without");
        await AssertRefusedAsync(Made(new(tac, false, 7, 8), new(new Tac(1), false, 9, 9)), "out of order");
        await AssertRefusedAsync(Made(new ProducedRow(tac, false, 7, 1_000_000)), "999999");
        await AssertRefusedAsync(Made(new ProducedRow(tac, false, 7, 6)), "says nothing");
        await AssertRefusedAsync(Made(new ProducedRow(Tac.None, false, 7, 8)), "no TAC");
        await Assert.ThrowsAsync<TimeoutException>(() => feed.Publisher.PublishAsync(sound with { Snapshot = _ => Failing() }));
        using CancellationTokenSource cancelled = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => feed.Publisher.PublishAsync(sound with { Snapshot = _ => CancellingAsync(cancelled) }, null, cancelled.Token));

        Assert.Equal(before, await File.ReadAllTextAsync(feed.ManifestPath));
        Assert.Equal(files, feed.Files());
        Assert.Equal(11, (await feed.Publisher.PublishAsync(sound)).Manifest.Sequence);

        async Task AssertRefusedAsync(FeedUpdate update, string why)
        {
            FeedException refused = await Assert.ThrowsAsync<FeedException>(() => feed.Publisher.PublishAsync(update));
            Assert.Equal(FeedFault.BadUpdate, refused.Fault);
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }

        async IAsyncEnumerable<FeedListing> Failing()
        {
            yield return sorted[0];
            await Task.Yield();
            throw new TimeoutException();
        }

        async IAsyncEnumerable<FeedListing> CancellingAsync(CancellationTokenSource source)
        {
            yield return sorted[0];
            await source.CancelAsync();
            foreach (FeedListing listing in sorted[1..])
                yield return listing;
        }
    }

    [Fact]
    public void Unsound_options_and_names_are_refused()
    {
        using TestFeed feed = new();
        foreach (PublishOptions options in (PublishOptions[])[
            new() { Lifetime = TimeSpan.FromSeconds(59) }, new() { Lifetime = TimeSpan.MaxValue }, new() { MaxDeltas = 0 }, new() { MaxDeltaShare = double.NaN }, new() { SegmentRecords = 0 },
            new() { MaxDeltaRecords = 0 }, new() { KeepUnreferenced = TimeSpan.FromSeconds(-1) }])
            Assert.Equal(FeedFault.BadUpdate, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root + "2", "global", feed.Signer, options, feed.Time)).Fault);
        foreach (string name in (string[])["", "Global", "a/b", "..", "ä", new string('a', 65)])
            Assert.Equal(FeedFault.BadUpdate, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root + "2", name, feed.Signer, feed.Options, feed.Time)).Fault);
        Assert.False(Directory.Exists(feed.Root + "2"));
    }
}
