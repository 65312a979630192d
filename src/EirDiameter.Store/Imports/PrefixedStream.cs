using System.Buffers;

namespace EirDiameter.Store;

/// <summary>
/// A stream whose first octets were already read to see what it is. It remembers its end: the last four octets of a gzip file are the
/// length of what was packed (RFC 1952 2.3.1), which shows what stands behind the end. That a file is cut short is shown by the switch
/// System.IO.Compression.UseStrictValidation, which the node sets: without it .NET takes the cut for the end.
/// </summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> first, Stream rest, bool watch, CancellationToken cancellation = default) : Stream
{
    private ReadOnlyMemory<byte> _first = first;
    private ulong _last;
    private int _beginnings;

    /// <summary>The last four octets, least significant first.</summary>
    public uint LastWord => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((uint)_last);

    /// <summary>Whether it may be several gzip files one after the other: then the end speaks of the last one only.</summary>
    public bool MayBeSeveral => _beginnings > 1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int got = _first.IsEmpty ? await rest.ReadAsync(buffer, cancellationToken) : TakeFirst(buffer.Span);
        if (watch)
            Watch(buffer.Span[..got]);
        return got;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Waits, since not every stream can be read without, a request's body for one.
    public override int Read(Span<byte> buffer)
    {
        int got;
        if (!_first.IsEmpty)
        {
            got = TakeFirst(buffer);
        }
        else if (rest is FileStream)
        {
            got = rest.Read(buffer);
        }
        else
        {
            byte[] read = ArrayPool<byte>.Shared.Rent(buffer.Length);
            got = rest.ReadAsync(read.AsMemory(0, buffer.Length), cancellation).AsTask().GetAwaiter().GetResult();
            read.AsSpan(0, got).CopyTo(buffer);
            ArrayPool<byte>.Shared.Return(read);
        }

        if (watch)
            Watch(buffer[..got]);
        return got;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private void Watch(ReadOnlySpan<byte> octets)
    {
        const ulong Beginning = 0x1F8B08;
        foreach (byte octet in octets)
        {
            _last = _last << 8 | octet;
            if ((_last & 0xFFFFFF) == Beginning)
                _beginnings++;
        }
    }

    private int TakeFirst(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, _first.Length);
        _first.Span[..count].CopyTo(destination);
        _first = _first[count..];
        return count;
    }
}
