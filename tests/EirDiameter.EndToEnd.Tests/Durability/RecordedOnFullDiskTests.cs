using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>What must be on disk before it is answered, on a disk that has no room for a while: pushed records, and what is done in the audit log.</summary>
public sealed class RecordedOnFullDiskTests : IDisposable
{
    private const string Key = "the-key-of-the-ceir";
    private const int Most = 2000;

    private static readonly string[] Settings = ["--Store:MemoryMiB", "32", "--Push:0:Feed", "ceir", "--Push:0:Key", Key, "--Push:0:MaxRecordsPerSecond", "0"];

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _register = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };

    [Fact]
    public async Task A_register_is_told_to_come_back_operators_are_refused_and_both_go_on_when_there_is_room()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(_folder, 64);
        string store = disk.File("store");
        List<string> blocked = [];
        await using (EirNode node = await EirNode.StartAsync(store, Settings, disk.Through))
        {
            await BlockAsync(node, blocked);
            Assert.Single(blocked);
            await Assert.ThrowsAsync<IOException>(() => disk.OccupyAsync(64));

            HttpResponseMessage refused = await BlockAsync(node, blocked);
            while (refused.IsSuccessStatusCode && blocked.Count < Most) refused = await BlockAsync(node, blocked);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);

            string problem = "";
            for (int i = 0; i < 50 && !problem.Contains("audit log", StringComparison.Ordinal); i++) problem = await ImportAsync(node);
            Assert.Contains("Nothing was imported: the audit log", problem, StringComparison.Ordinal);

            await disk.MakeRoomAsync();
            Assert.Equal("", await ImportAsync(node));
            HttpResponseMessage taken = await BlockAsync(node, blocked);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
            Assert.Equal(JsonValueKind.Null, (await AuditStatusAsync(node)).GetProperty("fault").ValueKind);
            await node.Process.KillAsync();
        }

        await using EirNode restarted = await EirNode.StartAsync(store, Settings, disk.Through);
        JsonElement audit = await AuditStatusAsync(restarted);
        Assert.Equal(JsonValueKind.Null, audit.GetProperty("brokenAt").ValueKind);
        Assert.Equal(0, audit.GetProperty("cutOctets").GetInt64());
        foreach (string equipment in blocked) Assert.Equal("black", await restarted.CheckAsync(equipment));
        Assert.Equal("grey", await restarted.CheckAsync("86000000000001"));
    }

    public void Dispose()
    {
        _register.Dispose();
        _folder.Dispose();
    }

    private static async Task<JsonElement> AuditStatusAsync(EirNode node) => (await node.Admin.GetAsync("v1/audit")).GetProperty("status");

    // Empty, or why not.
    private static async Task<string> ImportAsync(EirNode node)
    {
        JsonElement result = await node.Admin.ImportAsync("national", "equipment,list\n86000000000001,grey\n");
        return result.TryGetProperty("problem", out JsonElement problem) ? problem.GetProperty("detail").GetString()! : "";
    }

    private async Task<HttpResponseMessage> BlockAsync(EirNode node, List<string> blocked)
    {
        string equipment = $"35693804{blocked.Count:000000}";
        using StringContent record = new($$"""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"{{equipment}}"}""", Encoding.UTF8, "application/json");
        HttpResponseMessage answer = await _register.PostAsync(new Uri(node.AdminUrl, "v1/push/ceir"), record);
        if (answer.IsSuccessStatusCode) blocked.Add(equipment);
        return answer;
    }
}
