using EirDiameter.Conformance.Captures;
using static EirDiameter.Conformance.Tests.Captures.Packets;

namespace EirDiameter.Conformance.Tests.Captures;

public sealed class SctpLayerTests
{
    private const uint TagOfClient = 0xC, TagOfServer = 0x5;

    [Fact]
    public void Several_messages_in_one_packet_are_several_messages() =>
        Assert.Equal([1, 2, 3], Numbers(Read(Pcap([Sctp(5, true, Data(10, Message(1)), Data(11, Message(2), stream: 1), Data(12, Message(3), protocol: 0))]))));

    [Fact]
    public void Fragments_are_joined_by_their_numbers_whatever_comes_between()
    {
        byte[] message = Message(1, size: 60);

        Capture capture = Read(Pcap(
        [
            Sctp(5, true, Data(uint.MaxValue, message[..20], flags: 2)),
            Sctp(5, true, Data(1, message[51..], flags: 1)),
            Sctp(5, true, Data(2, Message(2), stream: 1)),
            Sctp(5, true, Data(0, message[20..51], flags: 0)),
        ]));

        Assert.Equal([2, 1], Numbers(capture));
        Assert.Equal(message, capture.Conversations[0].Messages[1].Octets);
    }

    [Fact]
    public void Chunks_that_are_sent_again_count_once() =>
        Assert.Equal([1], Numbers(Read(Pcap([Sctp(5, true, Data(10, Message(1))), Sctp(5, true, Data(10, Message(1)))]))));

    [Fact]
    public void Fragments_without_their_others_are_left_out_with_a_note()
    {
        Capture capture = Read(Pcap([Sctp(5, true, Data(1, Message(1)), Data(2, Message(2)[..20], flags: 2))]));

        Assert.Equal([1], Numbers(capture));
        Assert.Contains("fragments that are not in the capture", Assert.Single(capture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_protocols_are_left_out_with_a_note()
    {
        Capture capture = Read(Pcap([Sctp(5, true, Data(1, Message(1), protocol: 47))]));

        Assert.Contains("protocol 47", Assert.Single(capture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_client_is_who_sent_the_INIT_and_a_second_address_belongs_to_the_same_association()
    {
        byte[] second = IPv4(System.Net.IPAddress.Parse("198.51.100.9"), Server.Address, 132, Sctp(TagOfServer, true, Data(11, Message(2)))[20..]);

        Capture capture = Read(Pcap(
        [
            Sctp(0, true, Init(1, TagOfClient)), Sctp(TagOfClient, false, Init(2, TagOfServer)),
            Sctp(TagOfClient, false, Data(70, Message(9))), Sctp(TagOfServer, true, Data(10, Message(9, request: false))), second,
        ]));

        Assert.Equal([-9, 9, 2], Numbers(capture));
    }

    [Fact]
    public void The_same_ports_with_another_INIT_are_another_conversation()
    {
        Capture capture = Read(Pcap(
        [
            Sctp(0, true, Init(1, TagOfClient)), Sctp(TagOfClient, false, Init(2, TagOfServer)), Sctp(TagOfServer, true, Data(10, Message(1))),
            Sctp(0, true, Init(1, 0xCC)), Sctp(0xCC, false, Init(2, 0x55)), Sctp(0x55, true, Data(10, Message(2))),
        ]));

        Assert.Equal([1, 1], capture.Conversations.Select(conversation => conversation.Messages.Count));
    }

    private static byte[] Init(byte type, uint tag) => [type, 0, 0, 20, .. Big(tag), 0, 1, 0, 0, 0, 1, 0, 1, .. Big(10)];
}
