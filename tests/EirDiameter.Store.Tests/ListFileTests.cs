using System.IO.Compression;
using System.Text;

namespace EirDiameter.Store.Tests;

public sealed class ListFileTests
{
    private const string A = "35693803564380";

    [Fact]
    public async Task Bad_lines_are_skipped_and_reported_with_their_number_and_why()
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportReport report = await test.ImportAsync(string.Join('\n',
            "equipment,list,reason,effective,expires,imsi,change",
            $"{A},black,,,,,",
            "356938035643808,black,,,,,",
            "1234,black,,,,,",
            $"{A},red,,,,,",
            $"{A},black,,2024-13-01,,,",
            $"{A},black,,2024-02-01,2024-01-01,,",
            $"{A},black,,,,12,",
            "35693803,black,,,,262011234567890,",
            $"{A},black,,,,,replace",
            "35693803564999-35693803564000,grey,,,,,",
            $"{A},black,\"open,,,,",
            new string('9', 70_000),
            $"{A},black,,,,,,,,more",
            "",
            "35693803564381,grey,,,,,"));
        Assert.Equal((14, 2, 12), (report.Lines, report.Added, report.Rejected));
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], report.Rejects.Select(r => (int)r.Line));
        Assert.Equal("1234", report.Rejects[1].Equipment);
        Assert.Contains("check digit", report.Rejects[0].Why, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("white, grey, black", report.Rejects[2].Why, StringComparison.Ordinal);
        Assert.Contains("longer", report.Rejects[10].Why, StringComparison.Ordinal);
        Assert.Equal(2, test.Store.Status.Feeds[1].Black + test.Store.Status.Feeds[1].Grey);
    }

    [Fact]
    public async Task One_file_is_applied_in_its_own_order()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync($"equipment,list,change\n{A},black,add\n{A},black,remove\n{A},black,add\n35693803564381,grey,add\n35693803564381,grey,remove\n");
        Assert.Equal(["national Equipment Black"], test.Find(A));
        Assert.Empty(test.Find("35693803564381"));
    }

    [Fact]
    public async Task Every_form_of_equipment_is_read()
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportReport report = await test.ImportAsync(
            "equipment,list\n356938035643809,black\n356938035643810,black\n3569380356438299,black\nA0000000002329,black\n01234567,white\n01234568000000-01234568000009,grey\n");
        Assert.Empty(report.Rejects);
        foreach (string key in (string[])["35693803564380", "35693803564381", "35693803564382", "A0000000002329"])
            Assert.Equal(["national Equipment Black"], test.Find(key));
        Assert.Equal(["national Tac White"], test.Find("01234567999999"));
        Assert.Equal(["national Range Grey"], test.Find("01234568000009"));
        Assert.Empty(test.Find("01234568000010"));
    }

    [Theory]
    [InlineData("20240101_blacklist.csv", "imei,block_date,reasons", "35693803564380,20240101,stolen|lost", "national Equipment Black stolen|lost 2024-01-01", "dirbs-blacklist")]
    [InlineData("x_exceptions_op1.csv", "imei,imsi,msisdn", "35693803564380,262011234567890,4917", "national Pair White", "dirbs-exceptions")]
    [InlineData("x_notifications_op1.csv", "imei,imsi,msisdn,block_date,reasons", "35693803564380,262011234567890,4917,20300101,dup", "national Pair Grey dup  2030-01-01", "dirbs-notifications")]
    [InlineData("tac.txt", "TAC|Manufacturer|Model_Name", "35693803|Nokia|3310", "national Tac White", "tac-database")]
    public async Task Lists_of_others_are_read(string name, string header, string row, string found, string format)
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportReport report = await test.ImportAsync($"{header}\n{row}\n", name: name);
        Assert.Equal(format, report.Format);
        Assert.Empty(report.Rejects);
        Assert.Equal([found], test.Find(A, "262011234567890"));
    }

    [Theory]
    [InlineData("20240101_blacklist_delta_1_2_unblocked.csv", true)]
    [InlineData("20240101_blacklist_delta_1_2_changed.csv.gz", false)]
    [InlineData("20240101_blacklist_delta_-1_2_blocked.csv", false)]
    public async Task The_name_of_a_delta_says_what_it_does(string name, bool removes)
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync($"imei,block_date,reasons\n{A},20240101,stolen\n", name: "blacklist.csv");
        await test.ImportAsync($"imei,block_date,reasons\n{A},20240201,lost\n", name: name);
        Assert.Equal(removes ? [] : ["national Equipment Black lost 2024-02-01"], test.Find(A));
    }

    [Theory]
    [InlineData("")]
    [InlineData("equipment;list\n")]
    [InlineData("equipment,list,list\n35693803564380,black,black\n")]
    [InlineData("35693803564380,black\n")]
    public async Task A_bad_header_refuses_the_file(string text)
    {
        await using TestStore test = await TestStore.OpenAsync();
        await Assert.ThrowsAsync<StoreException>(() => test.ImportAsync(text));
        Assert.Equal(0, test.Store.Status.Feeds[1].Sequence);
        Assert.Empty(Directory.GetFiles(Path.Combine(test.Options.Path, "staging")));
    }

    [Fact]
    public async Task Gzip_is_known_by_its_first_octets_and_a_cut_one_changes_nothing()
    {
        await using TestStore test = await TestStore.OpenAsync();
        StringBuilder text = new("equipment,list\n");
        for (int i = 0; i < 50_000; i++)
            text.Append($"{i * 7919L:D14},black\n");
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        byte[] whole = packed.ToArray();
        foreach (int length in (int[])[whole.Length - 1, whole.Length - 8, whole.Length / 2, 20])
        {
            await Assert.ThrowsAsync<StoreException>(() => test.Store.ImportAsync("national", new MemoryStream(whole[..length]), new ImportOptions { Name = "list" }));
            Assert.Equal(0, test.Store.Status.Feeds[1].Black);
        }

        ImportReport report = await test.Store.ImportAsync("national", new MemoryStream(whole), new ImportOptions { Name = "list" });
        Assert.Equal(50_000, report.Added);
    }

    [Fact]
    public async Task A_gzip_of_several_parts_is_read_whole_and_refused_when_its_last_part_is_cut()
    {
        await using TestStore test = await TestStore.OpenAsync();
        byte[] first = Pack("equipment,list\n35693803564380,black\n");
        byte[] second = Pack(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i * 7919L:D14},black\n")));
        foreach (int cut in (int[])[1, 8, second.Length / 2, second.Length - 5])
        {
            MemoryStream broken = new([.. first, .. second[..^cut]]);
            await Assert.ThrowsAsync<StoreException>(() => test.Store.ImportAsync("national", broken, new ImportOptions { Name = "list", Snapshot = true }));
            Assert.Equal(0, test.Store.Status.Feeds[1].Black);
        }

        MemoryStream whole = new([.. first, .. second]);
        Assert.Equal(5001, (await test.Store.ImportAsync("national", whole, new ImportOptions { Name = "list" })).Added);
    }

    [Fact]
    public async Task Text_behind_a_closed_quote_refuses_the_line()
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportReport report = await test.ImportAsync($"equipment,list\n\"{A}\"9,black\n \"35693803564381\" , \"grey\" \n");
        Assert.Equal([2], report.Rejects.Select(r => (int)r.Line));
        Assert.Empty(test.Find(A));
        Assert.Equal(["national Equipment Grey"], test.Find("35693803564381"));
    }

    private static byte[] Pack(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    [Fact]
    public async Task An_export_reads_back_the_same()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(
            "equipment,list,reason,effective,expires,imsi\n35693803564380,black,\"a \"\"b\"\", c\",2024-01-01,2030-01-01T06:15:00Z,\n"
            + "35693803564380,grey,,,,\n35693803564380,white,vip,,,00101012345678\n35693803,white,,,,\n01234568000000-01234568000009,grey,x,,,\nA0000000002329,black,,,,\n");
        string first = await test.ExportAsync();
        await test.ImportAsync(first, feed: "operator");
        Assert.Equal(first, await test.ExportAsync("operator"));
        Assert.Equal(7, first.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("feed,equipment,", await test.ExportAsync(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_is_not_approved_changes_nothing()
    {
        await using TestStore test = await TestStore.OpenAsync();
        ImportOptions options = new() { Name = "x", Approve = preview => preview.Report.Changes > 1 ? "too many" : null };
        ImportRefusedException refused = await Assert.ThrowsAsync<ImportRefusedException>(
            () => test.Store.ImportAsync("national", new MemoryStream("equipment,list\n35693803564380,black\n01234567,white\n"u8.ToArray()), options));
        Assert.Equal("too many", refused.Message);
        Assert.Equal(0, test.Store.Status.Feeds[1].Sequence);
    }
}
