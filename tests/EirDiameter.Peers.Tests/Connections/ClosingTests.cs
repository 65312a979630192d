using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

public class ClosingTests
{
    private readonly Neighbourhood _node = new();

    [Fact]
    public async Task A_goodbye_of_the_peer_is_answered_and_the_peer_closes()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Dpr(hopByHop: 9));
        byte[] answer = await peer.ReceiveAsync();
        Assert.Equal((CommandCodes.DisconnectPeer, 9u), (Messages.Header(answer).CommandCode, Messages.Header(answer).HopByHop));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(answer));
        Assert.Equal((1, PeerState.ClosingGrace), (_node.Table.Connections, _node.Table.Snapshot()[0].State));
        peer.Connection.CloseByPeer();
        await peer.Ended;
        Assert.Equal(0, _node.Table.Connections);
        Assert.False(peer.Connection.IsAborted);
        Assert.Equal(1, _node.Application.Disposed);
    }

    [Fact]
    public async Task A_peer_that_does_not_close_after_its_goodbye_is_closed_after_the_grace_time()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Dpr());
        await peer.ReceiveAsync();
        _node.Time.Advance(_node.Options.CloseGrace + TimeSpan.FromMilliseconds(2));
        await peer.ReceiveEndAsync();
        Assert.False(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task The_answer_to_a_goodbye_waits_for_answers_still_owed()
    {
        _node.Application.Keeps = true;
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Dpr(2), Messages.Dwr(3));
        Assert.Equal(3u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        _node.Application.AnswerKept();
        Assert.Equal(1u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        byte[] goodbye = await peer.ReceiveAsync();
        Assert.Equal((2u, ResultCodes.Success), (Messages.Header(goodbye).HopByHop, Messages.ResultOf(goodbye)));
    }

    [Fact]
    public async Task The_answer_to_a_goodbye_carries_an_error_if_answers_stay_owed()
    {
        _node.Application.Keeps = true;
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Dpr(2), Messages.Dwr(3));
        await peer.ReceiveAsync();
        _node.Time.Advance(_node.Options.DisconnectTimeout + TimeSpan.FromMilliseconds(2));
        byte[] goodbye = await peer.ReceiveAsync();
        Assert.Equal((2u, ResultCodes.UnableToComply), (Messages.Header(goodbye).HopByHop, Messages.ResultOf(goodbye)));
    }

    [Fact]
    public async Task Stopping_says_goodbye_with_the_cause_and_closes_when_it_is_answered()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        Task stopped = _node.Handler.StopAsync(CancellationToken.None);
        byte[] goodbye = await peer.ReceiveAsync();
        Assert.Equal((CommandCodes.DisconnectPeer, CommandFlags.Request), (Messages.Header(goodbye).CommandCode, Messages.Header(goodbye).Flags));
        Assert.Equal([(uint)DisconnectCause.Rebooting], Messages.Values(goodbye, AvpCodes.DisconnectCause));
        Assert.False(stopped.IsCompleted);
        await peer.SendAsync(Messages.AnswerTo(goodbye));
        await peer.ReceiveEndAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task Requests_that_cross_our_goodbye_are_still_answered()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        Task stopped = _node.Handler.StopAsync(CancellationToken.None);
        byte[] goodbye = await peer.ReceiveAsync();
        await peer.SendAsync(Messages.Request(1), Messages.AnswerTo(goodbye));
        Assert.Equal(1u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        await peer.ReceiveEndAsync();
        await stopped;
    }

    [Fact]
    public async Task Stopping_waits_for_answers_still_owed()
    {
        _node.Application.Keeps = true;
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Dwr(2));
        await peer.ReceiveAsync();
        Task stopped = _node.Handler.StopAsync(CancellationToken.None);
        byte[] goodbye = await peer.ReceiveAsync();
        await peer.SendAsync(Messages.AnswerTo(goodbye), Messages.Dwr(3));
        Assert.Equal(3u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.False(stopped.IsCompleted);
        _node.Application.AnswerKept();
        Assert.Equal(1u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        await peer.ReceiveEndAsync();
        await stopped;
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_our_goodbye_is_closed_in_time()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        Task stopped = _node.Handler.StopAsync(CancellationToken.None);
        await peer.ReceiveAsync();
        _node.Time.Advance(_node.Options.DisconnectTimeout + TimeSpan.FromMilliseconds(2));
        await peer.ReceiveEndAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Goodbyes_that_cross_are_both_answered()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        Task stopped = _node.Handler.StopAsync(CancellationToken.None);
        byte[] goodbye = await peer.ReceiveAsync();
        await peer.SendAsync(Messages.Dpr(40));
        Assert.Equal(40u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        await peer.SendAsync(Messages.AnswerTo(goodbye));
        await peer.ReceiveEndAsync();
        await stopped;
    }

    [Fact]
    public async Task While_stopping_no_new_connection_is_accepted_and_unidentified_ones_are_closed()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        TestPeer silent = _node.Connect();
        Task stopped = _node.Handler.StopAsync(CancellationToken.None);
        await silent.ReceiveEndAsync();
        TestPeer late = _node.Connect();
        await late.Ended;
        Assert.True(late.Connection.IsAborted);
        Assert.Equal(2, _node.Table.Refusals(Refusal.Stopping));
        peer.Connection.CloseByPeer();
        await stopped.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task What_is_open_when_the_host_loses_patience_is_reset()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        using var patience = new CancellationTokenSource();
        Task stopped = _node.Handler.StopAsync(patience.Token);
        await patience.CancelAsync();
        await stopped;
        await peer.Ended;
        Assert.True(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task With_no_connection_stopping_is_done_at_once() =>
        await _node.Handler.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

    [Fact]
    public async Task A_close_asked_for_by_the_server_is_a_goodbye()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        peer.Connection.RequestClose();
        Assert.Equal(CommandCodes.DisconnectPeer, Messages.Header(await peer.ReceiveAsync()).CommandCode);
    }

    [Fact]
    public async Task A_goodbye_answer_that_nobody_asked_for_does_not_close()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.AnswerTo(Messages.Dpr(1)), Messages.Dwr(2));
        Assert.Equal(2u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
    }
}
