using System.Net;
using System.Text;
using System.Text.Json;
using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>The disk of the store runs full while the node serves.</summary>
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private const int DiskMiB = 96;
    private const int BallastMiB = 32;
    private const int Lines = 20_000;
    private const int Sample = 200;
    private const int MostImports = 400;
    private const int MostEdits = 50_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_refuses_changes_clearly_acknowledges_nothing_that_is_lost_and_leaves_the_answers_alone()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(_folder, DiskMiB);
        await disk.OccupyAsync(BallastMiB);
        string store = disk.File("store");
        List<string> edits = [];
        int imports = 0;
        string problem;
        await using (EirNode node = await EirNode.StartAsync(store, ["--Store:MemoryMiB", "32"], disk.Through))
        {
            JsonElement result = await node.Admin.ImportAsync("national", ListFile(imports));
            while (result.TryGetProperty("report", out _) && ++imports < MostImports) result = await node.Admin.ImportAsync("national", ListFile(imports));
            Assert.True(imports is > 0 and < MostImports, $"{imports} imports went in; the last answer was {result}");
            problem = result.GetProperty("problem").GetProperty("detail").GetString()!;

            // What an import needs may be more than is left, and an edit still fit in: those too go in until they are refused.
            HttpStatusCode status = HttpStatusCode.Created;
            while (edits.Count < MostEdits)
            {
                string equipment = $"35693804{edits.Count:000000}";
                status = await node.Admin.AddAsync("local", equipment, "black");
                if (status != HttpStatusCode.Created) break;
                edits.Add(equipment);
            }

            output.WriteLine($"{imports} imports and {edits.Count} edits fitted; then '{problem}' and {status}");
            Assert.True((int)status >= 500 || edits.Count == MostEdits, $"an edit that did not fit was answered {status}");
            await VerifyAsync(node, imports, edits);
            await node.Process.KillAsync();
        }

        Assert.Matches("(?i)full|space|room", problem);
        await disk.MakeRoomAsync();
        await using EirNode restarted = await EirNode.StartAsync(store, ["--Store:MemoryMiB", "32"], disk.Through);
        await VerifyAsync(restarted, imports, edits);
        Assert.Equal(HttpStatusCode.Created, await restarted.Admin.AddAsync("local", "35693804999999", "black"));
        Assert.Equal("black", await restarted.CheckAsync("35693804999999"));
    }

    [Fact]
    public async Task A_disk_that_is_full_at_the_start_is_refused_in_one_line()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(_folder, 1);
        await disk.OccupyAsync(1);

        RefusedStart.Expect(1, "(?i)full|space|room", await EirNode.RefusedStartAsync(disk.File("store"), through: disk.Through));
    }

    // Every import that was acknowledged is there whole, the one that was refused not at all, and so is every edit.
    private static async Task VerifyAsync(EirNode node, int imports, List<string> edits)
    {
        await using DiameterClient client = await node.ConnectAsync();
        List<int> found = [];
        for (int import = 0; import <= imports; import++)
        {
            string[] outcomes = await client.CheckManyAsync([.. Enumerable.Range(0, Sample).Select(i => Equipment(import, i * (Lines / Sample)))], window: 50);
            found.Add(outcomes.Count(outcome => outcome == "black"));
        }

        Assert.Equal(string.Join(' ', Enumerable.Repeat(Sample, imports).Append(0)), string.Join(' ', found));
        Assert.Equal(edits.Count, (await client.CheckManyAsync(edits, window: 50)).Count(outcome => outcome == "black"));
        Assert.Equal("unknown", await client.CheckAsync("35999999000001"));
    }

    private static string Equipment(int import, int line) => $"86{import:000000}{line:000000}";

    private static string ListFile(int import)
    {
        StringBuilder text = new("equipment,list\n");
        for (int line = 0; line < Lines; line++) text.Append(Equipment(import, line)).Append(",black\n");
        return text.ToString();
    }
}
