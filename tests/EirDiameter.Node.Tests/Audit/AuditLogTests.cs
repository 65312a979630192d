using System.Text;
using System.Text.Json;
using EirDiameter.Node.Audit;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private static readonly string Zeros = new('0', 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("eir-audit-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private int _dropped;

    private string File => Path.Combine(_folder, "audit.jsonl");

    [Fact]
    public async Task A_line_says_what_was_done_by_whom_and_why_and_carries_the_hash_of_the_line_before()
    {
        await using (AuditLog log = Open())
        {
            await log.AppendAsync("approve", "global", "ada", "checked \"twice\"\nby hand", new { From = 1, To = 2 }, default);
            _time.Advance(TimeSpan.FromSeconds(1));
            await log.AppendAsync("import", "national", "key 1a2b3c4d", "", "192.0.2.1", new { File = "stolen.csv" }, default);
        }

        string[] lines = System.IO.File.ReadAllLines(File);
        Assert.Equal(
            $$"""{"number":1,"time":"2026-06-01T12:00:00Z","action":"approve","feed":"global","who":"ada","why":"checked \"twice\"\nby hand","from":null,"details":{"from":1,"to":2},"previous":"{{Zeros}}"}""",
            lines[0]);
        Assert.Equal(
            $$"""{"number":2,"time":"2026-06-01T12:00:01Z","action":"import","feed":"national","who":"key 1a2b3c4d","why":"","from":"192.0.2.1","details":{"file":"stolen.csv"},"previous":"{{AuditFile.HashOf(Encoding.UTF8.GetBytes(lines[0]))}}"}""",
            lines[1]);
    }

    [Fact]
    public async Task The_chain_goes_on_after_a_restart()
    {
        await AppendAsync(3);
        await AppendAsync(2);

        await using AuditLog log = Open();
        Assert.Equal(5, log.Status.Lines);
        Assert.Null(log.Status.BrokenAt);
        Assert.Null(log.Status.Fault);
        Assert.Equal(AuditFile.HashOf(Encoding.UTF8.GetBytes(System.IO.File.ReadAllLines(File)[^1])), log.Status.Head);
    }

    [Fact]
    public async Task What_many_append_at_once_is_all_there_in_one_chain()
    {
        await using (AuditLog log = Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => log.AppendAsync("add", "local", "ada", "", new { I = i }, default))));
        }

        await using AuditLog again = Open();
        Assert.Equal(500, again.Status.Lines);
        Assert.Null(again.Status.BrokenAt);
        Assert.Equal(Enumerable.Range(0, 500), again.Last(500).Select(line => Json(line).GetProperty("details").GetProperty("i").GetInt32()).Order());
    }

    [Fact]
    public async Task What_is_posted_is_there_when_the_log_is_closed()
    {
        await using (AuditLog log = Open())
        {
            log.Post("add", "local", "ada", "", null, new { });
        }

        Assert.Single(System.IO.File.ReadAllLines(File));
        Assert.Equal(0, _dropped);
    }

    [Fact]
    public async Task The_last_lines_come_first_across_blocks_of_the_file()
    {
        await using AuditLog log = Open();
        for (int i = 1; i <= 300; i++) await log.AppendAsync("add", "local", "ada", new string('x', i == 150 ? 200_000 : i * 7), new { }, default);

        Assert.Equal([300, 299, 298], Numbers(log.Last(3)));
        Assert.Equal(Enumerable.Range(1, 300).Reverse(), Numbers(log.Last(1000)));
        Assert.Empty(log.Last(0));
        await log.DisposeAsync();
        await using AuditLog again = Open();
        Assert.Equal(300, again.Status.Lines);
        Assert.Null(again.Status.BrokenAt);
    }

    [Fact]
    public async Task A_line_that_a_crash_left_unfinished_is_cut_off_and_noted()
    {
        await AppendAsync(2);
        string[] before = System.IO.File.ReadAllLines(File);
        System.IO.File.AppendAllText(File, before[1][..40]);

        await using (AuditLog log = Open())
        {
            await log.AppendAsync("add", "local", "ada", "", new { }, default);
            Assert.Equal(40, log.Status.CutOctets);
            Assert.Null(log.Status.BrokenAt);
        }

        string[] after = System.IO.File.ReadAllLines(File);
        Assert.Equal(before, after[..2]);
        Assert.Equal(["cut-off", "add"], after[2..].Select(line => Json(Encoding.UTF8.GetBytes(line)).GetProperty("action").GetString()));
        await using AuditLog again = Open();
        Assert.Null(again.Status.BrokenAt);
        Assert.Equal(0, again.Status.CutOctets);
    }

    [Fact]
    public async Task A_file_that_is_nothing_but_an_unfinished_line_begins_anew()
    {
        System.IO.File.WriteAllText(File, "{\"number\":1");
        await AppendAsync(1);

        await using AuditLog log = Open();
        Assert.Equal(2, log.Status.Lines);
        Assert.Null(log.Status.BrokenAt);
    }

    [Theory]
    [InlineData("taken out", 2)]
    [InlineData("put in", 3)]
    [InlineData("swapped", 2)]
    [InlineData("first taken out", 1)]
    public async Task Lines_that_were_moved_about_are_noticed_and_stop_nothing(string how, long expected)
    {
        await AppendAsync(4);
        List<string> lines = [.. System.IO.File.ReadAllLines(File)];
        if (how == "taken out") lines.RemoveAt(1);
        else if (how == "put in") lines.Insert(2, lines[1]);
        else if (how == "swapped") (lines[1], lines[2]) = (lines[2], lines[1]);
        else lines.RemoveAt(0);
        System.IO.File.WriteAllText(File, string.Join('\n', lines) + "\n");

        await using AuditLog log = Open();
        Assert.Equal(expected, log.Status.BrokenAt);
        await log.AppendAsync("add", "local", "ada", "", new { }, default);
        Assert.Equal(lines.Count + 1, log.Status.Lines);
        Assert.Equal(expected, log.Status.BrokenAt);
    }

    [Property(MaxTest = 40)]
    public bool Whatever_octet_is_changed_before_the_last_line_is_noticed(int place, byte mask)
    {
        string file = Path.Combine(_folder, $"{Guid.NewGuid():N}.jsonl");
        WriteChain(file, 5);
        byte[] octets = System.IO.File.ReadAllBytes(file);
        int last = octets.AsSpan(0, octets.Length - 1).LastIndexOf((byte)'\n') + 1;
        octets[(int)((uint)place % (uint)last)] ^= mask == 0 ? (byte)1 : mask;
        System.IO.File.WriteAllBytes(file, octets);
        using AuditFile changed = AuditFile.Open(file);
        return changed.BrokenAt is not null;
    }

    [Fact]
    public async Task A_disk_that_is_full_refuses_the_action_and_says_what_to_do()
    {
        System.IO.File.CreateSymbolicLink(File, "/dev/full");
        await using AuditLog log = Open();

        for (int i = 0; i < 2; i++)
        {
            IOException refused = await Assert.ThrowsAsync<IOException>(() => log.AppendAsync("approve", "global", "ada", "", new { }, default));
            Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
            Assert.Contains("make room on the disk", refused.Message, StringComparison.Ordinal);
        }

        log.Post("add", "local", "ada", "", null, new { });
        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync("approve", "global", "ada", "", new { }, default));
        Assert.Equal(1, _dropped);
        Assert.NotNull(log.Status.Fault);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_refuses_until_it_can()
    {
        Directory.CreateDirectory(File);
        await using AuditLog log = Open();
        Assert.NotNull(log.Status.Fault);
        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync("approve", "global", "ada", "", new { }, default));
        Assert.Empty(log.Last(10));

        Directory.Delete(File);
        await log.AppendAsync("approve", "global", "ada", "", new { }, default);

        Assert.Null(log.Status.Fault);
        Assert.Equal([1], Numbers(log.Last(10)));
    }

    [Fact]
    public async Task What_cannot_be_written_as_JSON_is_refused_to_whom_it_came_from_alone()
    {
        await using AuditLog log = Open();

        await Assert.ThrowsAnyAsync<Exception>(() => log.AppendAsync("approve", "global", "ada", "", new { Bad = (Action)(() => { }) }, default));
        await log.AppendAsync("approve", "global", "ada", "", new { }, default);

        Assert.Equal(1, log.Status.Lines);
    }

    [Fact]
    public async Task A_closed_log_refuses()
    {
        AuditLog log = Open();
        await log.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(() => log.AppendAsync("approve", "global", "ada", "", new { }, default));
    }

    [Fact]
    public async Task Only_the_owner_can_read_it()
    {
        await AppendAsync(1);

        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonElement Json(byte[] line) => JsonSerializer.Deserialize<JsonElement>(line);

    private static IEnumerable<int> Numbers(IEnumerable<byte[]> lines) => lines.Select(line => Json(line).GetProperty("number").GetInt32());

    private static byte[] LineAfter(string head, long number) =>
        AuditEntry.LineOf(new AuditEntry("add", "local", "ada", "", null, new { }).ToJson(), number, DateTimeOffset.UnixEpoch, head);

    private static void WriteChain(string path, int count)
    {
        using AuditFile file = AuditFile.Open(path);
        for (int i = 1; i <= count; i++)
        {
            byte[] line = LineAfter(file.Head, i);
            file.Append([.. line, (byte)'\n'], 1, AuditFile.HashOf(line), flush: false);
        }
    }

    private AuditLog Open() => new(_folder, _time, NullLogger.Instance, () => _dropped++);

    private async Task AppendAsync(int count)
    {
        await using AuditLog log = Open();
        for (int i = 0; i < count; i++) await log.AppendAsync("add", "local", "ada", "", new { I = i }, default);
    }
}
