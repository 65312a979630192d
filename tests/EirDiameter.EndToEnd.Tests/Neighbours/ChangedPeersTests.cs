using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Neighbours;

/// <summary>Peers that an operator adds, changes and removes while the node serves others.</summary>
public sealed class ChangedPeersTests : IDisposable
{
    private const string Other = "mme2.example.org";

    private static readonly string[] Settings = ["--Diameter:UnknownPeers", "Refuse", "--Diameter:Peers:0:Host", Messages.Host];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_counts_at_once_outlives_a_restart_and_is_not_noticed_by_the_other_peers()
    {
        await using (EirNode node = await EirNode.StartAsync(_folder.File("store"), Settings))
        {
            await using DiameterClient peer = await node.ConnectAsync();
            await Assert.ThrowsAsync<IOException>(() => DiameterClient.OpenAsync(node.DiameterPort, Other));
            await RunAsync(node, 0, "add", Other, "--address", "127.0.0.0/8");
            await RunAsync(node, 1, "add", Other);
            await using (DiameterClient added = await DiameterClient.OpenAsync(node.DiameterPort, Other))
            {
                Assert.Equal("unknown", await added.CheckAsync("35693803564380"));
                await RunAsync(node, 0, "change", Other, "--address", "192.0.2.0/24");
                DiameterMessage? goodbye = await added.ReceiveAsync();
                Assert.Equal(Wire.DisconnectPeer, goodbye?.Command);
            }

            Assert.Contains("192.0.2.0/24", await RunAsync(node, 0, "show", Other), StringComparison.Ordinal);
            Assert.Equal("unknown", await peer.CheckAsync("35693803564380"));
            Assert.Equal(0, await node.StopAsync());
        }

        await using EirNode again = await EirNode.StartAsync(_folder.File("store"), Settings);
        await Assert.ThrowsAsync<IOException>(() => DiameterClient.OpenAsync(again.DiameterPort, Other));
        await RunAsync(again, 0, "change", Other, "--address", "none");
        await using DiameterClient back = await DiameterClient.OpenAsync(again.DiameterPort, Other);
        Assert.Equal("unknown", await back.CheckAsync("35693803564380"));
        await RunAsync(again, 0, "remove", Other);
        Assert.Equal(Wire.DisconnectPeer, (await back.ReceiveAsync())?.Command);
        await RunAsync(again, 1, "change", Other, "--max-requests", "1");
    }

    private static async Task<string> RunAsync(EirNode node, int exitCode, params string[] arguments)
    {
        (int actual, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await ChildProcess.RunAsync(
            "dotnet", [Repository.Eirctl, "peers", .. arguments, "--url", node.AdminUrl.ToString()], TimeSpan.FromSeconds(60));
        Assert.True(exitCode == actual, string.Join('\n', output.Concat(errors)));
        return string.Join('\n', output);
    }
}
