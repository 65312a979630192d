namespace EirDiameter.Conformance.Captures;

/// <summary>The classic format of libpcap: 24 octets of header, then 16 before each frame; both byte orders, microseconds and nanoseconds.</summary>
internal static class PcapReader
{
    private const int HeaderSize = 24;
    private const int RecordHeaderSize = 16;

    /// <summary>The frames of a file whose first four octets are taken already.</summary>
    /// <exception cref="CaptureProblemException">The file ends within its header.</exception>
    public static IEnumerable<Frame> Read(OctetReader reader, byte[] magic, string name, CaptureNotes notes)
    {
        reader.IsBigEndian = magic[0] == 0xA1;
        long ticksPerUnit = magic.Contains((byte)0x4D) ? 0 : TimeSpan.TicksPerMicrosecond;
        byte[] header = reader.Take(HeaderSize - magic.Length);
        if (header.Length < HeaderSize - magic.Length)
            throw new CaptureProblemException($"{name} ends within the header of a pcap file: record it again");

        // The upper bits of the link type tell of check sequences at the end of frames, which nobody here looks at.
        return Frames(reader, (int)(reader.UInt32(header.AsSpan(16)) & 0xFFFF), ticksPerUnit, name, notes);
    }

    private static IEnumerable<Frame> Frames(OctetReader reader, int linkType, long ticksPerUnit, string name, CaptureNotes notes)
    {
        for (int number = 1; ; number++)
        {
            byte[] header = reader.Take(RecordHeaderSize);
            if (header.Length == 0)
                yield break;
            if (header.Length < RecordHeaderSize)
            {
                CaptureFile.NoteEnd(notes, name, "ends within a frame", reader, number - 1);
                yield break;
            }

            uint seconds = reader.UInt32(header), fraction = reader.UInt32(header.AsSpan(4));
            uint length = reader.UInt32(header.AsSpan(8)), original = reader.UInt32(header.AsSpan(12));
            if (length > CaptureFile.LongestFrame)
            {
                CaptureFile.NoteEnd(notes, name, $"is damaged (a frame of {length} octets)", reader, number - 1);
                yield break;
            }

            byte[] octets = reader.Take((int)length);
            if (octets.Length < length)
            {
                CaptureFile.NoteEnd(notes, name, "ends within a frame", reader, number - 1);
                yield break;
            }

            long ticks = ticksPerUnit == 0 ? fraction / 100 : fraction * ticksPerUnit;
            yield return new Frame(number, DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(ticks), linkType, octets, original > length);
        }
    }
}
