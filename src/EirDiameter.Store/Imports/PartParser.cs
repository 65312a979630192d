using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Threading.Channels;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>Some changes of one part, in their order. Their reasons are numbered within the part.</summary>
/// <param name="Buffer">Rented from the shared pool; whoever takes the changes gives it back.</param>
/// <param name="Count">How many of its entries are used.</param>
/// <param name="NewReasons">Texts that are first used here: their numbers go on from those before.</param>
/// <param name="Lines">Lines read so far.</param>
/// <param name="Bytes">Octets read so far, uncompressed.</param>
internal readonly record struct ParsedChanges(Change[] Buffer, int Count, IReadOnlyList<byte[]> NewReasons, long Lines, long Bytes)
{
    public Span<Change> Changes => Buffer.AsSpan(0, Count);
}

/// <summary>
/// Parses one part of an import, plain or gzip, on a thread that may wait. It runs ahead of whoever takes the changes by a few buffers and
/// no more, so that memory stays bounded however long the part is.
/// </summary>
/// <param name="part">The part.</param>
/// <param name="buckets">Buckets whose rows are wanted; null = all.</param>
/// <param name="namesPart">Whether messages and rejects say which part they are about.</param>
/// <param name="leaveOpen">Whether the stream stays open.</param>
internal sealed class PartParser(ImportPart part, IReadOnlySet<int>? buckets, bool namesPart, bool leaveOpen)
{
    /// <summary>Rejects that are kept.</summary>
    public const int MaxRejects = 1000;

    private const int MaxRejectText = 64;
    private const int BufferedChanges = 1 << 15;
    private const int BuffersAhead = 4;

    private readonly LocalReasons _reasons = new();
    private readonly List<RejectedLine> _rejects = [];
    private readonly Channel<ParsedChanges> _parsed =
        Channel.CreateBounded<ParsedChanges>(new BoundedChannelOptions(BuffersAhead) { SingleReader = true, SingleWriter = true });
    private Change[] _buffer = [];
    private int _buffered;
    private int _reasonsSent;
    private ListFileLayout? _layout;
    private RowParser? _rows;

    /// <summary>Name of the part, as far as messages need it.</summary>
    public string Prefix => namesPart ? $"{part.Name}: " : "";

    /// <summary>The changes in their order; fails as the parsing does.</summary>
    public ChannelReader<ParsedChanges> Parsed => _parsed.Reader;

    /// <summary>Of the format; known when all was parsed.</summary>
    public string Format => _layout!.Format;

    /// <summary>Lines after the header, empty ones not counted.</summary>
    public long Lines { get; private set; }

    public long Rejected { get; private set; }

    public IReadOnlyList<RejectedLine> Rejects => _rejects;

    /// <summary>Good lines whose reason found no place among the part's.</summary>
    public long OtherReasons => _reasons.Others;

    /// <summary>Parses all of it. Never throws: whoever takes the changes learns of failures.</summary>
    public void Parse(CancellationToken cancellation)
    {
        Stream? file = null;
        try
        {
            file = part.Open();
            Read(file, cancellation);
            _parsed.Writer.Complete();
        }
        catch (Exception e)
        {
            _parsed.Writer.Complete(Said(e));
        }
        finally
        {
            if (!leaveOpen)
                file?.Dispose();
        }
    }

    private void Read(Stream file, CancellationToken cancellation)
    {
        byte[] first = new byte[2];
        int got = file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellation).AsTask().GetAwaiter().GetResult();
        bool isGzip = got == 2 && first[0] == 0x1F && first[1] == 0x8B;
        PrefixedStream whole = new(first.AsMemory(0, got), file, watch: isGzip, cancellation);
        LineBuffer lines = new(isGzip ? new GZipStream(whole, CompressionMode.Decompress) : whole);
        while (lines.Fill())
        {
            cancellation.ThrowIfCancellationRequested();
            while (TakeLines(lines))
                Send(lines, cancellation);
        }

        if (isGzip && whole.LastWord != (uint)lines.Bytes && !whole.MayBeSeveral)
            throw new InvalidDataException("it is cut short");
        if (_layout is null)
            throw new StoreException("the file is empty: a list file begins with a header");
        Send(lines, cancellation);
    }

    // True = the buffer is full, and there may be more lines.
    private bool TakeLines(LineBuffer lines)
    {
        if (_buffer.Length == 0)
            _buffer = ArrayPool<Change>.Shared.Rent(BufferedChanges);
        while (lines.TryNext(out ReadOnlySpan<byte> line, out bool tooLong))
        {
            if (_layout is null)
            {
                ReadOnlySpan<byte> header = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
                _layout = ListFileLayout.Detect(header, part.Name);
                _rows = new RowParser(_layout, _reasons);
                continue;
            }

            if (line.IsEmpty && !tooLong)
                continue;
            Lines++;
            if (tooLong)
                Reject(lines.Lines, default, $"the line is longer than {LineBuffer.MaxLineBytes} octets");
            else if (!_rows!.TryParse(line, out Change change, out ReadOnlySpan<byte> equipment, out string? error))
                Reject(lines.Lines, equipment, error!);
            else if (buckets is null || buckets.Contains(ListingDigest.BucketOf(new EquipmentKey(change.Key))))
                _buffer[_buffered++] = change;
            if (_buffered == BufferedChanges)
                return true;
        }

        return false;
    }

    private void Send(LineBuffer lines, CancellationToken cancellation)
    {
        IReadOnlyList<byte[]> reasons = _reasons.Since(_reasonsSent);
        _reasonsSent += reasons.Count;
        ParsedChanges parsed = new(_buffer, _buffered, reasons, lines.Lines, lines.Bytes);
        if (!_parsed.Writer.TryWrite(parsed))
            _parsed.Writer.WriteAsync(parsed, cancellation).AsTask().GetAwaiter().GetResult();
        (_buffer, _buffered) = ([], 0);
    }

    private void Reject(long line, ReadOnlySpan<byte> equipment, string why)
    {
        if (++Rejected > MaxRejects)
            return;
        string? written = equipment.IsEmpty ? null : Encoding.UTF8.GetString(equipment[..Math.Min(equipment.Length, MaxRejectText)]);
        _rejects.Add(new(line, written, why, namesPart ? part.Name : null));
    }

    private Exception Said(Exception e) => e switch
    {
        InvalidDataException => new StoreException($"{Prefix}the file is not sound gzip ({e.Message}): fetch it again; nothing was changed", e),
        EndOfStreamException => new StoreException($"{Prefix}the file ends too early: fetch it again; nothing was changed", e),
        IOException or UnauthorizedAccessException =>
            new StoreException($"{Prefix}the file could not be read ({e.Message}): fetch it again; nothing was changed", e),
        StoreException when namesPart => new StoreException(Prefix + e.Message, e),
        _ => e,
    };
}
