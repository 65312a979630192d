using System.Buffers.Binary;

namespace EirDiameter.Conformance.Captures;

/// <summary>Takes octets and numbers from a stream, in the byte order that the file turns out to have.</summary>
internal sealed class OctetReader(Stream stream)
{
    /// <summary>True when the most significant octet comes first.</summary>
    public bool IsBigEndian { get; set; }

    /// <summary>Octets taken so far.</summary>
    public long Position { get; private set; }

    /// <summary>Takes octets; fewer than asked for when the stream ends.</summary>
    public byte[] Take(int count)
    {
        byte[] octets = new byte[count];
        int taken = stream.ReadAtLeast(octets, count, throwOnEndOfStream: false);
        Position += taken;
        return taken == count ? octets : octets[..taken];
    }

    /// <summary>A number of 2 octets.</summary>
    public int UInt16(ReadOnlySpan<byte> octets) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);

    /// <summary>A number of 4 octets.</summary>
    public uint UInt32(ReadOnlySpan<byte> octets) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    /// <summary>A number of 8 octets with a sign.</summary>
    public long Int64(ReadOnlySpan<byte> octets) =>
        IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(octets) : BinaryPrimitives.ReadInt64LittleEndian(octets);
}
