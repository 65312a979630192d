using System.Net;
using EirDiameter.Peers.Dialling;
using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>Peers that are added, changed and removed while the node runs.</summary>
public sealed class ReconfigurationTests
{
    private const string Mme = "mme1.example.org";
    private const string Other = "mme2.example.org";

    private static readonly DialAddress There = new("tcp", "198.51.100.9", 3868);
    private static readonly DialAddress Elsewhere = new("tcp", "198.51.100.10", 3868);

    [Fact]
    public async Task A_peer_that_was_refused_is_let_in_once_it_is_added()
    {
        Neighbourhood node = Strict();
        TestPeer refused = node.Connect();
        await refused.SendAsync(Messages.Cer(Mme));
        Assert.Equal(ResultCodes.UnknownPeer, Messages.ResultOf(await refused.ReceiveAsync()));
        await refused.ReceiveEndAsync();
        Assert.Equal(PeerChange.Added, node.Table.Put(new PeerOptions { Host = Mme }));
        await IsServedAsync(await node.ConnectOpenAsync(Mme));
        Assert.True(Assert.Single(node.Table.Snapshot()).IsConfigured);
    }

    [Fact]
    public async Task A_new_limit_holds_on_the_connection_that_is_open_and_leaves_the_others_alone()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme }, new PeerOptions { Host = Other });
        TestPeer peer = await node.ConnectOpenAsync(Mme), other = await node.ConnectOpenAsync(Other);
        Assert.Equal(PeerChange.Changed, node.Table.Put(new PeerOptions { Host = "MME1.example.org", MaxRequestsPerSecond = 1 }));
        await peer.SendAsync(Messages.Request(1), Messages.Request(2));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
        Assert.Equal(ResultCodes.TooBusy, Messages.ResultOf(await peer.ReceiveAsync()));
        await IsServedAsync(other);
        await IsServedAsync(other);
        Assert.Equal(2, node.Table.Connections);
    }

    [Fact]
    public async Task A_connection_that_the_new_configuration_does_not_allow_is_said_goodbye_to_for_good()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme }, new PeerOptions { Host = Other });
        TestPeer peer = await node.ConnectOpenAsync(Mme), other = await node.ConnectOpenAsync(Other);
        node.Table.Put(new PeerOptions { Host = Mme, Addresses = [IPNetwork.Parse("198.51.100.0/24")] });
        await TakesLeaveAsync(peer, DisconnectCause.DoNotWantToTalkToYou);
        Assert.Equal(1, node.Table.Refusals(Refusal.WrongAddress));
        await IsServedAsync(other);
        await IsServedAsync(await node.ConnectOpenAsync(Mme, Neighbourhood.Foreign), dwrFirst: true);
    }

    [Fact]
    public async Task A_peer_that_is_removed_is_said_goodbye_to_and_refused_from_then_on()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme }, new PeerOptions { Host = Other });
        TestPeer peer = await node.ConnectOpenAsync(Mme), other = await node.ConnectOpenAsync(Other);
        Assert.True(node.Table.Remove("MME1.example.org"));
        await TakesLeaveAsync(peer, DisconnectCause.DoNotWantToTalkToYou);
        Assert.Equal(Other, Assert.Single(node.Table.Snapshot()).Host);
        TestPeer again = node.Connect();
        await again.SendAsync(Messages.Cer(Mme));
        Assert.Equal(ResultCodes.UnknownPeer, Messages.ResultOf(await again.ReceiveAsync()));
        await IsServedAsync(other);
        Assert.False(node.Table.Remove(Mme));
    }

    [Fact]
    public async Task A_peer_that_is_removed_stays_connected_where_unknown_ones_are_let_in()
    {
        Neighbourhood node = new(new PeersOptions { Peers = [new PeerOptions { Host = Mme }], UnknownPeers = UnknownPeers.Accept });
        TestPeer peer = await node.ConnectOpenAsync(Mme);
        node.Table.Remove(Mme);
        await IsServedAsync(peer);
        Assert.False(Assert.Single(node.Table.Snapshot()).IsConfigured);
    }

    [Fact]
    public async Task A_peer_that_is_added_with_an_address_is_dialled_at_once()
    {
        Neighbourhood node = Strict();
        node.Handler.StartDialling();
        node.Table.Put(new PeerOptions { Host = Mme, Connect = There });
        Assert.Equal(There, node.Dialler.Last);
        await IsServedAsync(await OpenDialledAsync(node));
    }

    [Fact]
    public async Task A_peer_that_is_to_be_dialled_elsewhere_leaves_its_old_connection_as_one_that_may_come_back()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme, Connect = There });
        node.Handler.StartDialling();
        TestPeer peer = await OpenDialledAsync(node);
        node.Table.Put(new PeerOptions { Host = Mme, Connect = Elsewhere });
        await TakesLeaveAsync(peer, DisconnectCause.Rebooting);
        await Neighbourhood.UntilAsync(() => node.Dialler.Attempts == 2);
        Assert.Equal(Elsewhere, node.Dialler.Last);
        await IsServedAsync(await OpenDialledAsync(node), dwrFirst: true);
    }

    [Fact]
    public async Task A_new_limit_does_not_end_a_dialled_connection_and_it_is_dialled_again_when_lost()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme, Connect = There });
        node.Handler.StartDialling();
        TestPeer peer = await OpenDialledAsync(node);
        node.Table.Put(new PeerOptions { Host = Mme, Connect = There, MaxRequestsPerSecond = 1000 });
        await IsServedAsync(peer);
        Assert.Equal(1, node.Dialler.Attempts);
        peer.Connection.CloseByPeer();
        await peer.Ended;
        await node.AdvanceUntilAsync(() => node.Dialler.Attempts == 2);
    }

    [Fact]
    public async Task A_peer_that_is_removed_while_it_is_dialled_is_not_dialled_any_more()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme, Connect = There });
        node.Handler.StartDialling();
        node.Table.Remove(Mme);
        await Neighbourhood.UntilAsync(() => node.Table.Snapshot().Count == 0);
        Assert.Equal(0, node.Table.Refusals(Refusal.Unreachable));
        node.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, node.Dialler.Attempts);
    }

    [Fact]
    public async Task A_peer_that_is_removed_between_our_CER_and_its_CEA_is_said_goodbye_to()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme, Connect = There });
        node.Handler.StartDialling();
        TestPeer peer = node.Dialler.Connect();
        byte[] cer = await peer.ReceiveAsync();
        node.Table.Remove(Mme);
        await peer.SendAsync(Messages.Cea(cer));
        await TakesLeaveAsync(peer, DisconnectCause.DoNotWantToTalkToYou);
        Assert.Empty(node.Table.Snapshot());
    }

    [Fact]
    public async Task A_peer_that_left_for_good_is_dialled_again_when_it_is_configured_again()
    {
        Neighbourhood node = Strict(new PeerOptions { Host = Mme, Connect = There });
        node.Handler.StartDialling();
        TestPeer peer = await OpenDialledAsync(node);
        await peer.SendAsync(Messages.Dpr(cause: DisconnectCause.DoNotWantToTalkToYou));
        await peer.ReceiveAsync();
        peer.Connection.CloseByPeer();
        await peer.Ended;
        node.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, node.Dialler.Attempts);
        node.Table.Put(new PeerOptions { Host = Mme, Connect = There });
        await Neighbourhood.UntilAsync(() => node.Dialler.Attempts == 2);
        Assert.Equal(PeerState.Connecting, Assert.Single(node.Table.Snapshot()).State);
    }

    [Fact]
    public async Task The_node_stops_cleanly_after_peers_were_added_and_removed()
    {
        Neighbourhood node = Strict();
        node.Handler.StartDialling();
        node.Table.Put(new PeerOptions { Host = Mme, Connect = There });
        node.Table.Put(new PeerOptions { Host = Other, Connect = Elsewhere });
        node.Table.Remove(Other);
        await node.Handler.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        // A host may stop, dispose and stop again.
        node.Handler.Dispose();
        await node.Handler.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Throws<ArgumentException>(() => node.Table.Put(new PeerOptions { Host = "no name" }));
    }

    private static Neighbourhood Strict(params PeerOptions[] peers) => new(new PeersOptions { Peers = peers, UnknownPeers = UnknownPeers.Refuse });

    private static async Task<TestPeer> OpenDialledAsync(Neighbourhood node)
    {
        TestPeer peer = node.Dialler.Connect();
        byte[] cer = await peer.ReceiveAsync();
        await peer.SendAsync(Messages.Cea(cer));
        await Neighbourhood.UntilAsync(() => node.Table.Snapshot().Any(status => status is { Host: Mme, State: PeerState.Open }));
        return peer;
    }

    private static async Task IsServedAsync(TestPeer peer, bool dwrFirst = false)
    {
        await peer.SendAsync(Messages.Request(7));
        if (dwrFirst)
            Assert.Equal(CommandCodes.DeviceWatchdog, Messages.Header(await peer.ReceiveAsync()).CommandCode);
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
    }

    private static async Task TakesLeaveAsync(TestPeer peer, DisconnectCause cause)
    {
        byte[] dpr = await peer.ReceiveAsync();
        Assert.Equal(CommandCodes.DisconnectPeer, Messages.Header(dpr).CommandCode);
        Assert.Equal([(uint)cause], Messages.Values(dpr, AvpCodes.DisconnectCause));
        await peer.SendAsync(Messages.AnswerTo(dpr));
        await peer.ReceiveEndAsync();
    }
}
