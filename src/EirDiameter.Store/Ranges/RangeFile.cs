using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EirDiameter.Store;

/// <summary>A <see cref="RangeTable"/> on the disk: magic, count, checksum, entries.</summary>
internal static class RangeFile
{
    private const ulong Magic = 0x31_45_47_4E_41_52_45; // "ERANGE1"
    private const int HeaderBytes = 24;

    public static void Write(string path, RangeTable table)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        ReadOnlySpan<byte> body = MemoryMarshal.AsBytes(table.Entries);
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], table.Entries.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], Checksum.Of(body));
        using FileStream file = new(path, FileMode.Create, FileAccess.Write);
        file.Write(header);
        file.Write(body);
        file.Flush(flushToDisk: true);
    }

    /// <exception cref="StoreException">The file is missing or damaged.</exception>
    public static RangeTable Read(string path)
    {
        try
        {
            byte[] all = File.ReadAllBytes(path);
            ReadOnlySpan<byte> body = all.AsSpan(Math.Min(all.Length, HeaderBytes));
            bool whole = all.Length >= HeaderBytes
                && BinaryPrimitives.ReadUInt64LittleEndian(all) == Magic
                && BinaryPrimitives.ReadInt64LittleEndian(all.AsSpan(8)) == body.Length / Change.Size
                && BinaryPrimitives.ReadUInt64LittleEndian(all.AsSpan(16)) == Checksum.Of(body);
            return whole ? new RangeTable(MemoryMarshal.Cast<byte, RangeEntry>(body).ToArray()) : throw Damaged(path);
        }
        catch (IOException e)
        {
            throw new StoreException($"{path} cannot be read ({e.Message}): restore the data directory, or remove it and import the lists again", e);
        }
    }

    private static StoreException Damaged(string path) =>
        new($"{path} is damaged: restore the data directory, or remove it and import the lists again");
}
