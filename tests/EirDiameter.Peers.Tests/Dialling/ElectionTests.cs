using EirDiameter.Peers.Dialling;
using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Dialling;

/// <summary>Both sides dial at the same time: one connection stays, and both sides agree which (RFC 6733 5.6.4).</summary>
public sealed class ElectionTests
{
    // The node is eir.example.org: it wins against "dra", and loses against "mme1".
    private const string Lesser = "DRA.example.org";
    private const string Greater = "mme1.example.org";

    [Fact]
    public async Task Who_wins_keeps_the_connection_that_the_peer_made()
    {
        Neighbourhood node = Node(Lesser);
        TestPeer dialled = await CalledAsync(node);
        TestPeer own = node.Connect(Neighbourhood.Foreign);
        await own.SendAsync(Messages.Cer("dra.example.org"));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await own.ReceiveAsync()));
        await dialled.ReceiveEndAsync();
        await IsOpenAsync(node, own);
    }

    [Fact]
    public async Task Who_loses_waits_for_the_CEA_and_keeps_the_connection_that_it_made_itself()
    {
        Neighbourhood node = Node(Greater);
        TestPeer dialled = node.Dialler.Connect();
        byte[] cer = await dialled.ReceiveAsync();
        TestPeer own = await RivalAsync(node);
        await dialled.SendAsync(Messages.Cea(cer));
        await own.ReceiveEndAsync();
        await IsOpenAsync(node, dialled);
    }

    [Fact]
    public async Task When_the_connection_made_by_the_loser_is_closed_the_other_one_is_accepted()
    {
        Neighbourhood node = Node(Greater);
        TestPeer dialled = await CalledAsync(node);
        TestPeer own = await RivalAsync(node);
        dialled.Connection.CloseByPeer();
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await own.ReceiveAsync()));
        await IsOpenAsync(node, own);
    }

    [Fact]
    public async Task When_the_CEA_does_not_come_the_connection_of_the_peer_is_accepted()
    {
        Neighbourhood node = Node(Greater);
        TestPeer dialled = await CalledAsync(node);
        TestPeer own = await RivalAsync(node);
        node.Time.Advance(node.Options.ProbeTimeout + TimeSpan.FromMilliseconds(1));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await own.ReceiveAsync()));
        await dialled.ReceiveEndAsync();
        await IsOpenAsync(node, own);
    }

    [Fact]
    public async Task When_the_peers_own_connection_goes_away_the_dialled_one_goes_on()
    {
        Neighbourhood node = Node(Greater);
        TestPeer dialled = node.Dialler.Connect();
        byte[] cer = await dialled.ReceiveAsync();
        TestPeer own = await RivalAsync(node);
        own.Connection.CloseByPeer();
        await own.Ended;
        await dialled.SendAsync(Messages.Cea(cer));
        await IsOpenAsync(node, dialled);
    }

    [Fact]
    public async Task A_peer_that_comes_while_its_transport_is_being_dialled_is_accepted_and_the_dialling_given_up()
    {
        Neighbourhood node = Node(Greater);
        TestPeer own = await node.ConnectOpenAsync(Greater);
        TestPeer dialled = node.Dialler.Connect();
        await dialled.ReceiveEndAsync();
        await IsOpenAsync(node, own);
    }

    [Theory]
    [InlineData("b.example.org", "a.example.org", true)]
    [InlineData("a.example.org", "b.example.org", false)]
    [InlineData("B.example.org", "a.example.org", true)]
    [InlineData("a.example.org", "B.example.org", false)]
    [InlineData("a.example.orga", "a.example.org", true)]
    [InlineData("a-b.example.org", "a.b.example.org", false)]
    public void The_greater_name_wins_whatever_its_case(string local, string remote, bool won) =>
        Assert.Equal(won, EirDiameter.Peers.Table.Election.IsWon(local, remote));

    private static Neighbourhood Node(string peer)
    {
        Neighbourhood node = new(new PeersOptions { Peers = [new PeerOptions { Host = peer, Connect = new DialAddress("tcp", "198.51.100.9", 3868) }] });
        node.Handler.StartDialling();
        return node;
    }

    private static async Task<TestPeer> CalledAsync(Neighbourhood node)
    {
        TestPeer dialled = node.Dialler.Connect();
        Assert.Equal(CommandCodes.CapabilitiesExchange, Messages.Header(await dialled.ReceiveAsync()).CommandCode);
        return dialled;
    }

    private static async Task<TestPeer> RivalAsync(Neighbourhood node)
    {
        TestPeer own = node.Connect();
        await own.SendAsync(Messages.Cer());
        await Neighbourhood.UntilAsync(() => Assert.Single(node.Table.Snapshot()).State == PeerState.Electing);
        return own;
    }

    private static async Task IsOpenAsync(Neighbourhood node, TestPeer peer)
    {
        await peer.SendAsync(Messages.Request(77));
        Assert.Equal(77u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        await Neighbourhood.UntilAsync(() => node.Table.Connections == 1);
        Assert.Equal(PeerState.Open, Assert.Single(node.Table.Snapshot()).State);
    }
}
