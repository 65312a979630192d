using System.Net;
using EirDiameter.Conformance.Captures;
using static EirDiameter.Conformance.Tests.Captures.Packets;

namespace EirDiameter.Conformance.Tests.Captures;

public sealed class LinkLayerTests
{
    private static readonly byte[] Addresses = new byte[12];

    public static TheoryData<string, int, byte[]> Headers => new()
    {
        { "Ethernet", 1, [.. Addresses, 8, 0] },
        { "Ethernet with a VLAN", 1, [.. Addresses, 0x81, 0, 0, 7, 8, 0] },
        { "Ethernet with two VLANs", 1, [.. Addresses, 0x88, 0xA8, 0, 7, 0x81, 0, 0, 9, 8, 0] },
        { "Linux cooked", 113, [0, 4, 3, 4, 0, 6, .. new byte[8], 8, 0] },
        { "Linux cooked, version 2", 276, [8, 0, 0, 0, .. new byte[16]] },
        { "BSD loopback of a little-endian machine", 0, [2, 0, 0, 0] },
        { "BSD loopback of a big-endian machine", 0, [0, 0, 0, 2] },
        { "OpenBSD loopback", 108, [0, 0, 0, 2] },
        { "raw IP", 101, [] },
        { "raw IPv4", 228, [] },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_message_is_found_behind_each_kind_of_header(string name, int linkType, byte[] header)
    {
        Capture capture = Read(Pcap([[.. header, .. Tcp(1, Message(7))]], linkType));

        Assert.True(Numbers(capture).SequenceEqual([7]), name);
        Assert.Equal((Client, Server), (capture.Conversations[0].Client, capture.Conversations[0].Server));
        Assert.Empty(capture.Notes);
    }

    [Fact]
    public void Octets_that_fill_an_Ethernet_frame_up_are_no_part_of_the_packet() =>
        Assert.Equal([7, 8], Numbers(Read(Pcap([[.. Addresses, 8, 0, .. Tcp(1, Message(7)), 9, 9, 9], [.. Addresses, 8, 0, .. Tcp(49, Message(8))]], 1))));

    [Fact]
    public void Frames_of_an_unknown_link_type_are_left_out_with_a_note()
    {
        Capture capture = Read(Pcap([Tcp(1, Message(7)), Tcp(1, Message(7))], linkType: 147));

        Assert.Empty(capture.Conversations);
        Assert.Equal(["frames of link type 147 are left out: Ethernet, Linux cooked, loopback and raw IP are known (2 times, first in frame 1)"], capture.Notes);
    }

    [Fact]
    public void Fragments_of_IPv4_are_put_together_in_any_order()
    {
        byte[] segment = Tcp(1, Message(7))[20..];
        byte[] first = IPv4(Client.Address, Server.Address, 6, segment[..32], id: 9, more: true), last = IPv4(Client.Address, Server.Address, 6, segment[32..], id: 9, offset: 32);

        Assert.Equal([7], Numbers(Read(Pcap([last, first]))));
    }

    [Fact]
    public void A_fragment_without_its_others_is_left_out_with_a_note()
    {
        byte[] segment = Tcp(1, Message(7))[20..];
        Capture capture = Read(Pcap([IPv4(Client.Address, Server.Address, 6, segment[..32], id: 9, more: true)]));

        Assert.Equal(["IP fragments whose others are not in the capture are left out (once, first in frame 1)"], capture.Notes);
    }

    [Fact]
    public void IPv6_is_read_behind_its_extension_headers()
    {
        byte[] segment = TcpSegment.Packet(Client6, Server6, 1, 0, TcpSegment.Ack, Message(7))[40..];

        // Hop-by-Hop Options, Destination Options of two units, then a Fragment Header for what is no fragment.
        byte[] payload = [60, 0, .. new byte[6], 44, 1, .. new byte[14], 6, 0, 0, 0, 1, 2, 3, 4, .. segment];

        Assert.Equal([7], Numbers(Read(Pcap([IPv6(0, payload)]))));
    }

    [Fact]
    public void Fragments_of_IPv6_are_put_together()
    {
        byte[] segment = TcpSegment.Packet(Client6, Server6, 1, 0, TcpSegment.Ack, Message(7))[40..];

        Assert.Equal([7], Numbers(Read(Pcap([IPv6(44, [6, 0, 0, 1, 0, 0, 0, 5, .. segment[..40]]), IPv6(44, [6, 0, 0, 40, 0, 0, 0, 5, .. segment[40..]])]))));
    }

    private static byte[] IPv6(byte next, byte[] payload)
    {
        IPAddress from = Client6.Address, to = Server6.Address;
        return [0x60, 0, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, next, 64, .. from.GetAddressBytes(), .. to.GetAddressBytes(), .. payload];
    }
}
