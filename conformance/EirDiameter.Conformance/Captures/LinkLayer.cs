using System.Buffers.Binary;

namespace EirDiameter.Conformance.Captures;

/// <summary>From a frame to the IP packet in it.</summary>
internal static class LinkLayer
{
    private const int Null = 0, Ethernet = 1, Raw = 101, Loop = 108, Cooked = 113, IPv4 = 228, IPv6 = 229, Cooked2 = 276;
    private const int IPv4Type = 0x0800, IPv6Type = 0x86DD;

    /// <summary>True when frames of this link type can be read.</summary>
    public static bool Knows(int linkType) => linkType is Null or Ethernet or Raw or 12 or 14 or Loop or Cooked or IPv4 or IPv6 or Cooked2;

    /// <summary>The packet from its IP header on; empty when the frame carries no IP.</summary>
    public static ReadOnlySpan<byte> Packet(Frame frame)
    {
        ReadOnlySpan<byte> octets = frame.Octets;
        return frame.LinkType switch
        {
            Ethernet => OfType(octets, 12),
            Cooked => OfType(octets, 14),
            Cooked2 => octets.Length < 20 ? default : OfType(octets, 0, 20),

            // Four octets of address family, in the recording machine's byte order; each system has its own number for IPv6. The packet tells itself.
            Null or Loop => octets.Length < 4 ? default : octets[4..],
            Raw or 12 or 14 or IPv4 or IPv6 => octets,
            _ => default,
        };
    }

    private static ReadOnlySpan<byte> OfType(ReadOnlySpan<byte> octets, int typeAt) => OfType(octets, typeAt, typeAt + 2);

    // The packet stands behind its EtherType, unless tags of IEEE 802.1Q (or 802.1ad) come between: two octets each, then another EtherType.
    private static ReadOnlySpan<byte> OfType(ReadOnlySpan<byte> octets, int typeAt, int packetAt)
    {
        while (packetAt <= octets.Length)
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(octets[typeAt..]);
            if (type is IPv4Type or IPv6Type)
                return octets[packetAt..];
            if (type is not (0x8100 or 0x88A8 or 0x9100))
                return default;
            typeAt = packetAt + 2;
            packetAt += 4;
        }

        return default;
    }
}
