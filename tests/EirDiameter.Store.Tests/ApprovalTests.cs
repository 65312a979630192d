using EirDiameter.Equipment;

namespace EirDiameter.Store.Tests;

public sealed class ApprovalTests
{
    private const string Before = """
        equipment,list,reason,imsi
        11111111111111,black,,
        22222222222222,grey,,
        33333333333333,black,,001010123456789
        44444444,black,,
        55555555555555-55555555555599,grey,,
        66666666666666,white,same,
        66666666666666,black,other,

        """;

    // Black before: 11111111111111, the pair, the TAC, 66666666666666. What turns black is the rest that is black here.
    private const string After = """
        equipment,list,reason,imsi
        11111111111111,black,another,
        22222222222222,black,,
        22222222222222,grey,,
        33333333333333,black,,001010123456789
        33333333333333,black,,001010123456780
        33333333333333,black,,
        55555555555555-55555555555599,black,,
        66666666666666,white,same,
        66666666666666,black,other,
        77777777777777,grey,,

        """;

    private static readonly string[] TurningBlack =
        ["22222222222222", "33333333333333", "33333333333333 001010123456780", "55555555555555-55555555555599"];

    [Fact]
    public async Task A_snapshot_is_compared_before_it_is_switched_and_a_refused_one_leaves_nothing_behind()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(Before);
        await test.Store.CheckpointAsync();
        string exported = await test.ExportAsync();
        ImportPreview? asked = null;
        ImportRefusedException refused = await Assert.ThrowsAsync<ImportRefusedException>(() => Ask(test, After, snapshot: true, preview =>
        {
            asked = preview;
            Assert.Equal(TurningBlack, Written(preview));
            Assert.Equal(["national Equipment Grey"], test.Find("22222222222222"));
            return "too black";
        }));

        Assert.Equal("too black", refused.Message);
        Assert.Equal((true, 7, 10, 4), (asked!.Snapshot, asked.Before, asked.After, asked.NewlyBlack));
        Assert.Equal((5, 1, 2, 4), (asked.Report.Added, asked.Report.Changed, asked.Report.Removed, asked.Report.Unchanged));
        Assert.Throws<InvalidOperationException>(() => asked.TurningBlack().First());
        Assert.Equal((7, 1), (test.Store.Status.Feeds[1].Sequence, test.Store.Status.Feeds[1].Generation));
        Assert.Equal(exported, await test.ExportAsync());
        Assert.Empty(Directory.GetFiles(Path.Combine(test.Options.Path, "staging")));
        Assert.Single(Directory.GetDirectories(Path.Combine(test.Options.Path, "feeds", "national")));
        await test.CrashAsync();
        Assert.Equal(exported, await test.ExportAsync());

        ImportReport report = await Ask(test, After, snapshot: true, _ => null);
        Assert.Equal((5, 1, 2, 4), (report.Added, report.Changed, report.Removed, report.Unchanged));
        Assert.Equal(["national Equipment Black", "national Equipment Grey"], test.Find("22222222222222"));
        await test.CrashAsync();
        Assert.Equal(["national Equipment Black", "national Equipment Grey"], test.Find("22222222222222"));
    }

    [Fact]
    public async Task An_update_is_counted_by_its_outcome_before_it_is_applied()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(Before);
        string exported = await test.ExportAsync();
        const string Update = """
            equipment,list,reason,imsi,change
            11111111111111,black,,,remove
            11111111111111,black,again,,
            22222222222222,black,,,
            22222222222222,black,,,remove
            22222222222222,white,,,remove
            33333333333333,black,,001010123456789,
            33333333333333,black,,001010123456780,
            44444444,black,,,remove
            55555555555555-55555555555599,grey,renamed,,
            55555555555555-55555555555599,black,,,
            66666666666666,black,other,,remove
            88888888888888,black,,,
            88888888888888,black,later,,

            """;
        ImportPreview? asked = null;
        foreach (string? answer in (string?[])["no", null])
        {
            Task<ImportReport> import = Ask(test, Update, snapshot: false, preview =>
            {
                asked = preview;
                Assert.Equal(["33333333333333 001010123456780", "55555555555555-55555555555599", "88888888888888"], Written(preview));
                return answer;
            });
            if (answer is not null)
                Assert.Equal(answer, (await Assert.ThrowsAsync<ImportRefusedException>(() => import)).Message);
            else
                await import;
            Assert.Equal((false, 7, 8, 3), (asked!.Snapshot, asked.Before, asked.After, asked.NewlyBlack));

            // Unchanged: the pair, and 22222222222222 on two lists that it is not on.
            Assert.Equal((3, 2, 2, 3), (asked.Report.Added, asked.Report.Changed, asked.Report.Removed, asked.Report.Unchanged));
            if (answer is not null)
                Assert.Equal(exported, await test.ExportAsync());
        }

        Assert.Equal(["national Equipment Black again"], test.Find("11111111111111"));
        Assert.Equal(["national Equipment Black later"], test.Find("88888888888888"));
        FeedStatus status = test.Store.Status.Feeds[1];
        Assert.Equal(8, status.White + status.Black + status.Grey);
    }

    [Fact]
    public async Task An_update_that_needs_a_larger_table_is_asked_for_too()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync("equipment,list\n00000000000001,black\n00000000000002,grey\n");
        string large = "equipment,list\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:D14},black\n"));
        await Assert.ThrowsAsync<ImportRefusedException>(() => Ask(test, large, snapshot: false, preview =>
        {
            Assert.Equal((2, 20_001, 19_999), (preview.Before, preview.After, preview.NewlyBlack));
            Assert.Equal(19_999, preview.TurningBlack().Distinct().Count());
            return "no";
        }));
        Assert.Equal((1, 1), (test.Store.Status.Feeds[1].Black, test.Store.Status.Feeds[1].Grey));
        Assert.Single(Directory.GetDirectories(Path.Combine(test.Options.Path, "feeds", "national")));
        ImportReport report = await Ask(test, large, snapshot: false, _ => null);
        Assert.Equal((19_999, 1), (report.Added, report.Unchanged));
    }

    [Fact]
    public void Many_changes_are_counted_a_share_of_the_keys_at_a_time()
    {
        Random random = new(5);
        string directory = Directory.CreateTempSubdirectory("eir-forecast-").FullName;
        try
        {
            string staged = Path.Combine(directory, "staged");
            Dictionary<(ulong, EquipmentLists), bool> model = [];
            using (StagedFile.Writer writer = new(staged))
            {
                for (int i = 0; i < 1000; i++)
                {
                    (ulong key, EquipmentLists list, bool remove) = ((ulong)random.Next(200), random.Next(2) == 0 ? EquipmentLists.Black : EquipmentLists.Grey, random.Next(3) == 0);
                    model[(key, list)] = !remove;
                    writer.Add([Change.Of(remove, ChangeKind.Equipment, list, key, 0, PackedListing.DetailsOf(0, Validity.Always))]);
                }

                writer.Finish([]);
            }

            foreach (long atOnce in (long[])[1, 37, 1 << 21])
            {
                UpdateForecast forecast = new(null, staged, new ReasonTable([""]), new BlackSpan(0), atOnce);
                ChangeTally tally = forecast.Count();
                Assert.Equal((model.Values.Count(v => v), model.Values.Count(v => !v)), (tally.Added, tally.Unchanged));
                ulong[] black = [.. model.Where(m => m.Value && m.Key.Item2 == EquipmentLists.Black).Select(m => m.Key.Item1).Order()];
                Assert.Equal(black.Length, tally.NewlyBlack);
                Assert.Equal(black, forecast.TurningBlack().Select(b => b.From.Value).Order());
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // The test store's clock stands at the beginning of 2000. Times before: ended, running, to come.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_turns_black_or_ceases_to_be_by_its_times_alone_is_counted(bool snapshot)
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync("""
            equipment,list,reason,effective,expires
            11111111111111,black,,1999-01-01,1999-12-01
            22222222222222,black,,,2000-02-01
            33333333333333,black,,2001-01-01,
            44444444444444,black,,,
            55555555,black,,1999-01-01,1999-12-01
            66666666666666,black,,,
            66666666666666,grey,other,,
            77777777777777,white,,,

            """);
        const string Wider = """
            equipment,list,reason,effective,expires
            11111111111111,black,,1999-01-01,
            22222222222222,black,,,2000-03-01
            33333333333333,black,,2000-06-01,
            44444444444444,black,,1999-01-01,1999-12-01
            55555555,black,,1999-01-01,
            66666666666666,black,,2000-06-01,
            66666666666666,grey,other,,
            77777777777777,white,,,

            """;
        ImportPreview? asked = null;
        await Assert.ThrowsAsync<ImportRefusedException>(() => Ask(test, Wider, snapshot, preview =>
        {
            asked = preview;
            Assert.Equal(["11111111111111", "33333333333333", "55555555000000-55555555999999"], Written(preview));
            return "no";
        }));

        Assert.Equal((8, 8, 6, 3), (asked!.Before, asked.After, asked.BlackBefore, asked.NewlyBlack));
        Assert.Equal((1_000_000, 1_000_000, 2), (asked.NewlyBlackInRanges, asked.WidestNewlyBlack, asked.NoLongerBlack));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Black_that_is_taken_back_is_counted_although_as_much_is_listed_and_ranges_weigh_what_they_cover(bool snapshot)
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(Before);
        string update = snapshot ? """
            equipment,list,imsi
            11111111111111,white,
            33333333333333,white,001010123456789
            55555555555555-55555555555599,black,
            00000000000000-99999999999999,black,

            """ : """
            equipment,list,imsi,change
            11111111111111,black,,remove
            11111111111111,white,,
            33333333333333,black,001010123456789,remove
            33333333333333,white,001010123456789,
            44444444,black,,remove
            66666666666666,black,,remove
            55555555555555-55555555555599,black,,
            00000000000000-99999999999999,black,,

            """;
        ImportPreview? asked = null;
        await Assert.ThrowsAsync<ImportRefusedException>(() => Ask(test, update, snapshot, preview =>
        {
            asked = preview;
            return "no";
        }));

        Assert.Equal((4, 4, 2), (asked!.BlackBefore, asked.NoLongerBlack, asked.NewlyBlack));
        Assert.Equal((100_000_000_000_045, 100_000_000_000_000), (asked.NewlyBlackInRanges, asked.WidestNewlyBlack));
    }

    [Fact]
    public async Task Whoever_fails_to_answer_refuses()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(Before);
        string exported = await test.ExportAsync();
        foreach (bool snapshot in (bool[])[true, false])
        {
            await Assert.ThrowsAsync<TimeoutException>(() => Ask(test, After, snapshot, _ => throw new TimeoutException("nobody")));
            Assert.Equal(exported, await test.ExportAsync());
        }

        Assert.Equal(EditOutcome.Added, await test.AddAsync("11111111111111", "grey"));
    }

    [Fact]
    public async Task A_refused_import_leaves_its_reasons_usable()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await Assert.ThrowsAsync<ImportRefusedException>(
            () => Ask(test, "equipment,list,reason\n11111111111111,black,never seen before\n", snapshot: true, _ => "no"));
        await test.AddAsync("11111111111111", "grey", "never seen before");
        await test.CrashAsync();
        Assert.Equal(["local Equipment Grey never seen before"], test.Find("11111111111111"));
    }

    private static Task<ImportReport> Ask(TestStore test, string text, bool snapshot, Func<ImportPreview, string?> answer) =>
        test.Store.ImportAsync("national", [TestStore.Part("list.csv", text)], new ImportOptions { Snapshot = snapshot, Approve = answer });

    private static string[] Written(ImportPreview preview) =>
        [.. preview.TurningBlack().Select(b => $"{(b.From == b.To ? b.From : $"{b.From}-{b.To}")}{(b.Imsi.IsNone ? "" : $" {b.Imsi}")}").Order(StringComparer.Ordinal)];
}
