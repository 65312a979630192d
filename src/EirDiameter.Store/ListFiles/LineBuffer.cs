namespace EirDiameter.Store;

/// <summary>Cuts a stream into lines, with bounded memory: a line that is too long is dropped, and said to be.</summary>
internal sealed class LineBuffer(Stream source)
{
    /// <summary>Octets of the longest line.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[4 * MaxLineBytes];
    private int _start;
    private int _end;
    private bool _dropping;
    private bool _atEnd;

    /// <summary>Octets read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines returned so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Gets more of the stream. False = that was all, and every line was returned.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation) =>
        _atEnd ? _end > _start : Take(await source.ReadAsync(Room(), cancellation));

    /// <summary>The same for a thread that may wait.</summary>
    public bool Fill() => _atEnd ? _end > _start : Take(source.Read(Room().Span));

    /// <summary>The next whole line in the buffer.</summary>
    /// <param name="line">Without its end, LF or CRLF.</param>
    /// <param name="tooLong">Whether it was longer than <see cref="MaxLineBytes"/>; then it is empty.</param>
    public bool TryNext(out ReadOnlySpan<byte> line, out bool tooLong)
    {
        line = default;
        tooLong = false;
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
        int end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            if (rest.Length > MaxLineBytes)
            {
                _dropping = true;
                _start = _end;
            }

            if (!_atEnd || (rest.IsEmpty && !_dropping))
                return false;
            end = rest.Length;
        }

        _start = Math.Min(_start + end + 1, _end);
        Lines++;
        tooLong = _dropping || end > MaxLineBytes;
        _dropping = false;
        line = tooLong ? default : rest[..end];
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        return true;
    }

    // Behind the line that is not whole yet, which goes to the front.
    private Memory<byte> Room()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        return _buffer.AsMemory(_end);
    }

    private bool Take(int got)
    {
        _atEnd = got == 0;
        _end += got;
        Bytes += got;
        return !_atEnd || _end > 0 || _dropping;
    }
}
