using System.IO.Compression;
using System.Text;

namespace EirDiameter.Store;

/// <summary>Reads a whole list file, plain or gzip, into a staged file. Nothing else is touched.</summary>
internal sealed class ListFileStager(string name, IProgress<ImportProgress>? progress)
{
    private const int MaxRejects = 1000;
    private const int MaxRejectText = 64;

    private readonly LocalReasons _reasons = new();
    private readonly List<RejectedLine> _rejects = [];
    private ListFileLayout? _layout;
    private RowParser? _rows;
    private long _lines;
    private long _rejected;

    /// <summary>Reads the file and writes the staged one.</summary>
    /// <exception cref="StoreException">The header, the compression or the disk is bad; the staged file is removed.</exception>
    public async Task<ImportReport> StageAsync(string feed, Stream file, string staged, CancellationToken cancellation)
    {
        bool kept = false;
        try
        {
            using StagedFile.Writer writer = new(staged);
            await ReadAsync(file, writer, cancellation);
            writer.Finish(_reasons.Texts);
            DataDirectory.FlushNames(Path.GetDirectoryName(staged)!);
            kept = true;
            return new ImportReport
            {
                Feed = feed,
                File = name,
                Format = _layout!.Format,
                Lines = _lines,
                Changes = writer.Written.Changes,
                Rejected = _rejected,
                Rejects = _rejects,
                OtherReasons = _reasons.Others,
            };
        }
        catch (InvalidDataException e)
        {
            throw new StoreException($"the file is not sound gzip ({e.Message}): fetch it again; nothing was changed", e);
        }
        catch (EndOfStreamException e)
        {
            throw new StoreException("the file ends too early: fetch it again; nothing was changed", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the file could not be read and staged ({e.Message}): make room on the disk or fetch it again; nothing was changed", e);
        }
        finally
        {
            if (!kept)
                DataDirectory.TryRemove(staged);
        }
    }

    private async Task ReadAsync(Stream file, StagedFile.Writer writer, CancellationToken cancellation)
    {
        byte[] first = new byte[2];
        int got = await file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellation);
        bool isGzip = got == 2 && first[0] == 0x1F && first[1] == 0x8B;
        PrefixedStream whole = new(first.AsMemory(0, got), file, watch: isGzip);
        LineBuffer lines = new(isGzip ? new GZipStream(whole, CompressionMode.Decompress) : whole);
        long nextProgress = 0;
        while (await lines.FillAsync(cancellation))
        {
            TakeLines(lines, writer);
            if (lines.Bytes < nextProgress)
                continue;
            progress?.Report(new ImportProgress("read", lines.Lines, lines.Bytes, 0, 0));
            nextProgress = lines.Bytes + (8 << 20);
        }

        if (isGzip && whole.LastWord != (uint)lines.Bytes && !whole.MayBeSeveral)
            throw new InvalidDataException("it is cut short");
        if (_layout is null)
            throw new StoreException("the file is empty: a list file begins with a header");
        progress?.Report(new ImportProgress("read", lines.Lines, lines.Bytes, 0, writer.Written.Changes));
    }

    private void TakeLines(LineBuffer lines, StagedFile.Writer writer)
    {
        while (lines.TryNext(out ReadOnlySpan<byte> line, out bool tooLong))
        {
            if (_layout is null)
            {
                ReadOnlySpan<byte> header = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
                _layout = ListFileLayout.Detect(header, name);
                _rows = new RowParser(_layout, _reasons);
                continue;
            }

            if (line.IsEmpty && !tooLong)
                continue;
            _lines++;
            if (tooLong)
                Reject(lines.Lines, default, $"the line is longer than {LineBuffer.MaxLineBytes} octets");
            else if (_rows!.TryParse(line, out Change change, out ReadOnlySpan<byte> equipment, out string? error))
                writer.Add(change);
            else
                Reject(lines.Lines, equipment, error!);
        }
    }

    private void Reject(long line, ReadOnlySpan<byte> equipment, string why)
    {
        if (++_rejected <= MaxRejects)
            _rejects.Add(new(line, equipment.IsEmpty ? null : Encoding.UTF8.GetString(equipment[..Math.Min(equipment.Length, MaxRejectText)]), why));
    }
}
