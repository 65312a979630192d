using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.HostileBytes;

/// <summary>One node for many hostile clients, with one blacklisted equipment and nothing white, so that whoever is told white was told wrong.</summary>
public sealed class ServingNode : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal EirNode Node { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Node = await EirNode.StartAsync(_folder.File("store"));
        await Node.Admin.AddAsync("local", FaultyMessages.Blocked, "black");
        await Node.Admin.AddAsync("local", "49015420323751", "grey");
    }

    public async Task DisposeAsync() => await Node.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    /// <summary>Whatever came before: an MME gets the right answers.</summary>
    internal async Task StillAnswersAsync()
    {
        Assert.False(Node.Process.HasExited, Node.Process.Transcript());

        // Under another name: the node would first look whether the old connection of a known one is dead.
        await using DiameterClient client = await DiameterClient.OpenAsync(Node.DiameterPort, "another-mme.epc.mnc001.mcc001.3gppnetwork.org");
        Assert.Equal("black", await client.CheckAsync(FaultyMessages.Blocked));
        Assert.Equal("grey", await client.CheckAsync("490154203237518"));
        Assert.Equal("unknown", await client.CheckAsync("35999999000001"));
    }
}
