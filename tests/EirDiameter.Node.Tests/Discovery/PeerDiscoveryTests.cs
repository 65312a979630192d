using System.Globalization;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Discovery;
using EirDiameter.Node.Neighbours;
using EirDiameter.Node.Tests.Support;
using EirDiameter.Peers;
using EirDiameter.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Discovery;

/// <summary>What becomes of the agents that the DNS names, and names no more.</summary>
public sealed class PeerDiscoveryTests : IDisposable
{
    private const string First = "srv-host=_diameter._tcp.example.org,dra1.example.org,3868,1,1";
    private const string Second = "srv-host=_diameter._tcp.example.org,dra2.example.org,3868,2,1";
    private const string Third = "srv-host=_diameter._tcp.example.org,dra3.example.org,3868,3,1";

    private readonly string _folder = Directory.CreateTempSubdirectory("eir-discovery-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly PeerTable _table;

    public PeerDiscoveryTests() =>
        _table = new PeerTable(new PeersOptions { Peers = [new PeerOptions { Host = "dra3.example.org" }] }, new LocalIdentity { OriginHost = "eir.example.org", OriginRealm = "example.org" }, _time);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Agents_are_added_those_that_are_configured_left_alone_and_no_more_taken_than_wanted()
    {
        await using DnsServer dns = await DnsServer.StartAsync([First, Second, Third]);
        await using PeerDiscovery discovery = Start(dns.Port, mostPeers: 1);
        await UntilAsync(() => _table.Snapshot().Count == 2);
        Assert.Equal(["", "tcp://dra1.example.org:3868"], _table.Snapshot().Select(peer => peer.Connect).Order());
    }

    [Fact]
    public async Task An_agent_that_is_named_no_more_is_removed_and_a_new_one_added()
    {
        DnsServer dns = await DnsServer.StartAsync([First, Second]);
        await using PeerDiscovery discovery = Start(dns.Port);
        await UntilAsync(() => _table.Snapshot().Count == 3);
        await dns.DisposeAsync();
        await using DnsServer next = await DnsServer.StartAsync([Second], dns.Port);
        await UntilAsync(() => _table.Snapshot().Count == 2);
        Assert.Contains(_table.Snapshot(), peer => peer.Host == "dra2.example.org");
    }

    [Fact]
    public async Task While_the_DNS_does_not_answer_all_stays_as_it_is()
    {
        DnsServer dns = await DnsServer.StartAsync([First]);
        await using PeerDiscovery discovery = Start(dns.Port);
        await UntilAsync(() => _table.Snapshot().Count == 2);
        await dns.DisposeAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<IOException>(() => Lookup(dns.Port).FindAsync("example.org", default));
        Assert.Equal(2, _table.Snapshot().Count);
    }

    private PeerDiscovery Start(int port, int mostPeers = 4)
    {
        DiscoverySection section = Section(port) with { MaxPeers = mostPeers };
        ConfiguredPeers configured = new(new DiameterOptions { Peers = [new PeerSection { Host = "dra3.example.org" }] }, _folder);
        PeerDiscovery discovery = new(section, new RealmLookup(section), configured, _table, _time, NullLogger.Instance);
        discovery.Start();
        return discovery;
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        var guard = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(guard.Elapsed < TimeSpan.FromSeconds(20), "It did not come about.");
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }
    }

    private static RealmLookup Lookup(int port) => new(Section(port));

    private static DiscoverySection Section(int port) => new()
    {
        Realms = ["example.org"],
        Server = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        Transports = ["tcp"],
    };
}
