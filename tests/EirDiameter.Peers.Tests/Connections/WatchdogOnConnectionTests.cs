using EirDiameter.Peers.Tests.Support;
using EirDiameter.Peers.Watchdog;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

public class WatchdogOnConnectionTests
{
    // Twinit and the most that jitter can add, and the millisecond for the timer.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(32.1);

    private static readonly PeersOptions Known = new() { Peers = [new PeerOptions { Host = "mme1.example.org" }] };

    private readonly Neighbourhood _node = new();

    [Fact]
    public async Task A_silent_peer_gets_one_watchdog_request_and_is_reset_two_intervals_later()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        _node.Time.Advance(Longest);
        byte[] request = await peer.ReceiveAsync();
        Assert.Equal((CommandCodes.DeviceWatchdog, CommandFlags.Request), (Messages.Header(request).CommandCode, Messages.Header(request).Flags));
        Assert.Equal([4711u], Messages.Values(request, AvpCodes.OriginStateId));

        await _node.AdvanceUntilAsync(() => Status().Watchdog == WatchdogState.Suspect);
        await _node.AdvanceUntilAsync(() => peer.Connection.IsAborted);
        await peer.Ended;
        Assert.Equal(1, _node.Table.Refusals(Refusal.Silent));
    }

    [Fact]
    public async Task A_peer_that_answers_stays_in_order()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        for (int i = 0; i < 5; i++)
        {
            _node.Time.Advance(Longest);
            await peer.SendAsync(Messages.AnswerTo(await peer.ReceiveAsync()), Messages.Dwr());
            await peer.ReceiveAsync();
            Assert.Equal(WatchdogState.Okay, Status().Watchdog);
        }

        Assert.Equal(0, Status().Discarded);
    }

    [Fact]
    public async Task A_suspect_peer_that_speaks_is_in_order_again()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        _node.Time.Advance(Longest);
        await peer.ReceiveAsync();
        await _node.AdvanceUntilAsync(() => Status().Watchdog == WatchdogState.Suspect);
        await peer.SendAsync(Messages.Request(1));
        Assert.Equal(1u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.Equal(WatchdogState.Okay, Status().Watchdog);
    }

    [Fact]
    public async Task An_answer_with_another_hop_by_hop_id_is_discarded()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        _node.Time.Advance(Longest);
        byte[] request = await peer.ReceiveAsync();
        await peer.SendAsync(Messages.AnswerTo(request, hopByHop: Messages.Header(request).HopByHop + 1), Messages.AnswerTo(request), Messages.AnswerTo(request), Messages.Dwr());
        await peer.ReceiveAsync();
        Assert.Equal(2, Status().Discarded);
    }

    [Fact]
    public async Task A_configured_peer_that_comes_back_has_to_answer_three_times_and_is_served_meanwhile()
    {
        var node = new Neighbourhood(Known);
        TestPeer first = await node.ConnectOpenAsync();
        first.Connection.CloseByPeer();
        await first.Ended;
        Assert.Equal(WatchdogState.Down, node.Table.Snapshot()[0].Watchdog);

        TestPeer peer = await node.ConnectOpenAsync();
        for (int answers = 0; answers < WatchdogTable.AnswersToReopen; answers++)
        {
            Assert.Equal(WatchdogState.Reopen, node.Table.Snapshot()[0].Watchdog);
            await peer.SendAsync(Messages.AnswerTo(await peer.ReceiveAsync()), Messages.Request(1));
            Assert.Equal(1u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
            if (answers < WatchdogTable.AnswersToReopen - 1)
                node.Time.Advance(Longest);
        }

        Assert.Equal(WatchdogState.Okay, node.Table.Snapshot()[0].Watchdog);
    }

    private PeerStatus Status() => _node.Table.Snapshot().Single();
}
