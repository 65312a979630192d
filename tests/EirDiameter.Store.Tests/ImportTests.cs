namespace EirDiameter.Store.Tests;

public sealed class ImportTests
{
    private const string A = "35693803564380";

    [Fact]
    public async Task An_import_is_served_and_survives_a_crash()
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportReport report = await test.ImportAsync(
            $"\uFEFFlist,equipment,reason,imsi,extra\r\nblack,{A},\"lost, or stolen\",,x\r\ngrey,35693803,watch,,\r\nwhite,{A},,262011234567890,\r\n");
        Assert.Equal((3, 3, 0), (report.Lines, report.Added, report.Rejected));
        string[] expected = ["national Equipment Black lost, or stolen", "national Pair White", "national Tac Grey watch"];
        Assert.Equal(expected, test.Find(A, "262011234567890"));
        await test.CrashAsync();
        Assert.Equal(expected, test.Find(A, "262011234567890"));
        Assert.Equal(3, test.Store.Status.Feeds[1].Sequence);
    }

    [Fact]
    public async Task A_snapshot_replaces_all_that_the_feed_said()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync($"equipment,list\n{A},black\n11111111111119,black\n22222222222226,grey\n");
        ImportReport report = await test.ImportAsync($"equipment,list,reason\n{A},black,stolen\n22222222222226,grey,\n33333333333333,white,\n", snapshot: true);
        Assert.Equal((1, 1, 1, 1), (report.Added, report.Changed, report.Removed, report.Unchanged));
        Assert.Equal(["national Equipment Black stolen"], test.Find(A));
        Assert.Empty(test.Find("11111111111119"));
        await test.CrashAsync();
        Assert.Empty(test.Find("11111111111119"));
        Assert.Equal(["national Equipment White"], test.Find("33333333333333"));
    }

    [Fact]
    public async Task An_update_that_outgrows_the_table_moves_to_a_larger_one_with_all_that_was_there()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync($"equipment,list,reason,imsi\n{A},black,stolen,\n{A},white,owner,262011234567890\n35693803,grey,watch,\n");
        int before = test.Store.Status.Feeds[1].Generation;

        // More than the smallest index takes.
        ImportReport report = await test.ImportAsync("equipment,list\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:D14},grey\n")));

        Assert.Equal(20_000, report.Added);
        Assert.Equal(before + 1, test.Store.Status.Feeds[1].Generation);
        string[] expected = ["national Equipment Black stolen", "national Pair White owner", "national Tac Grey watch"];
        Assert.Equal(expected, test.Find(A, "262011234567890"));
        Assert.Equal(20_001, test.Store.Status.Feeds[1].Grey);
        await test.CrashAsync();
        Assert.Equal(expected, test.Find(A, "262011234567890"));
        Assert.Equal(["national Equipment Grey"], test.Find("00000000019999"));
    }
}
