using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EirDiameter.Store;

/// <summary>A <see cref="ProducedTable"/> on the disk: header, ranges, TACs. It is written as its rows come, and read whole.</summary>
internal static class ProducedFile
{
    private const ulong Magic = 0x31_44_4F_52_50_45; // "EPROD1"
    private const int HeaderBytes = 40;

    /// <summary>How the names of such files begin.</summary>
    public const string Prefix = "produced-";

    /// <summary>Writes one. Disposing without <see cref="Finish"/> leaves an unfinished file behind, which nothing refers to.</summary>
    internal sealed class Writer : IDisposable
    {
        private const int BufferedRanges = 1 << 14;

        private readonly FileStream _file;
        private readonly List<ulong> _buffer = new(BufferedRanges);
        private readonly List<ProducedTac> _tacs = [];
        private ulong _checksum = Checksum.Start;
        private long _ranges;
        private long _before;

        public Writer(string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            _file.Write(stackalloc byte[HeaderBytes]);
        }

        /// <summary>Adds a range of the TAC that <see cref="EndTac"/> will name.</summary>
        public void Add(uint from, uint to)
        {
            _buffer.Add(ProducedTable.Pack(from, to));
            _ranges++;
            if (_buffer.Count == BufferedRanges)
                Flush();
        }

        /// <summary>The ranges since the TAC before are those of this one.</summary>
        public void EndTac(uint tac, bool isComplete)
        {
            _tacs.Add(new ProducedTac(tac, isComplete, (uint)_before, (uint)(_ranges - _before)));
            _before = _ranges;
        }

        /// <summary>Writes what is left, and makes the file durable.</summary>
        public void Finish(long sequence)
        {
            Flush();
            ReadOnlySpan<byte> tacs = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_tacs));
            _file.Write(tacs);
            Span<byte> head = stackalloc byte[HeaderBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
            BinaryPrimitives.WriteInt64LittleEndian(head[8..], sequence);
            BinaryPrimitives.WriteInt64LittleEndian(head[16..], _ranges);
            BinaryPrimitives.WriteInt64LittleEndian(head[24..], _tacs.Count);
            BinaryPrimitives.WriteUInt64LittleEndian(head[32..], ChecksumOf(Checksum.Add(_checksum, tacs), head));
            _file.Position = 0;
            _file.Write(head);
            _file.Flush(flushToDisk: true);
        }

        public void Dispose() => _file.Dispose();

        private void Flush()
        {
            ReadOnlySpan<byte> octets = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_buffer));
            _checksum = Checksum.Add(_checksum, octets);
            _file.Write(octets);
            _buffer.Clear();
        }
    }

    /// <exception cref="StoreException">The file is missing or damaged.</exception>
    public static ProducedTable Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            Span<byte> head = stackalloc byte[HeaderBytes];
            file.ReadExactly(head);
            long ranges = BinaryPrimitives.ReadInt64LittleEndian(head[16..]);
            long tacs = BinaryPrimitives.ReadInt64LittleEndian(head[24..]);
            long octets = file.Length - HeaderBytes;
            bool isWhole = BinaryPrimitives.ReadUInt64LittleEndian(head) == Magic
                && ranges >= 0 && ranges <= octets / sizeof(ulong)
                && tacs == (octets - (ranges * sizeof(ulong))) / ProducedTac.Size
                && octets == (ranges * sizeof(ulong)) + (tacs * ProducedTac.Size);
            if (!isWhole)
                throw Damaged(path, null);
            ulong[] packed = new ulong[ranges];
            ProducedTac[] directory = new ProducedTac[tacs];
            ulong checksum = ReadInto(file, packed, Checksum.Start);
            checksum = ReadInto(file, directory, checksum);
            return ChecksumOf(checksum, head) == BinaryPrimitives.ReadUInt64LittleEndian(head[32..])
                ? new ProducedTable(BinaryPrimitives.ReadInt64LittleEndian(head[8..]), directory, packed)
                : throw Damaged(path, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, e);
        }
    }

    private static ulong ReadInto<T>(FileStream file, T[] destination, ulong checksum)
        where T : unmanaged
    {
        const int AtOnce = 1 << 20;
        Span<byte> octets = MemoryMarshal.AsBytes(destination.AsSpan());
        for (Span<byte> left = octets; !left.IsEmpty; left = left[Math.Min(AtOnce, left.Length)..])
            file.ReadExactly(left[..Math.Min(AtOnce, left.Length)]);
        return Checksum.Add(checksum, octets);
    }

    // The counts and the sequence are under the checksum too.
    private static ulong ChecksumOf(ulong body, ReadOnlySpan<byte> head) => Checksum.Add(body, head[..32]);

    private static StoreException Damaged(string path, Exception? cause) =>
        new($"{path}, the produced ranges of a feed, is damaged or missing ({cause?.Message ?? "its checksum is wrong"}): "
            + "restore the data directory, or remove it and import the lists again", cause!);
}
