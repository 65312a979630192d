using System.Buffers.Binary;
using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>From IP packets to what they carry, RFC 791 and RFC 8200. Fragments wait for each other.</summary>
internal sealed class IpLayer(CaptureNotes notes)
{
    private readonly FragmentBuffer _fragments = new();

    /// <summary>What the frame carried; null when that is nothing yet, or nothing that IP carries.</summary>
    public Datagram? Read(Frame frame)
    {
        if (!LinkLayer.Knows(frame.LinkType))
        {
            notes.Add($"frames of link type {frame.LinkType} are left out: Ethernet, Linux cooked, loopback and raw IP are known", frame.Number);
            return null;
        }

        ReadOnlySpan<byte> packet = LinkLayer.Packet(frame);
        return packet.IsEmpty ? null : (packet[0] >> 4) switch { 4 => ReadIPv4(frame, packet), 6 => ReadIPv6(frame, packet), _ => null };
    }

    /// <summary>To be called when all frames were read: says what never became whole.</summary>
    public void End()
    {
        foreach (int frame in _fragments.FramesOfUnfinished)
            notes.Add("IP fragments whose others are not in the capture are left out", frame);
    }

    private Datagram? ReadIPv4(Frame frame, ReadOnlySpan<byte> packet)
    {
        int header = (packet[0] & 15) * 4;
        if (header < 20 || packet.Length < header)
            return null;
        int total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);

        // 0: the network card was to cut it into segments, and the kernel left the length to it.
        if (total == 0)
            total = packet.Length;
        if (total < header)
            return null;
        NoteCut(frame, packet.Length < total);
        ReadOnlySpan<byte> payload = packet[header..Math.Min(total, packet.Length)];
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]), offset = (fragment & 0x1FFF) * 8;
        bool isLast = (fragment & 0x2000) == 0;
        IPAddress source = new(packet[12..16]), destination = new(packet[16..20]);
        int protocol = packet[9];
        if (offset == 0 && isLast)
            return new Datagram(frame, source, destination, protocol, payload.ToArray());
        uint id = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        return Whole(frame, new FragmentKey(source, destination, protocol, id), offset, isLast, payload);
    }

    private Datagram? ReadIPv6(Frame frame, ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 40)
            return null;
        int length = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]), next = packet[6];
        int end = length == 0 ? packet.Length : 40 + length;
        NoteCut(frame, packet.Length < end);
        ReadOnlySpan<byte> rest = packet[40..Math.Min(end, packet.Length)];
        IPAddress source = new(packet[8..24]), destination = new(packet[24..40]);

        // RFC 8200 4: Hop-by-Hop Options, Routing, Destination Options and others say what follows and how long they are; so do the
        // Authentication Header, which counts in fours, and the Fragment Header, which has 8 octets.
        while (next is 0 or 43 or 44 or 51 or 60 or 135 or 139 or 140)
        {
            if (rest.Length < 8)
                return null;
            int kind = next, size = kind switch { 44 => 8, 51 => (rest[1] + 2) * 4, _ => (rest[1] + 1) * 8 };
            if (rest.Length < size)
                return null;
            next = rest[0];
            int fragment = kind == 44 ? BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) : 0;
            uint id = kind == 44 ? BinaryPrimitives.ReadUInt32BigEndian(rest[4..]) : 0;
            rest = rest[size..];
            if ((fragment & 0xFFF9) != 0)
                return Whole(frame, new FragmentKey(source, destination, next, id), fragment & 0xFFF8, (fragment & 1) == 0, rest);
        }

        return new Datagram(frame, source, destination, next, rest.ToArray());
    }

    private Datagram? Whole(Frame frame, FragmentKey key, int offset, bool isLast, ReadOnlySpan<byte> payload) =>
        _fragments.Add(key, frame.Number, offset, isLast, payload.ToArray()) is { } whole
            ? new Datagram(frame, key.Source, key.Destination, key.Protocol, whole)
            : null;

    private void NoteCut(Frame frame, bool isShort)
    {
        if (isShort || frame.IsCut)
            notes.Add("frames were cut when they were recorded: record with tcpdump -s 0 to have all of each", frame.Number);
    }
}
