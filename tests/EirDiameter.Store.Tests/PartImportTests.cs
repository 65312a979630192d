using System.Globalization;
using System.Text;

namespace EirDiameter.Store.Tests;

public sealed class PartImportTests
{
    private const string Header = "equipment,list,reason\n";

    [Fact]
    public async Task Parts_are_one_import_in_their_order_whichever_is_read_first()
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportPart[] parts = [.. Enumerable.Range(0, 40).Select(p => TestStore.Part($"part-{p}.csv.gz", Rows(p)))];
        ImportReport report = await test.Store.ImportAsync("national", parts, new ImportOptions { Name = "all", Snapshot = true });

        Assert.Equal((40 * 501, 40 * 501, 0), (report.Lines, report.Changes, report.Rejected));
        Assert.Equal((40 * 500) + 1, report.Added);
        Assert.Equal(1, test.Store.Status.Feeds[1].Generation);

        // Each part lists the same equipment once more, for a reason of its own: the last one stands.
        Assert.Equal(["national Equipment Black part 39"], test.Find("99999999999999"));
        Assert.Equal(["national Equipment Grey own 0 of 3"], test.Find("00000000017007"));
        await test.CrashAsync();
        Assert.Equal(["national Equipment Grey own 0 of 3"], test.Find("00000000017007"));

        static string Rows(int part)
        {
            StringBuilder text = new(Header);
            for (int i = 0; i < 500; i++)
                text.Append(CultureInfo.InvariantCulture, $"{(part * 1000) + 10_000 + i:D14},grey,own {(part + 4) % 11} of {part % 4}\n");
            return text.Append(CultureInfo.InvariantCulture, $"99999999999999,black,part {part}\n").ToString();
        }
    }

    [Fact]
    public async Task A_part_larger_than_what_is_read_ahead_comes_whole()
    {
        const int Rows = 400_000;
        await using TestStore test = await TestStore.OpenAsync();
        StringBuilder text = new(Header);
        for (int i = 0; i < Rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i:D14},black,r{i / 1000}\n");
        ImportReport report = await test.Store.ImportAsync(
            "national",
            [TestStore.Part("first", Header + "11111111111111,grey,alone\n"), TestStore.Part("large", text.ToString()), TestStore.Part("last", Header)],
            new ImportOptions());
        Assert.Equal(Rows + 1, report.Added);
        Assert.Equal(["national Equipment Black r399"], test.Find("00000000399999"));
        Assert.Equal(await test.Store.RecountDigestsAsync("national"), test.Store.Digests("national"));
    }

    [Fact]
    public async Task Rejects_name_their_part_and_the_line_within_it()
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportReport report = await test.Store.ImportAsync(
            "national", [TestStore.Part("a", Header + "x,black,\n"), TestStore.Part("b", Header + "11111111111111,grey,\n\ny,black,\n")], new ImportOptions());
        Assert.Equal([("a", 2L, "x"), ("b", 4L, "y")], report.Rejects.Select(r => (r.Part!, r.Line, r.Equipment!)));
        Assert.Equal((1, 2), (report.Added, report.Rejected));
    }

    [Theory]
    [InlineData("nothing,to,see\n1,2,3\n", "is not the header")]
    [InlineData("", "is empty")]
    public async Task A_bad_part_refuses_the_whole_and_says_which(string bad, string why)
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync("equipment,list\n22222222222226,grey\n");
        ImportPart[] parts = [.. Enumerable.Range(0, 9).Select(p => TestStore.Part($"part-{p}", p == 6 ? bad : Header + "11111111111111,black,\n"))];
        StoreException refused = await Assert.ThrowsAsync<StoreException>(
            () => test.Store.ImportAsync("national", parts, new ImportOptions { Snapshot = true }));
        Assert.StartsWith("part-6: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        AssertNothingChanged(test);
    }

    [Fact]
    public async Task A_part_that_is_cut_short_or_cannot_be_opened_refuses_the_whole_and_closes_the_others()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync("equipment,list\n22222222222226,grey\n");
        using MemoryStream whole = new();
        await TestStore.Part("x.gz", Header + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i:D14},grey,{i * 7919 % 1000}\n"))).Open().CopyToAsync(whole);
        byte[] cut = whole.ToArray()[..((int)whole.Length / 2)];
        foreach (Func<Stream> open in (Func<Stream>[])[() => new MemoryStream(cut), () => throw new FileNotFoundException("it is gone")])
        {
            List<MemoryStream> opened = [];
            ImportPart good = new("good", () =>
            {
                MemoryStream file = new(Encoding.UTF8.GetBytes(Header + "11111111111111,black,\n"));
                lock (opened)
                    opened.Add(file);
                return file;
            });
            StoreException refused = await Assert.ThrowsAsync<StoreException>(
                () => test.Store.ImportAsync("national", [good, new ImportPart("bad", open), good, good, good], new ImportOptions { Snapshot = true }));
            Assert.StartsWith("bad: ", refused.Message, StringComparison.Ordinal);
            Assert.All(opened, file => Assert.False(file.CanRead));
            AssertNothingChanged(test);
        }
    }

    [Fact]
    public async Task A_repair_is_the_whole_truth_of_its_buckets_and_says_nothing_of_others()
    {
        await using TestStore test = await TestStore.OpenAsync();
        string[] keys = [.. Enumerable.Range(0, 2000).Select(i => $"{i * 7_919_773L:D14}")];
        await test.ImportAsync("equipment,list,reason,imsi\n" + string.Concat(keys.Select(k => $"{k},black,old,\n{k},white,,262011234567890\n")) + "35693803,grey,watch,\n");
        HashSet<int> buckets = [3, 77, 200];
        string[] inside = [.. keys.Where(k => buckets.Contains(BucketOf(k)))];
        Assert.InRange(inside.Length, 5, 100);

        // One stays, one changes, one is new, and one of another bucket is passed over.
        string fresh = Enumerable.Range(1, 10_000).Select(i => $"9{i:D13}").First(k => buckets.Contains(BucketOf(k)));
        string other = Enumerable.Range(1, 10_000).Select(i => $"9{i:D13}").First(k => !buckets.Contains(BucketOf(k)));
        string file = $"equipment,list,reason\n{inside[0]},black,old\n{inside[1]},black,new\n{fresh},grey,\n{other},grey,\n";
        ImportPreview? asked = null;
        ImportReport report = await test.Store.ImportAsync("national", [TestStore.Part("p", file)], new ImportOptions
        {
            Buckets = buckets,
            Sequence = 4711,
            Approve = preview =>
            {
                asked = preview;
                return null;
            },
        });

        Assert.Equal((1, 1, (2 * inside.Length) - 2, 1), (report.Added, report.Changed, report.Removed, report.Unchanged));
        Assert.Equal(4711, test.Store.Status.Feeds[1].Sequence);
        Assert.Equal((false, 0), (asked!.Snapshot, asked.NewlyBlack));
        foreach (bool crashed in (bool[])[false, true])
        {
            if (crashed)
                await test.CrashAsync();
            Assert.Equal(["national Equipment Black old"], test.Find(inside[0], "262011234567890"));
            Assert.Equal(["national Equipment Black new"], test.Find(inside[1], "262011234567890"));
            Assert.Empty(test.Find(inside[2], "262011234567890"));
            Assert.Equal(["national Equipment Grey"], test.Find(fresh));
            Assert.Empty(test.Find(other));
            Assert.Equal((2 * keys.Length) + 1 + 3 - (2 * inside.Length), Listings(test));
            Assert.Equal(await test.Store.RecountDigestsAsync("national"), test.Store.Digests("national"));
        }

        await test.Store.CheckpointAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(test.Options.Path, "staging")));
    }

    [Fact]
    public async Task To_repair_all_buckets_is_a_snapshot_and_an_unknown_bucket_is_refused()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync("equipment,list\n22222222222226,grey\n35693803,black\n");
        StoreException refused = await Assert.ThrowsAsync<StoreException>(
            () => test.Store.ImportAsync("national", [], new ImportOptions { Buckets = new HashSet<int> { 256 } }));
        Assert.Contains("0 to 255", refused.Message, StringComparison.Ordinal);
        ImportReport report = await test.Store.ImportAsync("national", [], new ImportOptions { Buckets = Enumerable.Range(0, 256).ToHashSet() });
        Assert.Equal(2, report.Removed);
        Assert.Equal(0, Listings(test));
        Assert.Equal(new ulong[256], test.Store.Digests("national"));
    }

    private static void AssertNothingChanged(TestStore test)
    {
        Assert.Equal(["national Equipment Grey"], test.Find("22222222222226"));
        Assert.Empty(test.Find("11111111111111"));
        Assert.Equal(1, test.Store.Status.Feeds[1].Sequence);
        Assert.Empty(Directory.GetFiles(Path.Combine(test.Options.Path, "staging")));
    }

    private static int BucketOf(string key)
    {
        Assert.True(EirDiameter.Equipment.EquipmentKey.TryParse(key, out EirDiameter.Equipment.EquipmentKey parsed));
        return EirDiameter.Equipment.ListingDigest.BucketOf(parsed);
    }

    private static long Listings(TestStore test)
    {
        FeedStatus status = test.Store.Status.Feeds[1];
        return status.White + status.Black + status.Grey;
    }
}
