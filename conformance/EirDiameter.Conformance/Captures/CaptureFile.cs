using System.Buffers.Binary;

namespace EirDiameter.Conformance.Captures;

/// <summary>The frames of a capture file, whichever of the formats it has.</summary>
internal static class CaptureFile
{
    /// <summary>More than any link carries: a length beyond it is damage.</summary>
    internal const int LongestFrame = 1 << 24;

    /// <summary>Reads frames one after the other. Where the file ends early or is damaged, the frames before are given, and one note says so.</summary>
    /// <param name="stream">The file from its beginning.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="notes">Where to say what was left out.</param>
    /// <exception cref="CaptureProblemException">It is no capture file.</exception>
    public static IEnumerable<Frame> Read(Stream stream, string name, CaptureNotes notes)
    {
        OctetReader reader = new(stream);
        byte[] magic = reader.Take(4);
        switch (magic.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(magic) : 0)
        {
            case 0xA1B2C3D4 or 0xA1B23C4D or 0xD4C3B2A1 or 0x4D3CB2A1:
                return PcapReader.Read(reader, magic, name, notes);
            case PcapngReader.SectionHeader:
                return PcapngReader.Read(reader, name, notes);
            case uint compressed when compressed >> 16 == 0x1F8B:
                throw new CaptureProblemException($"{name} is compressed: gunzip it first");
            default:
                throw new CaptureProblemException($"{name} is no pcap and no pcapng file: record one with tcpdump -w or dumpcap -w");
        }
    }

    /// <summary>The one note for a file that ends before its time.</summary>
    internal static void NoteEnd(CaptureNotes notes, string name, string why, OctetReader reader, int frames) =>
        notes.Add($"{name} {why} at octet {reader.Position}, after frame {frames}: what comes before is used");
}
