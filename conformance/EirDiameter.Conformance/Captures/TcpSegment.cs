using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Conformance.Captures;

/// <summary>An IP packet with a TCP segment in it, RFC 791, RFC 8200 and RFC 9293, with right lengths and checksums.</summary>
internal static class TcpSegment
{
    public const byte Fin = 1, Syn = 2, Reset = 4, Push = 8, Ack = 16;

    // RFC 7323 2.3: the window that a segment announces counts in 2^14 octets, after both SYNs said so. Three octets, and one to fill up.
    private static readonly byte[] WindowScale = [3, 3, 14, 0];

    /// <summary>The packet.</summary>
    public static byte[] Packet(IPEndPoint source, IPEndPoint destination, uint sequence, uint acknowledgment, byte flags, ReadOnlySpan<byte> octets)
    {
        bool isIPv4 = source.AddressFamily == AddressFamily.InterNetwork;
        byte[] options = (flags & Syn) != 0 ? WindowScale : [];
        int ip = isIPv4 ? 20 : 40, tcp = 20 + options.Length;
        byte[] packet = new byte[ip + tcp + octets.Length];
        byte[] from = source.Address.GetAddressBytes(), to = destination.Address.GetAddressBytes();

        Span<byte> segment = packet.AsSpan(ip);
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)destination.Port);
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(segment[8..], acknowledgment);
        segment[12] = (byte)(tcp / 4 << 4);
        segment[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment[14..], ushort.MaxValue);
        options.CopyTo(segment[20..]);
        octets.CopyTo(segment[tcp..]);

        // RFC 9293 3.1: over both addresses, the protocol and the segment's length as well.
        uint sum = (uint)(6 + segment.Length) + Sum(from) + Sum(to) + Sum(segment);
        BinaryPrimitives.WriteUInt16BigEndian(segment[16..], Checksum(sum));
        if (isIPv4)
            WriteIPv4(packet, from, to);
        else
            WriteIPv6(packet, from, to);
        return packet;
    }

    private static void WriteIPv4(Span<byte> packet, byte[] from, byte[] to)
    {
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[6] = 0x40;
        packet[8] = 64;
        packet[9] = TcpLayer.Protocol;
        from.CopyTo(packet[12..]);
        to.CopyTo(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Checksum(Sum(packet[..20])));
    }

    private static void WriteIPv6(Span<byte> packet, byte[] from, byte[] to)
    {
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - 40));
        packet[6] = TcpLayer.Protocol;
        packet[7] = 64;
        from.CopyTo(packet[8..]);
        to.CopyTo(packet[24..]);
    }

    private static uint Sum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (; octets.Length > 1; octets = octets[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets);
        return octets.IsEmpty ? sum : sum + (uint)(octets[0] << 8);
    }

    private static ushort Checksum(uint sum)
    {
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
