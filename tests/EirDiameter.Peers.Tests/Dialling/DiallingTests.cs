using EirDiameter.Peers.Dialling;
using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Dialling;

/// <summary>Peers that this node dials (RFC 6733 2.1, 5.3, 5.4.3 and 5.6).</summary>
public sealed class DiallingTests
{
    private const string Mme = "mme1.example.org";
    private readonly Neighbourhood _node = new(new PeersOptions
    {
        Peers = [new PeerOptions { Host = Mme, Connect = new DialAddress("tcp", "198.51.100.9", 3868) }],
        UnknownPeers = UnknownPeers.Refuse,
    });

    [Fact]
    public async Task A_peer_is_dialled_at_the_start_and_serves_requests_after_its_CEA()
    {
        TestPeer peer = await DialledAsync();
        Assert.Equal("tcp://198.51.100.9:3868", _node.Dialler.Last!.ToString());
        PeerStatus status = Assert.Single(_node.Table.Snapshot());
        Assert.Equal((PeerState.Open, Messages.Realm), (status.State, status.Realm));
        await IsServedAsync(peer);
        Assert.Equal(1, _node.Dialler.Attempts);
    }

    [Fact]
    public async Task Several_agents_are_dialled_at_once_and_one_that_says_nothing_delays_no_other()
    {
        string[] hosts = ["dra1.example.org", "dra2.example.org", "dra3.example.org"];
        Neighbourhood node = new(new PeersOptions
        {
            Peers = [.. hosts.Select((host, i) => new PeerOptions { Host = host, Connect = new DialAddress("tcp", $"198.51.100.{i + 1}", 3868) })],
            UnknownPeers = UnknownPeers.Refuse,
        });
        node.Handler.StartDialling();
        Assert.Equal(3, node.Dialler.Attempts);
        node.Dialler.Connect();
        foreach (string host in hosts[1..])
        {
            TestPeer peer = node.Dialler.Connect();
            byte[] cer = await peer.ReceiveAsync();
            await peer.SendAsync(Messages.Cea(cer, host), Messages.Request(7));
            Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
        }

        Assert.Equal([PeerState.AwaitingCea, PeerState.Open, PeerState.Open], node.Table.Snapshot().Select(peer => peer.State));
    }

    [Fact]
    public async Task Our_CER_says_who_we_are_and_what_we_serve()
    {
        _node.Handler.StartDialling();
        byte[] cer = await _node.Dialler.Connect().ReceiveAsync();
        Assert.True(CapabilitiesExchange.TryReadRequest(cer, new LocalIdentity { OriginHost = "x.example.org", OriginRealm = "example.org" }, out Capabilities? read, out _));
        Assert.Equal("eir.example.org", read.OriginHost);
        Assert.Contains(Applications.S13, read.ApplicationIds);
        Assert.Equal("192.0.2.1", Assert.Single(read.HostAddresses).ToString());
    }

    [Fact]
    public async Task A_peer_that_cannot_be_reached_is_dialled_again_after_Tc_give_or_take_a_tenth()
    {
        _node.Handler.StartDialling();
        _node.Dialler.Refuse();
        await Neighbourhood.UntilAsync(() => _node.Table.Refusals(Refusal.Unreachable) == 1);
        Assert.Equal(PeerState.Closed, State);
        DateTimeOffset begin = _node.Time.GetUtcNow();
        await _node.AdvanceUntilAsync(() => _node.Dialler.Attempts == 2);
        Assert.InRange((_node.Time.GetUtcNow() - begin).TotalSeconds, 27, 34);
    }

    [Fact]
    public async Task A_transport_that_does_not_come_about_in_time_is_given_up()
    {
        _node.Handler.StartDialling();
        await _node.AdvanceUntilAsync(() => _node.Table.Refusals(Refusal.Unreachable) == 1);
        Assert.Equal(PeerState.Closed, State);
    }

    [Fact]
    public async Task A_lost_connection_is_dialled_again()
    {
        TestPeer peer = await DialledAsync();
        peer.Connection.CloseByPeer();
        await peer.Ended;
        await _node.AdvanceUntilAsync(() => _node.Dialler.Attempts == 2);
        TestPeer again = _node.Dialler.Connect();
        byte[] cer = await again.ReceiveAsync();
        await again.SendAsync(Messages.Cea(cer));
        await IsServedAsync(again, dwrFirst: true);
    }

    [Theory]
    [InlineData(DisconnectCause.Rebooting, true)]
    [InlineData(DisconnectCause.Busy, false)]
    [InlineData(DisconnectCause.DoNotWantToTalkToYou, false)]
    public async Task Who_left_is_dialled_again_only_if_it_restarts(DisconnectCause cause, bool again)
    {
        TestPeer peer = await DialledAsync();
        await peer.SendAsync(Messages.Dpr(cause: cause));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
        peer.Connection.CloseByPeer();
        await peer.Ended;
        Assert.Equal(cause, Assert.Single(_node.Table.Snapshot()).LeftFor);
        DateTimeOffset limit = _node.Time.GetUtcNow() + TimeSpan.FromMinutes(5);
        await _node.AdvanceUntilAsync(() => _node.Dialler.Attempts == 2 || _node.Time.GetUtcNow() > limit);
        Assert.Equal(again ? 2 : 1, _node.Dialler.Attempts);
    }

    [Theory]
    [InlineData("other.example.org", ResultCodes.Success, Applications.S13, Refusal.WrongName)]
    [InlineData(Mme, ResultCodes.UnknownPeer, Applications.S13, Refusal.RefusedByPeer)]
    [InlineData(Mme, ResultCodes.ElectionLost, Applications.S13, Refusal.ElectionLost)]
    [InlineData(Mme, ResultCodes.Success, 4u, Refusal.NoCommonApplication)]
    public async Task A_CEA_that_does_not_fit_ends_the_connection_and_is_counted(string host, uint result, uint application, Refusal reason)
    {
        _node.Handler.StartDialling();
        TestPeer peer = _node.Dialler.Connect();
        await peer.SendAsync(Messages.Cea(await peer.ReceiveAsync(), host, result, application));
        await peer.ReceiveEndAsync();
        Assert.Equal(1, _node.Table.Refusals(reason));
        Assert.Equal((PeerState.Closed, 0), (State, _node.Application.Opened));
    }

    [Fact]
    public async Task Anything_but_the_CEA_ends_the_connection()
    {
        _node.Handler.StartDialling();
        TestPeer peer = _node.Dialler.Connect();
        await peer.ReceiveAsync();
        await peer.SendAsync(Messages.Dwr());
        await peer.ReceiveEndAsync();
        Assert.Equal(1, _node.Table.Refusals(Refusal.NotCapabilities));
    }

    [Fact]
    public async Task A_peer_that_leaves_our_CER_unanswered_is_given_up_in_time()
    {
        _node.Handler.StartDialling();
        TestPeer peer = _node.Dialler.Connect();
        await peer.ReceiveAsync();
        await _node.AdvanceUntilAsync(() => _node.Table.Refusals(Refusal.CapabilitiesTimeout) == 1);
        await peer.ReceiveEndAsync();
        Assert.Equal(PeerState.Closed, State);
    }

    [Fact]
    public async Task A_peer_that_is_connected_is_not_dialled()
    {
        await _node.ConnectOpenAsync(Mme);
        _node.Handler.StartDialling();
        DateTimeOffset limit = _node.Time.GetUtcNow() + TimeSpan.FromSeconds(50);
        await _node.AdvanceUntilAsync(() => _node.Time.GetUtcNow() > limit);
        Assert.Equal(0, _node.Dialler.Attempts);
    }

    [Fact]
    public async Task A_stop_says_goodbye_to_who_was_dialled_and_dials_no_more()
    {
        TestPeer peer = await DialledAsync();
        Task stopped = _node.Handler.StopAsync(CancellationToken.None);
        byte[] dpr = await peer.ReceiveAsync();
        Assert.Equal(CommandCodes.DisconnectPeer, Messages.Header(dpr).CommandCode);
        await peer.SendAsync(Messages.AnswerTo(dpr));
        await stopped.WaitAsync(TimeSpan.FromSeconds(20));
        _node.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, _node.Dialler.Attempts);
    }

    private PeerState State => Assert.Single(_node.Table.Snapshot()).State;

    private async Task<TestPeer> DialledAsync()
    {
        _node.Handler.StartDialling();
        TestPeer peer = _node.Dialler.Connect();
        await peer.SendAsync(Messages.Cea(await peer.ReceiveAsync()));
        await Neighbourhood.UntilAsync(() => State == PeerState.Open);
        return peer;
    }

    private static async Task IsServedAsync(TestPeer peer, bool dwrFirst = false)
    {
        if (dwrFirst)
            Assert.Equal(CommandCodes.DeviceWatchdog, Messages.Header(await peer.ReceiveAsync()).CommandCode);
        await peer.SendAsync(Messages.Request(77));
        byte[] answer = await peer.ReceiveAsync();
        Assert.Equal((77u, ResultCodes.Success), (Messages.Header(answer).HopByHop, Messages.ResultOf(answer)));
    }
}
