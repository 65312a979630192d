namespace EirDiameter.Store.Tests;

public sealed class IgnoredFeedTests
{
    [Fact]
    public async Task An_ignored_feed_is_seen_by_no_lookup_and_by_everyone_else()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync("equipment,list,imsi\n11111111111111,black,\n11111111111111,white,262011234567890\n11111111,grey,\n");
        await test.AddAsync("11111111111111", "grey");
        using (StoreReader before = test.Store.Rent())
        {
            test.Store.SetIgnored("national", true);

            // Whoever looks on goes on seeing what it saw.
            EirDiameter.Equipment.FoundListings found = default;
            Assert.True(before.TryFind(new EirDiameter.Equipment.EquipmentKey(11111111111111), default, ref found));
            Assert.Equal(3, found.Count);
        }

        Assert.Equal(["local Equipment Grey"], test.Find("11111111111111", "262011234567890"));
        FeedStatus status = test.Store.Status.Feeds[1];
        Assert.Equal((true, 1, 1, 1), (status.Ignored, status.Black, status.White, status.Grey));
        Assert.Equal(4, (await test.ExportAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        // It is kept up to date, and still not seen.
        ImportReport report = await test.ImportAsync("equipment,list\n11111111111111,black\n22222222222222,black\n", snapshot: true);
        Assert.Equal((1, 2, 1), (report.Added, report.Removed, report.Unchanged));
        Assert.Empty(test.Find("22222222222222"));
        Assert.Equal(await test.Store.RecountDigestsAsync("national"), test.Store.Digests("national"));

        test.Store.SetIgnored("national", false);
        Assert.Equal(["national Equipment Black"], test.Find("22222222222222"));
        test.Store.SetIgnored("national", true);
        await test.ReopenAsync();
        Assert.False(test.Store.Status.Feeds[1].Ignored);
        Assert.Equal(["national Equipment Black"], test.Find("22222222222222"));
    }

    [Fact]
    public async Task It_may_be_set_while_generations_are_switched()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync("equipment,list\n11111111111111,black\n");
        using CancellationTokenSource stop = new();
        Task setting = Task.Run(() =>
        {
            for (bool ignored = false; !stop.IsCancellationRequested; ignored = !ignored)
                test.Store.SetIgnored("national", ignored);
        });
        for (int round = 0; round < 10; round++)
            await test.ImportAsync("equipment,list\n11111111111111,black\n", snapshot: true);
        await stop.CancelAsync();
        await setting;
        test.Store.SetIgnored("national", false);
        Assert.Equal(["national Equipment Black"], test.Find("11111111111111"));
        Assert.Equal(11, test.Store.Status.Feeds[1].Generation);
    }
}
