using EirDiameter.Conformance.Captures;
using static EirDiameter.Conformance.Tests.Captures.Packets;

namespace EirDiameter.Conformance.Tests.Captures;

public sealed class TcpLayerTests
{
    // Three messages of 48 octets each, the first octet of the stream at number 1.
    private static readonly byte[] Stream = [.. Message(1), .. Message(2), .. Message(3)];

    [Fact]
    public void Messages_are_put_together_from_segments_that_end_anywhere() =>
        Assert.Equal([1, 2, 3], Numbers(Read(Pcap([Part(0, 3), Part(3, 50), Part(50, 144)]))));

    [Fact]
    public void What_is_sent_again_counts_once() =>
        Assert.Equal([1, 2, 3], Numbers(Read(Pcap([Part(0, 48), Part(0, 48), Part(48, 96), Part(0, 96), Part(96, 144)]))));

    [Fact]
    public void Segments_that_overlap_count_once() =>
        Assert.Equal([1, 2, 3], Numbers(Read(Pcap([Part(0, 60), Part(40, 100), Part(90, 144)]))));

    [Fact]
    public void Segments_out_of_order_are_put_in_order() =>
        Assert.Equal([1, 2, 3], Numbers(Read(Pcap([Part(0, 20), Part(100, 144), Part(60, 110), Part(20, 60)]))));

    [Fact]
    public void The_overflow_of_sequence_numbers_is_no_gap()
    {
        uint start = uint.MaxValue - 30;

        Assert.Equal([1, 2, 3], Numbers(Read(Pcap([Tcp(start, Stream[..48]), Tcp(start + 100, Stream[100..]), Tcp(start + 48, Stream[48..100])]))));
    }

    [Fact]
    public void Behind_a_gap_reading_goes_on_with_the_next_message()
    {
        Capture capture = Read(Pcap([Part(0, 48), Part(70, 144)]));

        Assert.Equal([1, 3], Numbers(capture));
        Assert.Contains("22 octets before frame 2 are not in the capture", Assert.Single(capture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_behind_a_gap_stands_where_it_passed()
    {
        Capture capture = Read(Pcap([Part(0, 48), Part(96, 144), Tcp(500, Message(3, request: false), fromClient: false)]));

        Assert.Equal([1, 3, -3], Numbers(capture));
    }

    [Fact]
    public void A_capture_that_begins_within_a_message_begins_with_the_next()
    {
        Capture capture = Read(Pcap([Part(30, 144)]));

        Assert.Equal([2, 3], Numbers(capture));
        Assert.Contains("begins within a message", Assert.Single(capture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_message_with_which_a_capture_begins_is_a_message_all_the_same()
    {
        byte[] wrong = Message(4);
        wrong[0] = 2;

        Assert.Equal([4], Numbers(Read(Pcap([Tcp(1, wrong)]))));
    }

    [Fact]
    public void What_cannot_be_read_at_the_port_of_Diameter_is_said()
    {
        Capture capture = Read(Pcap([Tcp(0, [], TcpSegment.Syn), Tcp(1, [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3])]));

        Assert.Empty(capture.Conversations);
        Assert.Contains("holds no Diameter that can be read", Assert.Single(capture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_client_is_who_opened_the_connection()
    {
        // The server asks first: only the handshake tells who is who.
        Capture capture = Read(Pcap(
        [
            Tcp(0, [], TcpSegment.Syn), Tcp(99, [], TcpSegment.Syn | TcpSegment.Ack, fromClient: false),
            Tcp(100, Message(5), fromClient: false), Tcp(1, Message(5, request: false)), Tcp(148, [], TcpSegment.Fin, fromClient: false),
        ]));

        Assert.Equal([-5, 5], Numbers(capture));
        Assert.Equal(Client, capture.Conversations[0].Client);
        Assert.True(capture.Conversations[0].EndedByServer);
    }

    [Fact]
    public void The_same_ports_with_another_SYN_are_another_conversation()
    {
        Capture capture = Read(Pcap(
        [
            Tcp(0, [], TcpSegment.Syn), Tcp(0, [], TcpSegment.Syn), Tcp(1, Message(1)), Tcp(49, [], TcpSegment.Reset),
            Tcp(7000, [], TcpSegment.Syn), Tcp(7001, Message(2)),
        ]));

        Assert.Equal([1, 1], capture.Conversations.Select(conversation => conversation.Messages.Count));
    }

    [Fact]
    public void What_is_no_Diameter_is_no_conversation()
    {
        byte[] http = TcpSegment.Packet(Client, new(Server.Address, 80), 1, 0, TcpSegment.Ack, [.. "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"u8]);

        Assert.Empty(Read(Pcap([http])).Conversations);
    }

    [Fact]
    public void Octets_that_are_no_message_are_left_out_with_a_note()
    {
        Capture capture = Read(Pcap([Tcp(0, [], TcpSegment.Syn), Tcp(1, [1, 0, 0, 4, 1, 2, 3]), Tcp(8, Message(9))]));

        Assert.Equal([9], Numbers(capture));
        Assert.Contains("no message begins where one should (length 4)", Assert.Single(capture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_message_that_is_not_whole_is_left_out_with_a_note() =>
        Assert.Contains("only 40 octets", Assert.Single(Read(Pcap([Part(0, 88)])).Notes), StringComparison.Ordinal);

    private static byte[] Part(int from, int to) => Tcp((uint)(1 + from), Stream[from..to]);
}
