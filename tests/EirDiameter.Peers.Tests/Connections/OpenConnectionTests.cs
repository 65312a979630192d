using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

public class OpenConnectionTests
{
    private readonly Neighbourhood _node = new();

    [Fact]
    public async Task A_watchdog_request_is_answered()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Dwr(hopByHop: 77));
        byte[] answer = await peer.ReceiveAsync();
        DiameterHeader header = Messages.Header(answer);
        Assert.Equal((CommandCodes.DeviceWatchdog, 77u, CommandFlags.None), (header.CommandCode, header.HopByHop, header.Flags));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(answer));
        Assert.Equal([4711u], Messages.Values(answer, AvpCodes.OriginStateId));
    }

    [Fact]
    public async Task A_request_goes_to_its_application()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(5));
        Assert.Equal(5u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.Equal("bhe", string.Concat(_node.Application.Calls));
    }

    [Fact]
    public async Task All_messages_of_one_read_are_one_batch_and_one_flush()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Dwr(2), Messages.Request(3));
        List<byte[]> answers = await peer.ReceiveFlushAsync();
        Assert.Equal([1u, 2u, 3u], answers.Select(answer => Messages.Header(answer).HopByHop));
        Assert.Equal("bhhe", string.Concat(_node.Application.Calls));
    }

    [Fact]
    public async Task Messages_that_straddle_segments_of_memory_are_put_together()
    {
        // Segments of the pipe hold 4096 octets, so some of these messages lie in two, and the long ones in more.
        TestPeer peer = await _node.ConnectOpenAsync();
        byte[][] requests = [.. Enumerable.Range(1, 200).Select(i => Messages.Request((uint)i, padding: i % 7 == 0 ? 9000 : i))];
        await peer.SendAsync(requests);
        for (uint i = 1; i <= 200; i++)
            Assert.Equal(i, Messages.Header(await peer.ReceiveAsync()).HopByHop);
    }

    [Fact]
    public async Task Messages_may_come_octet_by_octet()
    {
        TestPeer peer = _node.Connect();
        byte[] octets = [.. Messages.Cer(hopByHop: 1), .. Messages.Request(2), .. Messages.Dwr(3)];
        foreach (byte octet in octets)
        {
            await peer.SendAsync([octet]);
            await Task.Yield();
        }

        for (uint i = 1; i <= 3; i++)
            Assert.Equal((i, ResultCodes.Success), (Messages.Header(await peer.ReceiveAsync()).HopByHop, ResultCodes.Success));
    }

    [Fact]
    public async Task A_request_of_an_application_that_is_not_here_gets_3007()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(5, application: 16777251, command: 318));
        await IsProtocolErrorAsync(peer, ResultCodes.ApplicationUnsupported);
        Assert.Empty(_node.Application.Calls);
    }

    [Fact]
    public async Task An_unknown_command_of_the_base_protocol_gets_3001()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(5, application: 0, command: 275));
        await IsProtocolErrorAsync(peer, ResultCodes.CommandUnsupported);
    }

    [Fact]
    public async Task The_E_bit_in_a_request_gets_3008()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(5, application: 16777251, more: CommandFlags.Error));
        await IsProtocolErrorAsync(peer, ResultCodes.InvalidHeaderBits);
    }

    [Fact]
    public async Task Another_version_gets_5011_and_the_connection_goes_on()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        byte[] dwr = Messages.Dwr(5);
        dwr[0] = 2;
        await peer.SendAsync(dwr);
        Assert.Equal(ResultCodes.UnsupportedVersion, Messages.ResultOf(await peer.ReceiveAsync()));
        await peer.SendAsync(Messages.Dwr(6));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
    }

    [Fact]
    public async Task A_watchdog_request_that_lacks_an_AVP_gets_5005()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        byte[] buffer = new byte[64];
        var writer = new MessageWriter(buffer, CommandFlags.Request, CommandCodes.DeviceWatchdog, 0, 5, 5);
        await peer.SendAsync(buffer[..writer.Finish()]);
        Assert.Equal(ResultCodes.MissingAvp, Messages.ResultOf(await peer.ReceiveAsync()));
    }

    [Theory]
    [InlineData(0x01000008u)] // shorter than a header
    [InlineData(0x01FFFFFCu)] // longer than is accepted
    [InlineData(0x02000015u)] // neither version nor length can be right
    public async Task A_stream_that_cannot_be_divided_into_messages_is_reset(uint prefix)
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync([(byte)(prefix >> 24), (byte)(prefix >> 16), (byte)(prefix >> 8), (byte)prefix]);
        await peer.Ended;
        Assert.True(peer.Connection.IsAborted);
        Assert.Equal(1, _node.Table.Refusals(Refusal.CompromisedStream));
    }

    [Fact]
    public async Task Answers_nobody_asked_for_are_discarded_and_counted()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.AnswerTo(Messages.Dwr(99)), Messages.AnswerTo(Messages.Dpr(98)), Messages.AnswerTo(Messages.Request(97)), Messages.Dwr(5));
        Assert.Equal(5u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.Equal(3, Status().Discarded);
        Assert.Empty(_node.Application.Calls);
    }

    [Fact]
    public async Task Answers_may_come_later_from_another_thread()
    {
        _node.Application.Keeps = true;
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Request(2), Messages.Dwr(3));

        // The watchdog is answered while the application is busy (RFC 6733 5.5).
        Assert.Equal(3u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.Equal(2, await Task.Run(_node.Application.AnswerKept));
        Assert.Equal(1u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.Equal(2u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.Equal("mme1.example.org", _node.Application.Link!.OriginHost);
        Assert.Equal(Messages.Realm, _node.Application.Link.OriginRealm);
    }

    [Fact]
    public async Task Many_threads_may_answer_at_once_and_no_answer_is_lost_or_torn()
    {
        const int Threads = 4;
        const int Each = 500;
        TestPeer peer = await _node.ConnectOpenAsync();
        Task[] senders = [.. Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
                Assert.True(_node.Application.Link!.TrySend(Messages.AnswerTo(Messages.Request((uint)((thread * Each) + i))), []));
        }))];
        var seen = new HashSet<uint>();
        for (int i = 0; i < Threads * Each; i++)
            Assert.True(seen.Add(Messages.Header(await peer.ReceiveAsync()).HopByHop));
        await Task.WhenAll(senders);
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_end_is_refused()
    {
        _node.Application.Keeps = true;
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Dwr(2));
        await peer.ReceiveAsync();
        peer.Connection.CloseByPeer();
        await peer.Ended;
        Assert.Equal(0, _node.Application.AnswerKept());
        Assert.Equal(1, _node.Application.Disposed);
    }

    [Theory]
    [InlineData(ResultCodes.TooBusy, true)]
    [InlineData(ResultCodes.UnableToComply, false)]
    public async Task Requests_over_the_rate_are_refused_until_time_has_passed(uint resultCode, bool errorBit)
    {
        var node = new Neighbourhood(new PeersOptions { MaxRequestsPerSecond = 2, OverloadResultCode = resultCode });
        TestPeer peer = await node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Request(2), Messages.Request(3), Messages.Dwr(4));
        List<byte[]> answers = await peer.ReceiveFlushAsync();
        Assert.Equal([ResultCodes.Success, ResultCodes.Success, resultCode, ResultCodes.Success], answers.Select(Messages.ResultOf));
        Assert.Equal(errorBit, Messages.Header(answers[2]).IsError);
        Assert.Equal(1, node.Table.Snapshot()[0].Refused);

        node.Time.Advance(TimeSpan.FromMilliseconds(500));
        await peer.SendAsync(Messages.Request(5), Messages.Request(6));
        Assert.Equal([ResultCodes.Success, resultCode], (await peer.ReceiveFlushAsync()).Select(Messages.ResultOf));
    }

    [Fact]
    public async Task A_peer_may_have_a_rate_of_its_own()
    {
        var node = new Neighbourhood(new PeersOptions
        {
            MaxRequestsPerSecond = 1000,
            Peers = [new PeerOptions { Host = "mme1.example.org", MaxRequestsPerSecond = 1 }],
        });
        TestPeer peer = await node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Request(2));
        Assert.Equal([ResultCodes.Success, ResultCodes.TooBusy], (await peer.ReceiveFlushAsync()).Select(Messages.ResultOf));
    }

    [Fact]
    public async Task Each_application_gets_its_own_requests()
    {
        var other = new TestApplication(16777251);
        var node = new Neighbourhood(null, other);
        TestPeer peer = await node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Request(2, application: 16777251), Messages.Request(3));
        Assert.Equal(3, (await peer.ReceiveFlushAsync()).Count);
        Assert.Equal("bhhe", string.Concat(node.Application.Calls));
        Assert.Equal("bhe", string.Concat(other.Calls));
    }

    [Fact]
    public async Task More_connections_than_allowed_are_reset_at_once()
    {
        var node = new Neighbourhood(new PeersOptions { MaxConnections = 2 });
        TestPeer first = await node.ConnectOpenAsync("mme1.example.org");
        node.Connect();
        TestPeer third = node.Connect();
        await third.Ended;
        Assert.True(third.Connection.IsAborted);
        Assert.Equal((2, 1L), (node.Table.Connections, node.Table.Refusals(Refusal.TooManyConnections)));

        first.Connection.CloseByPeer();
        await first.Ended;
        await node.ConnectOpenAsync("mme3.example.org");
    }

    [Fact]
    public async Task The_table_shows_who_is_connected_and_what_was_counted()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(1), Messages.Request(2, application: 7), Messages.Dwr(3));
        await peer.ReceiveFlushAsync();
        PeerStatus status = Status();
        Assert.Equal(("mme1.example.org", "example.org", "test", "127.0.0.1:40000", "tcp"), (status.Host, status.Realm, status.Product, status.Address, status.Transport));
        Assert.Equal((4L, 3L, 1L, 4L), (status.Requests, status.Successes, status.ProtocolErrors, status.Answers));
        Assert.Equal((Peers.StateMachine.PeerState.Open, Peers.Watchdog.WatchdogState.Okay), (status.State, status.Watchdog));
        Assert.Equal(_node.Time.GetUtcNow(), status.Since);

        peer.Connection.CloseByPeer();
        await peer.Ended;
        Assert.Empty(_node.Table.Snapshot());
    }

    private PeerStatus Status() => Assert.Single(_node.Table.Snapshot());

    private static async Task IsProtocolErrorAsync(TestPeer peer, uint resultCode)
    {
        byte[] answer = await peer.ReceiveAsync();
        Assert.Equal(resultCode, Messages.ResultOf(answer));
        Assert.True(Messages.Header(answer).IsError);
        Assert.Equal(5u, Messages.Header(answer).HopByHop);
    }
}
