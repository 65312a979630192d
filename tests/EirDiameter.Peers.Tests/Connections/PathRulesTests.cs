using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>Path authorisation (RFC 6733 2.9): 5003 for realms and routes that are not allowed.</summary>
public sealed class PathRulesTests
{
    [Fact]
    public async Task A_request_of_a_realm_that_is_allowed_is_served_in_any_case_of_letters()
    {
        TestPeer peer = await PeerOfAsync(new PeersOptions { OriginRealms = ["other.example", "EXAMPLE.org"] });
        Assert.Equal(ResultCodes.Success, await AskAsync(peer, Messages.Request(7)));
    }

    [Fact]
    public async Task A_request_of_another_realm_is_answered_5003_and_never_handed_on()
    {
        Neighbourhood node = new(new PeersOptions { OriginRealms = ["other.example"] });
        TestPeer peer = await node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(7));
        byte[] answer = await peer.ReceiveAsync();
        Assert.Equal(ResultCodes.AuthorizationRejected, Messages.ResultOf(answer));
        Assert.False(Messages.Header(answer).IsError);
        Assert.DoesNotContain('h', node.Application.Calls);
    }

    [Fact]
    public async Task What_a_peer_may_bring_goes_before_what_all_may_bring()
    {
        PeersOptions options = new() { OriginRealms = ["example.org"], Peers = [new PeerOptions { Host = "mme1.example.org", OriginRealms = ["roaming.example"] }] };
        Assert.Equal(ResultCodes.AuthorizationRejected, await AskAsync(await PeerOfAsync(options), Messages.Request(7)));
        Assert.Equal(ResultCodes.Success, await AskAsync(await PeerOfAsync(options, "mme2.example.org"), Messages.Request(7)));
    }

    [Theory]
    [InlineData("dra1.example.org", ResultCodes.Success)]
    [InlineData("DRA1.example.org", ResultCodes.Success)]
    [InlineData("dra9.example.org", ResultCodes.AuthorizationRejected)]
    public async Task Every_node_on_the_way_must_be_allowed(string route, uint result)
    {
        TestPeer peer = await PeerOfAsync(new PeersOptions { RouteRecords = ["dra1.example.org", "dra2.example.org"] });
        Assert.Equal(ResultCodes.Success, await AskAsync(peer, Messages.Request(7)));
        Assert.Equal(result, await AskAsync(peer, Messages.Request(8, routes: ["dra2.example.org", route])));
    }

    [Fact]
    public async Task A_wrong_header_is_named_before_a_wrong_path()
    {
        TestPeer peer = await PeerOfAsync(new PeersOptions { OriginRealms = ["other.example"] });
        Assert.Equal(ResultCodes.InvalidHeaderBits, await AskAsync(peer, Messages.Request(7, more: CommandFlags.None)));
    }

    [Fact]
    public async Task A_changed_rule_holds_on_the_open_connection()
    {
        Neighbourhood node = new(new PeersOptions());
        TestPeer peer = await node.ConnectOpenAsync();
        node.Table.Put(new PeerOptions { Host = "mme1.example.org", OriginRealms = ["other.example"] });
        Assert.Equal(ResultCodes.AuthorizationRejected, await AskAsync(peer, Messages.Request(7)));
    }

    private static Task<TestPeer> PeerOfAsync(PeersOptions options, string host = "mme1.example.org") => new Neighbourhood(options).ConnectOpenAsync(host);

    private static async Task<uint> AskAsync(TestPeer peer, byte[] request)
    {
        await peer.SendAsync(request);
        return Messages.ResultOf(await peer.ReceiveAsync());
    }
}
