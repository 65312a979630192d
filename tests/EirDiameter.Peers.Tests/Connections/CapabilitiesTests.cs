using System.Net;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

public class CapabilitiesTests
{
    [Fact]
    public async Task The_answer_announces_S13_the_local_address_and_the_state_id()
    {
        var node = new Neighbourhood();
        TestPeer peer = node.Connect();
        await peer.SendAsync(Messages.Cer(hopByHop: 12));
        byte[] answer = await peer.ReceiveAsync();

        DiameterHeader header = Messages.Header(answer);
        Assert.Equal((CommandCodes.CapabilitiesExchange, CommandFlags.None, 12u, 112u), (header.CommandCode, header.Flags, header.HopByHop, header.EndToEnd));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(answer));
        Assert.Equal([IPAddress.Parse("192.0.2.1")], Messages.Addresses(answer));
        Assert.Equal([4711u], Messages.Values(answer, AvpCodes.OriginStateId));
        Assert.Equal([Vendors.ThreeGpp], Messages.Values(answer, AvpCodes.SupportedVendorId));
        Assert.Equal([Vendors.ThreeGpp], Messages.Values(answer, AvpCodes.VendorId, inGroup: AvpCodes.VendorSpecificApplicationId));
        Assert.Equal([Applications.S13], Messages.Values(answer, AvpCodes.AuthApplicationId, inGroup: AvpCodes.VendorSpecificApplicationId));
        Assert.Empty(Messages.Values(answer, AvpCodes.AuthApplicationId));
    }

    [Fact]
    public async Task Configured_addresses_are_announced_instead_of_the_local_one()
    {
        IPAddress[] addresses = [IPAddress.Parse("203.0.113.1"), IPAddress.Parse("2001:db8::1")];
        var node = new Neighbourhood(new PeersOptions { HostAddresses = addresses });
        TestPeer peer = node.Connect();
        await peer.SendAsync(Messages.Cer());
        Assert.Equal(addresses, Messages.Addresses(await peer.ReceiveAsync()));
    }

    [Theory]
    [InlineData(Applications.S13, true)]
    [InlineData(Applications.S13, false)]
    [InlineData(Applications.Relay, true)]
    [InlineData(Applications.Relay, false)]
    public async Task S13_and_relays_are_accepted_bare_or_with_a_vendor(uint application, bool inVendorSpecific)
    {
        var node = new Neighbourhood();
        TestPeer peer = node.Connect();
        await peer.SendAsync(Messages.Cer(applications: [16777251, application], inVendorSpecific: inVendorSpecific));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
    }

    [Fact]
    public async Task Without_a_common_application_the_answer_is_5010_and_the_connection_is_closed() =>
        await IsRefusedAsync(new Neighbourhood(), Messages.Cer(applications: [16777251]), ResultCodes.NoCommonApplication, Refusal.NoCommonApplication);

    [Fact]
    public async Task With_only_TLS_inside_the_connection_the_answer_is_5017() =>
        await IsRefusedAsync(new Neighbourhood(), Messages.Cer(security: [1]), ResultCodes.NoCommonSecurity, Refusal.NoCommonSecurity);

    [Fact]
    public async Task Security_none_beside_TLS_is_accepted()
    {
        TestPeer peer = new Neighbourhood().Connect();
        await peer.SendAsync(Messages.Cer(security: [1, 0]));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
    }

    [Fact]
    public async Task An_unknown_peer_is_refused_with_3010_and_the_E_bit()
    {
        var node = new Neighbourhood(new PeersOptions { UnknownPeers = UnknownPeers.Refuse });
        await IsRefusedAsync(node, Messages.Cer(), ResultCodes.UnknownPeer, Refusal.UnknownPeer);
    }

    [Fact]
    public async Task By_default_an_unknown_peer_may_come_from_loopback_only()
    {
        await IsRefusedAsync(new Neighbourhood(), Messages.Cer(), ResultCodes.UnknownPeer, Refusal.UnknownPeer, Neighbourhood.Foreign);
        await new Neighbourhood().ConnectOpenAsync();
        await new Neighbourhood().ConnectOpenAsync(from: new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 1));
    }

    [Fact]
    public async Task Unknown_peers_are_accepted_when_the_configuration_says_so() =>
        await new Neighbourhood(new PeersOptions { UnknownPeers = UnknownPeers.Accept }).ConnectOpenAsync(from: Neighbourhood.Foreign);

    [Fact]
    public async Task A_configured_name_is_compared_without_regard_to_case()
    {
        var node = new Neighbourhood(Configured());
        await node.ConnectOpenAsync("MME1.Example.ORG", Neighbourhood.Foreign);
        Assert.Equal("mme1.example.org", Assert.Single(node.Table.Snapshot()).Host);
    }

    [Fact]
    public async Task A_configured_name_from_another_address_is_refused()
    {
        var elsewhere = new IPEndPoint(IPAddress.Parse("198.51.100.8"), 1);
        await IsRefusedAsync(new Neighbourhood(Configured()), Messages.Cer(), ResultCodes.UnknownPeer, Refusal.WrongAddress, elsewhere);
        await IsRefusedAsync(new Neighbourhood(Configured()), Messages.Cer(), ResultCodes.UnknownPeer, Refusal.WrongAddress);
    }

    [Fact]
    public async Task A_peer_with_our_own_name_is_refused() =>
        await IsRefusedAsync(new Neighbourhood(), Messages.Cer("EIR.example.org"), ResultCodes.UnknownPeer, Refusal.OwnName);

    [Fact]
    public async Task A_CER_that_lacks_an_AVP_is_answered_and_the_connection_closed()
    {
        byte[] buffer = new byte[256];
        var writer = new MessageWriter(buffer, CommandFlags.Request, CommandCodes.CapabilitiesExchange, 0, 1, 1);
        writer.WriteUtf8(AvpCodes.OriginHost, "mme1.example.org");
        await IsRefusedAsync(new Neighbourhood(), buffer[..writer.Finish()], ResultCodes.MissingAvp, Refusal.BadCapabilities);
    }

    [Fact]
    public async Task A_connection_that_starts_with_another_message_is_closed_without_an_answer()
    {
        foreach (byte[] message in new[] { Messages.Dwr(), Messages.Request(1), Messages.AnswerTo(Messages.Cer()) })
        {
            var node = new Neighbourhood();
            TestPeer peer = node.Connect();
            await peer.SendAsync(message);
            await peer.ReceiveEndAsync();
            Assert.Equal(1, node.Table.Refusals(Refusal.NotCapabilities));
            Assert.Equal(0, node.Application.Opened);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task A_connection_without_a_whole_CER_in_time_is_closed(int octets)
    {
        var node = new Neighbourhood();
        TestPeer peer = node.Connect();
        await peer.SendAsync(Messages.Cer()[..octets]);
        node.Time.Advance(node.Options.CapabilitiesTimeout - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, node.Table.Connections);
        node.Time.Advance(TimeSpan.FromMilliseconds(2));
        await peer.ReceiveEndAsync();
        Assert.Equal(1, node.Table.Refusals(Refusal.CapabilitiesTimeout));
        Assert.Equal(0, node.Table.Connections);
    }

    [Fact]
    public async Task A_second_CER_on_an_open_connection_closes_it()
    {
        var node = new Neighbourhood();
        TestPeer peer = await node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Cer());
        await peer.ReceiveEndAsync();
        Assert.Equal(1, node.Table.Refusals(Refusal.UnexpectedCapabilities));
    }

    [Theory]
    [InlineData("198.51.100.7", true)]
    [InlineData("198.51.103.255", true)]
    [InlineData("198.51.104.1", false)]
    [InlineData("::ffff:198.51.100.7", true)]
    [InlineData("::ffff:198.51.104.1", false)]
    [InlineData("2001:db8::7", true)]
    [InlineData("2001:db8:1::7", false)]
    public async Task A_configured_peer_may_come_from_its_networks_only(string from, bool isWelcome)
    {
        var node = new Neighbourhood(new PeersOptions
        {
            UnknownPeers = UnknownPeers.Accept,
            Peers = [new PeerOptions { Host = "mme1.example.org", Addresses = [IPNetwork.Parse("198.51.100.0/22"), IPNetwork.Parse("2001:db8::/48")] }],
        });
        TestPeer peer = node.Connect(new IPEndPoint(IPAddress.Parse(from), 40000));
        await peer.SendAsync(Messages.Cer());
        Assert.Equal(isWelcome ? ResultCodes.Success : ResultCodes.UnknownPeer, Messages.ResultOf(await peer.ReceiveAsync()));
        Assert.Equal(isWelcome ? 0 : 1, node.Table.Refusals(Refusal.WrongAddress));
    }

    [Theory]
    [InlineData("tls", ResultCodes.Success)]
    [InlineData("tcp", ResultCodes.NoCommonSecurity)]
    [InlineData("sctp", ResultCodes.NoCommonSecurity)]
    public async Task Who_wants_TLS_and_nothing_else_is_content_where_it_is_there_already(string transport, uint result)
    {
        var node = new Neighbourhood();
        TestPeer peer = node.Connect(features: features => features.Set<IDiameterTransportFeature>(new NamedTransport(transport)));
        await peer.SendAsync(Messages.Cer(security: [1]));
        Assert.Equal(result, Messages.ResultOf(await peer.ReceiveAsync()));
    }

    private sealed class NamedTransport(string name) : IDiameterTransportFeature
    {
        public string Name => name;

        public IReadOnlyList<IPAddress> LocalAddresses => [IPAddress.Loopback];

        public void AllowReordering()
        {
        }
    }

    private static PeersOptions Configured() => new()
    {
        UnknownPeers = UnknownPeers.Refuse,
        Peers = [new PeerOptions { Host = "mme1.example.org", Addresses = [new IPNetwork(Neighbourhood.Foreign.Address, 32)] }],
    };

    private static async Task IsRefusedAsync(Neighbourhood node, byte[] cer, uint resultCode, Refusal reason, IPEndPoint? from = null)
    {
        TestPeer peer = node.Connect(from);
        await peer.SendAsync(cer);
        byte[] answer = await peer.ReceiveAsync();
        Assert.Equal(resultCode, Messages.ResultOf(answer));
        Assert.Equal(resultCode is >= 3000 and < 4000, Messages.Header(answer).IsError);
        await peer.ReceiveEndAsync();
        Assert.False(peer.Connection.IsAborted);
        Assert.Equal(1, node.Table.Refusals(reason));
        Assert.Equal(0, node.Table.Connections);
    }
}
