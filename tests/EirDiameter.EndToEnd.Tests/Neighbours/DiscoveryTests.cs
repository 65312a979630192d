using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Neighbours;

/// <summary>A node that finds its agent in the DNS, and dials it.</summary>
public sealed class DiscoveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_agent_that_the_DNS_names_for_a_realm_is_dialled()
    {
        await using EirNode agent = await EirNode.StartAsync(_folder.File("store1"));
        string port = FreePort();
        await using ChildProcess dns = ChildProcess.Start("dnsmasq",
        [
            "--keep-in-foreground", "--conf-file=/dev/null", $"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces", "--no-resolv", "--no-hosts", "--user=root", "--pid-file=",
            $"--local=/{EirNode.OriginRealm}/",
            $"--naptr-record={EirNode.OriginRealm},10,10,S,aaa+ap16777252:diameter.tcp,,_diameter._tcp.{EirNode.OriginRealm}",
            string.Create(CultureInfo.InvariantCulture, $"--srv-host=_diameter._tcp.{EirNode.OriginRealm},{EirNode.OriginHost},{agent.DiameterPort},10,10"),
            $"--host-record={EirNode.OriginHost},127.0.0.1",
        ]);
        await using EirNode node = await EirNode.StartAsync(_folder.File("store2"),
        [
            "--Diameter:OriginHost", $"eir2.{EirNode.OriginRealm}", "--Diameter:UnknownPeers", "Refuse", "--Diameter:DialSeconds", "1",
            "--Diameter:Discovery:Realms:0", EirNode.OriginRealm, "--Diameter:Discovery:Server", $"127.0.0.1:{port}", "--Diameter:Discovery:Transports:0", "tcp",
        ]);
        JsonElement peer = default;
        await Eventually.IsTrueAsync("the agent is connected", TimeSpan.FromSeconds(60), async () =>
        {
            peer = (await node.Admin.GetAsync("/v1/peers")).EnumerateArray().FirstOrDefault();
            return peer.ValueKind == JsonValueKind.Object && peer.GetProperty("state").GetString() == "open";
        });
        Assert.Equal(EirNode.OriginHost, peer.GetProperty("host").GetString());
        Assert.Equal("discovery", (await node.Admin.GetAsync($"/v1/peers/{EirNode.OriginHost}")).GetProperty("source").GetString());
    }

    private static string FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
    }
}
