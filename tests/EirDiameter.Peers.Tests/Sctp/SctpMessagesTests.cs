using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.SctpSockets;
using Xunit;

namespace EirDiameter.Peers.Tests.Sctp;

/// <summary>Many messages with one call of the kernel; over UDP, which keeps messages apart as SCTP does and is on every kernel.</summary>
public sealed class SctpMessagesTests : IDisposable
{
    private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
    private readonly Socket _far = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20_000 };
    private readonly byte[] _buffer = new byte[64 * 1024];

    public SctpMessagesTests()
    {
        _near.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _far.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _near.Connect(_far.LocalEndPoint!);
        _far.Connect(_near.LocalEndPoint!);
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public void Each_message_leaves_as_one_and_what_is_left_of_another_stays()
    {
        byte[][] messages = [Messages.Dwr(1), Messages.Request(2), Messages.Dwr(3)];
        int whole = messages.Sum(message => message.Length);
        Assert.Equal(whole, SctpMessages.Send(_near, [.. messages.SelectMany(message => message), .. Messages.Dwr(4)[..30]]));
        foreach (byte[] message in messages)
        {
            int length = _far.Receive(_buffer);
            Assert.Equal(message, _buffer[..length]);
        }

        Assert.Equal(0, _far.Available);
        Assert.Equal(0, SctpMessages.Send(_near, Messages.Dwr(4).AsSpan(0, 30)));
        Assert.Equal(0, SctpMessages.Send(_near, []));
    }

    [Fact]
    public void More_than_go_at_once_go_with_several_calls()
    {
        byte[] many = [.. Enumerable.Range(0, 100).SelectMany(i => Messages.Dwr((uint)i))];
        int sent = 0, calls = 0;
        for (; sent < many.Length; calls++)
            sent += SctpMessages.Send(_near, many.AsSpan(sent));
        Assert.InRange(calls, 2, 99);
        for (uint i = 0; i < 100; i++)
        {
            int length = _far.Receive(_buffer);
            Assert.Equal(i, Messages.Header(_buffer[..length]).HopByHop);
        }
    }

    [Fact]
    public void What_is_there_is_received_one_message_behind_the_other_and_nothing_is_no_end()
    {
        Assert.Equal(0, SctpMessages.Receive(_far, _buffer, out bool isEnded));
        Assert.False(isEnded);
        byte[] first = Messages.Dwr(1), second = Messages.Request(2, padding: 900);
        _near.Send(first);
        _near.Send(second);
        int length = SctpMessages.Receive(_far, _buffer, out isEnded);
        Assert.Equal([.. first, .. second], _buffer[..length]);
        Assert.False(isEnded);
    }

    [Fact]
    public void An_empty_message_is_the_end_behind_what_came_before()
    {
        _near.Send(Messages.Dwr(1));
        _near.Send(ReadOnlySpan<byte>.Empty);
        Assert.Equal(Messages.Dwr(1).Length, SctpMessages.Receive(_far, _buffer, out bool isEnded));
        Assert.True(isEnded);
    }

    [Fact]
    public void A_socket_that_is_gone_is_told_of()
    {
        _far.Dispose();
        SctpMessages.Send(_near, Messages.Dwr(1));
        Assert.Throws<SocketException>(() => SctpMessages.Send(_near, Messages.Dwr(2)));
    }
}
