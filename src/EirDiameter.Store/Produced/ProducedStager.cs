using System.IO.Compression;
using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// Reads the parts that say what was produced, rows `tac,complete,from,to`, into a file of their own. The rows are in order of TAC and of
/// beginning, over all parts, so that only those of one TAC need be in memory: and of them only the range that may still grow.
/// </summary>
internal sealed class ProducedStager(IReadOnlyList<ImportPart> parts)
{
    private const string Header = "tac,complete,from,to";
    private const uint NoTac = uint.MaxValue;

    private uint _tac = NoTac;
    private bool _isComplete;
    private bool _hasRange;
    private uint _from;
    private uint _to;

    /// <summary>Rows that named a range.</summary>
    public long RangeRows { get; private set; }

    /// <summary>Reads the parts and writes the file.</summary>
    /// <exception cref="StoreException">A row, a header, the compression or the disk is bad; the file is removed.</exception>
    public async Task StageAsync(string path, long sequence, CancellationToken cancellation)
    {
        bool kept = false;
        try
        {
            using ProducedFile.Writer writer = new(path);
            foreach (ImportPart part in parts)
                await ReadAsync(part, writer, cancellation);
            EndTac(writer);
            writer.Finish(sequence);
            DataDirectory.FlushNames(Path.GetDirectoryName(path)!);
            kept = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the produced ranges could not be read and staged ({e.Message}): make room on the disk or fetch them again; nothing was changed", e);
        }
        finally
        {
            if (!kept)
                DataDirectory.TryRemove(path);
        }
    }

    private async Task ReadAsync(ImportPart part, ProducedFile.Writer writer, CancellationToken cancellation)
    {
        LineBuffer? lines = null;
        try
        {
            await using Stream file = part.Open();
            byte[] first = new byte[2];
            int got = await file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellation);
            bool isGzip = got == 2 && first[0] == 0x1F && first[1] == 0x8B;
            PrefixedStream whole = new(first.AsMemory(0, got), file, watch: isGzip);
            lines = new(isGzip ? new GZipStream(whole, CompressionMode.Decompress) : whole);
            while (await lines.FillAsync(cancellation))
                TakeLines(part, lines, writer);
            if (isGzip && whole.LastWord != (uint)lines.Bytes && !whole.MayBeSeveral)
                throw new InvalidDataException("it is cut short");
            if (lines.Lines == 0)
                throw new StoreException($"{part.Name}: the file is empty: it begins with the header {Header}");
        }
        catch (InvalidDataException e)
        {
            throw new StoreException($"{part.Name}: the file is not sound gzip ({e.Message}): fetch it again; nothing was changed", e);
        }
        catch (Exception e) when (e is EndOfStreamException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StoreException($"{part.Name}: the file could not be read ({e.Message}): fetch it again; nothing was changed", e);
        }
    }

    private void TakeLines(ImportPart part, LineBuffer lines, ProducedFile.Writer writer)
    {
        while (lines.TryNext(out ReadOnlySpan<byte> line, out bool tooLong))
        {
            string? fault = lines.Lines == 1 ? FaultOfHeader(line)
                : tooLong ? $"the line is longer than {LineBuffer.MaxLineBytes} octets"
                : line.IsEmpty ? null
                : Take(line, writer);
            if (fault is not null)
                throw new StoreException($"{part.Name}, line {lines.Lines}: {fault}; nothing was changed");
        }
    }

    private static string? FaultOfHeader(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> header = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        return Encoding.UTF8.GetString(header) == Header ? null : $"the header is not {Header}";
    }

    // Null, or what is wrong with the row.
    private string? Take(ReadOnlySpan<byte> line, ProducedFile.Writer writer)
    {
        if (!TryField(ref line, out ReadOnlySpan<byte> tacField) || !TryField(ref line, out ReadOnlySpan<byte> completeField)
            || !TryField(ref line, out ReadOnlySpan<byte> fromField) || line.Contains((byte)','))
            return "it has not four columns";
        if (!Tac.TryParse(tacField, out Tac tac))
            return "a TAC is 8 digits";
        if (completeField is not ([(byte)'0'] or [(byte)'1']))
            return "complete is neither 0 nor 1";
        bool isComplete = completeField[0] == '1';
        bool hasRange = !fromField.IsEmpty || !line.IsEmpty;
        uint from = 0;
        uint to = 0;
        if (hasRange && (!TrySerial(fromField, out from) || !TrySerial(line, out to)))
            return "a serial number is 6 digits";
        if (from > to)
            return "the range ends before it begins";
        if (tac.Value != _tac)
        {
            if (_tac != NoTac && tac.Value < _tac)
                return $"the rows are not in order of TAC: {tac} stands after {new Tac(_tac)}";
            EndTac(writer);
            (_tac, _isComplete) = (tac.Value, isComplete);
        }
        else if (isComplete != _isComplete)
        {
            return $"{tac} is said to be complete in one row and not in another";
        }

        RangeRows += hasRange ? 1 : 0;
        return hasRange ? Grow(from, to, writer) : null;
    }

    private string? Grow(uint from, uint to, ProducedFile.Writer writer)
    {
        if (_hasRange && from < _from)
            return "the ranges of a TAC are not in order of their beginnings";
        if (_hasRange && from <= _to + 1)
        {
            _to = Math.Max(_to, to);
            return null;
        }

        if (_hasRange)
            writer.Add(_from, _to);
        (_hasRange, _from, _to) = (true, from, to);
        return null;
    }

    private void EndTac(ProducedFile.Writer writer)
    {
        if (_tac == NoTac)
            return;
        if (_hasRange)
            writer.Add(_from, _to);
        writer.EndTac(_tac, _isComplete);
        _hasRange = false;
    }

    private static bool TryField(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field)
    {
        int end = rest.IndexOf((byte)',');
        field = end < 0 ? default : rest[..end];
        rest = end < 0 ? rest : rest[(end + 1)..];
        return end >= 0;
    }

    private static bool TrySerial(ReadOnlySpan<byte> digits, out uint serial)
    {
        const int Digits = 6;
        serial = 0;
        if (digits.Length != Digits)
            return false;
        foreach (byte octet in digits)
        {
            if (!char.IsAsciiDigit((char)octet))
                return false;
            serial = (serial * 10) + octet - '0';
        }

        return true;
    }
}
