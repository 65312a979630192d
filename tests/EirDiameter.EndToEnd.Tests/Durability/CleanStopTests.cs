using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>SIGTERM: goodbye to every peer (RFC 6733 5.4), and the same lists after a restart.</summary>
public sealed class CleanStopTests : IDisposable
{
    private const uint Rebooting = 0;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stop_says_goodbye_to_every_peer_and_a_restart_serves_the_same_lists()
    {
        Dictionary<string, string> exported;
        await using (EirNode node = await EirNode.StartAsync(_folder.File("store")))
        {
            await node.Admin.AddAsync("local", "35693803564380", "black", "stolen");
            await node.Admin.AddAsync("local", "49015420323751", "grey");
            await node.Admin.AddAsync("local", "86012345", "white");
            exported = await node.Admin.ExportAsync("local");
            await using DiameterClient first = await DiameterClient.OpenAsync(node.DiameterPort, "mme1.example.org");
            await using DiameterClient second = await DiameterClient.OpenAsync(node.DiameterPort, "mme2.example.org");
            Assert.Equal("black", await first.CheckAsync("35693803564380"));

            node.Process.Signal(ChildProcess.Terminate);

            foreach (DiameterClient peer in (DiameterClient[])[first, second])
            {
                DiameterMessage? goodbye = await peer.ReceiveAsync();
                Assert.NotNull(goodbye);
                Assert.Equal((Wire.DisconnectPeer, true), (goodbye.Command, goodbye.IsRequest));
                Assert.Equal(Rebooting, goodbye.Find(273)?.Number);
                Assert.Equal(EirNode.OriginHost, goodbye.Find(264)?.Text);
                await peer.SendAsync(Messages.BaseAnswer(goodbye));
                Assert.Null(await peer.ReceiveAsync());
            }

            Assert.Equal(0, await node.Process.WaitForExitAsync(TimeSpan.FromSeconds(30)));
        }

        await using EirNode restarted = await EirNode.StartAsync(_folder.File("store"));
        Assert.Equal(exported, await restarted.Admin.ExportAsync("local"));
        await using DiameterClient client = await restarted.ConnectAsync();
        Assert.Equal(["black", "grey", "white", "unknown"], await client.CheckManyAsync(["35693803564380", "490154203237518", "8601234500000123", "35999999000001"], window: 4));
        Assert.Equal(0, await restarted.StopAsync());
    }

    [Fact]
    public async Task A_peer_that_does_not_say_goodbye_back_cannot_keep_the_node_from_stopping()
    {
        await using EirNode node = await EirNode.StartAsync(_folder.File("store"));
        await using DiameterClient silent = await node.ConnectAsync();
        await using DiameterClient mute = await DiameterClient.ConnectAsync(node.DiameterPort);

        Assert.Equal(0, await node.StopAsync());
    }

    [Fact]
    public async Task Lists_of_the_configuration_are_read_again_only_when_they_changed()
    {
        string[] lists = ["--Lists:0:Feed", "national", "--Lists:0:File", _folder.Write("list.csv", ["equipment,list", "35693803564380,black"])];
        await using (EirNode node = await EirNode.StartAsync(_folder.File("store"), lists))
        {
            Assert.Equal("black", await node.CheckAsync("35693803564380"));
            await node.Admin.RemoveAsync("national", "35693803564380");
            Assert.Equal(0, await node.StopAsync());
        }

        await using (EirNode node = await EirNode.StartAsync(_folder.File("store"), lists))
        {
            Assert.Equal("unknown", await node.CheckAsync("35693803564380"));
            Assert.Equal(0, await node.StopAsync());
        }

        _ = _folder.Write("list.csv", ["equipment,list", "35693803564380,grey"]);
        await using EirNode last = await EirNode.StartAsync(_folder.File("store"), lists);
        Assert.Equal("grey", await last.CheckAsync("35693803564380"));
    }
}
