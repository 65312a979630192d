using EirDiameter.Conformance.Captures;
using static EirDiameter.Conformance.Tests.Captures.Packets;

namespace EirDiameter.Conformance.Tests.Captures;

public sealed class CaptureFileTests
{
    private static readonly DateTimeOffset First = DateTimeOffset.UnixEpoch.AddSeconds(1000.5);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Pcap_is_read_in_both_byte_orders_and_both_resolutions(bool bigEndian, bool nanoseconds)
    {
        Capture capture = Read(Pcap([Tcp(1, Message(7)), Tcp(49, Message(8))], bigEndian: bigEndian, nanoseconds: nanoseconds));

        Assert.Equal([7, 8], Numbers(capture));
        Assert.Equal([First, First.AddSeconds(1)], capture.Conversations[0].Messages.Select(message => message.At));
    }

    [Fact]
    public void A_file_that_ends_within_a_frame_gives_what_comes_before_and_says_so()
    {
        byte[] file = Pcap([Tcp(1, Message(7)), Tcp(49, Message(8))]);

        Capture capture = Read(file[..^10]);

        Assert.Equal([7], Numbers(capture));
        Assert.Equal([$"test.pcap ends within a frame at octet {file.Length - 10}, after frame 1: what comes before is used"], capture.Notes);
    }

    [Fact]
    public void A_frame_of_absurd_length_ends_the_reading_with_a_note()
    {
        byte[] file = [.. Pcap([Tcp(1, Message(7))]), .. new byte[8], 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0];

        Assert.Contains("is damaged (a frame of 2147483647 octets)", Assert.Single(Read(file).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_capture_is_refused_in_one_line_that_says_what_to_do()
    {
        Assert.Contains("tcpdump -w", Assert.Throws<CaptureProblemException>(() => Read([.. "hello, world"u8])).Message, StringComparison.Ordinal);
        Assert.Contains("tcpdump -w", Assert.Throws<CaptureProblemException>(() => Read([])).Message, StringComparison.Ordinal);
        Assert.Contains("gunzip", Assert.Throws<CaptureProblemException>(() => Read([0x1F, 0x8B, 8, 0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere", Assert.Throws<CaptureProblemException>(() => Capture.Read("/nowhere.pcap")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pcapng_is_read_with_several_interfaces_and_their_resolutions(bool bigEndian)
    {
        Pcapng file = new(bigEndian);
        file.Section();
        file.Interface(101);
        file.Interface(1, resolution: 9);
        file.Interface(228, resolution: 0x80 | 10);
        file.Block(0x0BAD, [1, 2, 3, 4]);
        file.Enhanced(0, 1_000_500_000, Tcp(1, Message(7)));
        file.Enhanced(1, 1_001_500_000_000, [.. new byte[12], 8, 0, .. Tcp(49, Message(8))]);
        file.Enhanced(2, 1002 * 1024 + 512, Tcp(97, Message(9)));
        file.Simple(Tcp(145, Message(10)));

        Capture capture = Read(file.Octets);

        Assert.Equal([7, 8, 9, 10], Numbers(capture));
        Assert.Equal([First, First.AddSeconds(1), First.AddSeconds(2), First.AddSeconds(2)], capture.Conversations[0].Messages.Select(message => message.At));
        Assert.Empty(capture.Notes);
    }

    [Fact]
    public void Each_section_of_pcapng_has_its_own_byte_order_and_interfaces()
    {
        Pcapng one = new(true), two = new(false);
        one.Section();
        one.Interface(101);
        one.Enhanced(0, 0, Tcp(1, Message(7)));
        two.Section();
        two.Interface(1);
        two.Enhanced(0, 0, [.. new byte[12], 8, 0, .. Tcp(49, Message(8))]);

        Assert.Equal([7, 8], Numbers(Read([.. one.Octets, .. two.Octets])));
    }

    [Fact]
    public void Pcapng_that_ends_within_a_block_gives_what_comes_before()
    {
        Pcapng file = new(false);
        file.Section();
        file.Interface(101);
        file.Enhanced(0, 0, Tcp(1, Message(7)));
        file.Enhanced(0, 0, Tcp(49, Message(8)));

        Capture capture = Read(file.Octets[..^6]);

        Assert.Equal([7], Numbers(capture));
        Assert.Contains("after frame 1", Assert.Single(capture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Octets_of_any_kind_behind_a_right_beginning_never_break_the_reader()
    {
        Pcapng file = new(false);
        file.Section();
        file.Interface(101);
        file.Enhanced(0, 0, Tcp(1, Message(7)));
        file.Enhanced(0, 0, Sctp(1, true, Data(5, Message(8))));
        byte[][] good = [file.Octets, Pcap([Tcp(1, Message(7)), Sctp(1, true, Data(5, Message(8)))])];
        Random random = new(2);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] octets = [.. good[i % 2]];
            for (int change = random.Next(8); change >= 0; change--)
                octets[random.Next(8, octets.Length)] = (byte)random.Next(256);
            try
            {
                Read(octets[..random.Next(12, octets.Length + 1)]);
            }
            catch (CaptureProblemException)
            {
                // Said in one line.
            }
        }
    }
}
