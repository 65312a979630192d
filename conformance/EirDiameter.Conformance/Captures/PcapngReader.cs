namespace EirDiameter.Conformance.Captures;

/// <summary>
/// The block format of Wireshark: Section Header, Interface Description, Enhanced and Simple Packet Blocks, and the old Packet Block; what
/// other blocks say is not needed. Each section has a byte order and interfaces of its own.
/// </summary>
internal static class PcapngReader
{
    /// <summary>The type of a Section Header Block, the same in both byte orders.</summary>
    public const uint SectionHeader = 0x0A0D0D0A;

    private const uint Interface = 1, OldPacket = 2, SimplePacket = 3, EnhancedPacket = 6;

    /// <summary>The frames of a file whose first four octets are taken already.</summary>
    public static IEnumerable<Frame> Read(OctetReader reader, string name, CaptureNotes notes)
    {
        List<PcapngInterface> interfaces = [];
        DateTimeOffset last = DateTimeOffset.UnixEpoch;
        int number = 0;
        for (uint type = SectionHeader; ;)
        {
            if (TakeBlock(reader, type) is not { } body)
            {
                CaptureFile.NoteEnd(notes, name, "ends within a block or is damaged", reader, number);
                yield break;
            }

            if (type == SectionHeader)
            {
                interfaces.Clear();
            }
            else if (type == Interface && body.Length >= 8)
            {
                interfaces.Add(PcapngInterface.Read(reader, body));
            }
            else if (type is EnhancedPacket or OldPacket or SimplePacket)
            {
                number++;
                if (Frame(reader, type, body, interfaces, number, last) is { } frame)
                {
                    last = frame.At;
                    yield return frame;
                }
                else
                {
                    notes.Add("packet blocks that contradict themselves or name no interface are left out", number);
                }
            }

            byte[] next = reader.Take(4);
            if (next.Length == 0)
                yield break;
            if (next.Length < 4)
            {
                CaptureFile.NoteEnd(notes, name, "ends within a block", reader, number);
                yield break;
            }

            type = reader.UInt32(next);
        }
    }

    // Type (taken), length, body, length again. A Section Header says by its first four octets how to read its own length.
    private static byte[]? TakeBlock(OctetReader reader, uint type)
    {
        byte[] start = reader.Take(type == SectionHeader ? 8 : 4);
        if (start.Length is not (4 or 8))
            return null;
        if (type == SectionHeader)
        {
            if (start.AsSpan(4) is not ([0x1A, 0x2B, 0x3C, 0x4D] or [0x4D, 0x3C, 0x2B, 0x1A]))
                return null;
            reader.IsBigEndian = start[4] == 0x1A;
        }

        uint length = reader.UInt32(start);
        long rest = length - 4L - start.Length;
        if (length % 4 != 0 || rest < 4 || length > CaptureFile.LongestFrame)
            return null;
        byte[] body = reader.Take((int)rest);
        return body.Length == rest && reader.UInt32(body.AsSpan(body.Length - 4)) == length ? body[..^4] : null;
    }

    private static Frame? Frame(OctetReader reader, uint type, byte[] body, List<PcapngInterface> interfaces, int number, DateTimeOffset last)
    {
        int header = type == SimplePacket ? 4 : 20;
        if (body.Length < header)
            return null;
        uint index = type switch { SimplePacket => 0, OldPacket => (uint)reader.UInt16(body), _ => reader.UInt32(body) };
        if (index >= interfaces.Count)
            return null;
        PcapngInterface source = interfaces[(int)index];
        if (type == SimplePacket)
        {
            // Its kept length is said nowhere: the whole, or what the interface was told to keep.
            uint whole = reader.UInt32(body), kept = source.SnapLength == 0 ? whole : Math.Min(whole, source.SnapLength);
            return kept > body.Length - 4 ? null : new Frame(number, last, source.LinkType, body[4..(int)(4 + kept)], kept < whole);
        }

        ulong time = ((ulong)reader.UInt32(body.AsSpan(4)) << 32) | reader.UInt32(body.AsSpan(8));
        uint length = reader.UInt32(body.AsSpan(12)), original = reader.UInt32(body.AsSpan(16));
        return length > body.Length - header
            ? null
            : new Frame(number, source.Time(time), source.LinkType, body[header..(int)(header + length)], original > length);
    }
}
