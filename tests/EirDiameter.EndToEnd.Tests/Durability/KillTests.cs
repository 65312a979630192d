using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>kill -9 at any moment.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 10;
    private const int Writers = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ten_kills_amid_edits_and_imports_lose_nothing_acknowledged_and_leave_no_import_half_applied()
    {
        Random random = new(Seed.Take(output));
        EditLedger[] edits = [.. Enumerable.Range(0, Writers).Select(writer => new EditLedger(writer, random.Next()))];
        ImportLedger snapshots = new("operator", snapshot: true), updates = new("national", snapshot: false);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using EirNode node = await EirNode.StartAsync(_folder.File("store"));
            await VerifyAsync(node, edits, snapshots, updates);
            Task[] writers = [.. edits.Select(ledger => ledger.WriteAsync(node.Admin)), snapshots.WriteAsync(node.Admin), updates.WriteAsync(node.Admin)];
            if (kill % 2 == 0) await BeUnderWayAsync(edits, updates);
            await Task.Delay(random.Next(20, 1000));
            await node.Process.KillAsync();
            await Task.WhenAll(writers);
        }

        await using EirNode last = await EirNode.StartAsync(_folder.File("store"));
        await VerifyAsync(last, edits, snapshots, updates);
        output.WriteLine($"{edits.Sum(ledger => ledger.Edits)} edits, {snapshots.Imports} snapshots and {updates.Imports} updates were acknowledged");
        Assert.All(edits, ledger => Assert.True(ledger.Edits > 0));
        Assert.True(snapshots.Imports > 0 && updates.Imports > 0);
    }

    // Every other kill comes when all writers have had something acknowledged since the start, the others at any moment.
    private static Task BeUnderWayAsync(EditLedger[] edits, ImportLedger updates)
    {
        int[] before = [.. edits.Select(ledger => ledger.Edits), updates.Imports];
        return Eventually.IsTrueAsync(
            "all writers have had something acknowledged",
            TimeSpan.FromSeconds(60),
            () => edits.Select(ledger => ledger.Edits).Append(updates.Imports).Zip(before).All(pair => pair.First > pair.Second));
    }

    private static async Task VerifyAsync(EirNode node, EditLedger[] edits, ImportLedger snapshots, ImportLedger updates)
    {
        Dictionary<string, string> local = await node.Admin.ExportAsync(EditLedger.Feed);
        foreach (EditLedger ledger in edits) ledger.Verify(local);
        snapshots.Verify(await node.Admin.ExportAsync("operator"));
        updates.Verify(await node.Admin.ExportAsync("national"));

        // What is exported is also what is answered.
        await using DiameterClient client = await node.ConnectAsync();
        foreach (EditLedger ledger in edits)
        {
            string[] equipment = [.. ledger.Equipment];
            string[] outcomes = await client.CheckManyAsync(equipment, window: 100);
            Assert.Equal(equipment.Select(piece => ledger.IsListed(piece) ? "black" : "unknown"), outcomes);
        }
    }
}
