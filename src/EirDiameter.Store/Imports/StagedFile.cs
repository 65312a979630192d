using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EirDiameter.Store;

/// <summary>
/// An import that was read and found good, on the disk as changes: header, changes, then the texts of its reasons. Memory stays bounded
/// however long the list is, and a crash after the journal knows of it loses nothing.
/// </summary>
internal static class StagedFile
{
    public const int HeaderBytes = 48;

    private const ulong Magic = 0x31_44_45_47_41_54_53; // "STAGED1"
    private const int BufferedChanges = 1 << 15;

    /// <summary>What a staged file holds.</summary>
    internal readonly record struct Header(long Changes, long Equipment, long Pairs, ulong Checksum);

    /// <summary>Writes one. Disposing without <see cref="Finish"/> leaves an unfinished file behind, which nothing refers to.</summary>
    internal sealed class Writer : IDisposable
    {
        private readonly FileStream _file;
        private Header _header = new(0, 0, 0, Store.Checksum.Start);

        public Writer(string path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            _file.Write(stackalloc byte[HeaderBytes]);
        }

        public Header Written => _header;

        public void Add(ReadOnlySpan<Change> changes)
        {
            long equipment = 0;
            long pairs = 0;
            foreach (ref readonly Change change in changes)
            {
                equipment += change.Kind == ChangeKind.Equipment && !change.IsRemoval ? 1 : 0;
                pairs += change.Kind == ChangeKind.Pair && !change.IsRemoval ? 1 : 0;
            }

            ReadOnlySpan<byte> octets = MemoryMarshal.AsBytes(changes);
            _file.Write(octets);
            _header = new(
                _header.Changes + changes.Length, _header.Equipment + equipment, _header.Pairs + pairs, Store.Checksum.Add(_header.Checksum, octets));
        }

        /// <summary>Makes the file durable.</summary>
        public void Finish(IReadOnlyList<string> reasons)
        {
            using MemoryStream texts = new();
            using (BinaryWriter writer = new(texts, Encoding.UTF8, leaveOpen: true))
            {
                foreach (string reason in reasons)
                    writer.Write(reason);
            }

            ReadOnlySpan<byte> trailer = texts.GetBuffer().AsSpan(0, (int)texts.Length);
            ulong checksum = Store.Checksum.Add(_header.Checksum, trailer);
            _file.Write(trailer);
            Span<byte> head = stackalloc byte[HeaderBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(head, Magic);
            BinaryPrimitives.WriteInt64LittleEndian(head[8..], _header.Changes);
            BinaryPrimitives.WriteInt64LittleEndian(head[16..], _header.Equipment);
            BinaryPrimitives.WriteInt64LittleEndian(head[24..], _header.Pairs);
            BinaryPrimitives.WriteInt64LittleEndian(head[32..], reasons.Count);
            BinaryPrimitives.WriteUInt64LittleEndian(head[40..], checksum);
            _file.Position = 0;
            _file.Write(head);
            _file.Flush(flushToDisk: true);
        }

        public void Dispose() => _file.Dispose();
    }

    /// <summary>Reads one, front to back.</summary>
    internal sealed class Reader : IDisposable
    {
        private readonly FileStream _file;
        private readonly string _path;
        private readonly Change[] _buffer = new Change[BufferedChanges];
        private long _left;

        /// <exception cref="StoreException">Missing or damaged.</exception>
        public Reader(string path)
        {
            _path = path;
            try
            {
                _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
                Span<byte> head = stackalloc byte[HeaderBytes];
                _file.ReadExactly(head);
                if (BinaryPrimitives.ReadUInt64LittleEndian(head) != Magic)
                    throw Damaged();
                _left = BinaryPrimitives.ReadInt64LittleEndian(head[8..]);
                Head = new(_left, BinaryPrimitives.ReadInt64LittleEndian(head[16..]), BinaryPrimitives.ReadInt64LittleEndian(head[24..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(head[40..]));
                Reasons = ReadReasons(BinaryPrimitives.ReadInt64LittleEndian(head[32..]));
                _file.Position = HeaderBytes;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _file?.Dispose();
                throw Damaged();
            }
        }

        public Header Head { get; }

        public IReadOnlyList<string> Reasons { get; }

        /// <summary>The next changes; empty at the end.</summary>
        public ReadOnlySpan<Change> Next()
        {
            int count = (int)Math.Min(_left, _buffer.Length);
            Span<Change> changes = _buffer.AsSpan(0, count);
            try
            {
                _file.ReadExactly(MemoryMarshal.AsBytes(changes));
            }
            catch (IOException)
            {
                throw Damaged();
            }

            _left -= count;
            return changes;
        }

        /// <summary>Reads all of it once, before any of it is applied.</summary>
        /// <exception cref="StoreException">Damaged.</exception>
        public void Verify()
        {
            ulong sum = Store.Checksum.Start;
            for (ReadOnlySpan<Change> changes = Next(); !changes.IsEmpty; changes = Next())
                sum = Store.Checksum.Add(sum, MemoryMarshal.AsBytes(changes));
            byte[] trailer = new byte[_file.Length - _file.Position];
            _file.ReadExactly(trailer);
            if (Store.Checksum.Add(sum, trailer) != Head.Checksum)
                throw Damaged();
            Rewind();
        }

        /// <summary>Goes back to the first change.</summary>
        public void Rewind()
        {
            _file.Position = HeaderBytes;
            _left = Head.Changes;
        }

        /// <summary>For each number of a reason in the file, its number in a table.</summary>
        public ushort[] NumbersIn(ReasonTable reasons)
        {
            ushort[] numbers = new ushort[ReasonTable.Other + 1];
            numbers[ReasonTable.Other] = ReasonTable.Other;
            for (int i = 0; i < Reasons.Count; i++)
                numbers[i + 1] = reasons.IndexOf(Reasons[i], out _);
            return numbers;
        }

        public void Dispose() => _file.Dispose();

        private List<string> ReadReasons(long count)
        {
            _file.Position = HeaderBytes + (_left * Change.Size);
            List<string> reasons = [];
            using BinaryReader reader = new(new BufferedStream(_file), Encoding.UTF8, leaveOpen: true);
            for (long i = 0; i < count; i++)
                reasons.Add(reader.ReadString());
            return reasons;
        }

        private StoreException Damaged() =>
            new($"{_path}, an import that was accepted, is damaged or missing: restore the data directory, or remove it and import the lists again");
    }
}
