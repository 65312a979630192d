using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.AspNetCore.Http;

namespace EirDiameter.Registry.Tests;

public sealed class BulkRowsTests
{
    [Fact]
    public void Columns_are_known_by_name_in_any_order_and_others_passed_over()
    {
        BulkReport report = new();
        string[] rows = Read(BulkFormat.Csv, "note,B,a\r\nx,2,1\r\n\r\ny,\"4,\"\"5\", 3 ", report);
        Assert.Equal(["2:1/2/", "4:3/4,\"5/"], rows);
        Assert.Empty(report.Rejects);
    }

    [Fact]
    public void A_line_that_cannot_be_read_is_refused_alone_with_its_number()
    {
        BulkReport report = new();
        byte[] body = [.. "a,b\n1,2\n1\n1,\"2\n\"1\"x,2\n"u8, 0xFF, .. ",2\n3,4\n"u8, .. Encoding.UTF8.GetBytes(new string('x', BulkLines.MaxLength + 5)), .. "\n5,6"u8];
        string[] rows = Read(BulkFormat.Csv, body, report);
        Assert.Equal(["2:1/2/", "7:3/4/", "9:5/6/"], rows);
        Assert.Equal([3, 4, 5, 6, 8], report.Rejects.Select(r => r.Line));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a,c\n1,2", "no column 'b'")]
    [InlineData("a,b,A\n1,2,3", "'a' twice")]
    public void A_header_that_cannot_be_used_refuses_all(string body, string why)
    {
        RegistryException e = Assert.Throws<RegistryException>(() => Read(BulkFormat.Csv, body, new()));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_are_read_as_the_same_rows()
    {
        BulkReport report = new();
        string[] rows = Read(
            BulkFormat.Ndjson, "{\"a\":\"1\",\"B\":2,\"c\":[\"x\",\"y\"]}\n[]\n{\"a\":\n{\"a\":{}}\n{\"a\":[1]}\n{\"a\":\"\\u0000\"}\n{\"a\":\"9\",\"c\":[],\"z\":{}}", report);
        Assert.Equal(["1:1/2/x|y", "7:9//"], rows);
        Assert.Equal([2, 3, 4, 5, 6], report.Rejects.Select(r => r.Line));
    }

    [Fact]
    public async Task Gzip_is_unpacked_and_a_cut_one_refused()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},{i * 7919}\n"))));
        Assert.Equal(10_000, await CountAsync(packed.ToArray()));
        RegistryException e = await Assert.ThrowsAsync<RegistryException>(() => CountAsync(packed.ToArray()[..^100]));
        Assert.Equal(RegistryFault.Refused, e.Fault);
    }

    [Property]
    public void Any_cells_come_back_as_they_were_written(NonEmptyArray<NonNull<string>> cells)
    {
        string[] expected = [.. cells.Get.Select(c => new string([.. c.Get.Where(x => x >= ' ' && !char.IsSurrogate(x))]).Trim())];
        string header = string.Join(',', expected.Select((_, i) => $"c{i}"));
        string line = string.Join(',', expected.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        BulkRows rows = new(BulkFormat.Csv, [.. expected.Select((_, i) => $"c{i}")], []);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes($"{header}\n{line}\n"));
        BulkRow row = Assert.Single(rows.Read(stream, new()));
        Assert.Equal(expected, expected.Select((_, i) => row[i]));
    }

    [Fact]
    public void Of_many_refused_lines_the_first_thousand_are_told()
    {
        BulkReport report = new();
        Read(BulkFormat.Csv, "a,b\n" + string.Concat(Enumerable.Repeat("1\n", 1500)), report);
        Assert.Equal(1500, report.Rejected);
        Assert.Equal(BulkReport.MaxTold, report.Rejects.Count);
    }

    private static async Task<int> CountAsync(byte[] body)
    {
        DefaultHttpContext context = new();
        context.Request.Body = new MemoryStream(body);
        await using BulkBody received = await BulkBody.ReceiveAsync(context.Request, default);
        return new BulkRows(BulkFormat.Csv, ["a", "b"], []).Read(received.Open(), new()).Count();
    }

    private static string[] Read(BulkFormat format, string body, BulkReport report) => Read(format, Encoding.UTF8.GetBytes(body), report);

    private static string[] Read(BulkFormat format, byte[] body, BulkReport report)
    {
        using MemoryStream stream = new(body);
        return [.. new BulkRows(format, ["a", "b"], ["c"]).Read(stream, report).Select(r => $"{r.Line}:{r[0]}/{r[1]}/{r[2]}")];
    }
}
