using System.Buffers;

namespace EirDiameter.Store;

/// <summary>
/// Reads the parts of an import into one staged file, in their order: parsed side by side on all processors, written one after the other.
/// Nothing else is touched.
/// </summary>
/// <param name="name">Name of the whole, for the report.</param>
/// <param name="parts">The parts; later ones win.</param>
/// <param name="buckets">Buckets whose rows are wanted; null = all.</param>
/// <param name="isOneStream">Whether the only part is the caller's stream, which needs no name in messages and stays open.</param>
/// <param name="progress">Learns how far it is; null = no one does.</param>
internal sealed class ListFileStager(
    string name, IReadOnlyList<ImportPart> parts, IReadOnlySet<int>? buckets, bool isOneStream, IProgress<ImportProgress>? progress)
{
    private const long ProgressEvery = 8 << 20;

    private readonly LocalReasons _reasons = new();
    private readonly List<RejectedLine> _rejects = [];
    private readonly Queue<(PartParser Parser, Task Parsing)> _running = [];
    private string? _format;
    private long _lines;
    private long _rejected;
    private long _otherReasons;
    private long _readLines;
    private long _readBytes;
    private long _nextProgress;

    /// <summary>Reads the parts and writes the staged file.</summary>
    /// <exception cref="StoreException">A header, the compression or the disk is bad; the staged file is removed.</exception>
    public async Task<ImportReport> StageAsync(string feed, string staged, CancellationToken cancellation)
    {
        bool kept = false;
        try
        {
            using StagedFile.Writer writer = new(staged);
            await ReadAsync(writer, cancellation);
            writer.Finish(_reasons.Texts);
            DataDirectory.FlushNames(Path.GetDirectoryName(staged)!);
            progress?.Report(new ImportProgress("read", _readLines, _readBytes, 0, writer.Written.Changes));
            kept = true;
            return new ImportReport
            {
                Feed = feed,
                File = name,
                Format = _format ?? ListFileLayout.Listings,
                Lines = _lines,
                Changes = writer.Written.Changes,
                Rejected = _rejected,
                Rejects = _rejects,
                OtherReasons = _otherReasons,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the import could not be staged ({e.Message}): make room on the disk or check it; nothing was changed", e);
        }
        finally
        {
            if (!kept)
                DataDirectory.TryRemove(staged);
        }
    }

    private async Task ReadAsync(StagedFile.Writer writer, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int next = 0;
        try
        {
            while (true)
            {
                // One more than there are processors, so that none waits while a finished part is written.
                while (next < parts.Count && _running.Count <= Environment.ProcessorCount)
                {
                    PartParser parser = new(parts[next++], buckets, namesPart: !isOneStream, leaveOpen: isOneStream);
                    _running.Enqueue((parser, BackgroundWork.Run(() => parser.Parse(stop.Token))));
                }

                if (!_running.TryPeek(out (PartParser Parser, Task Parsing) first))
                    return;
                await TakeAsync(first.Parser, writer, cancellation);
                await first.Parsing;
                _running.Dequeue();
            }
        }
        finally
        {
            // Parts that run ahead of a bad one hold files open.
            await stop.CancelAsync();
            await Task.WhenAll(_running.Select(r => r.Parsing));
        }
    }

    private async Task TakeAsync(PartParser part, StagedFile.Writer writer, CancellationToken cancellation)
    {
        List<ushort> numbers = [0];
        (long linesBefore, long bytesBefore) = (_readLines, _readBytes);
        await foreach (ParsedChanges parsed in part.Parsed.ReadAllAsync(cancellation))
        {
            foreach (byte[] text in parsed.NewReasons)
                numbers.Add(_reasons.IndexOf(text));
            _otherReasons += Renumber(parsed.Changes, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(numbers));
            writer.Add(parsed.Changes);
            ArrayPool<Change>.Shared.Return(parsed.Buffer);
            (_readLines, _readBytes) = (linesBefore + parsed.Lines, bytesBefore + parsed.Bytes);
            if (_readBytes < _nextProgress)
                continue;
            progress?.Report(new ImportProgress("read", _readLines, _readBytes, 0, 0));
            _nextProgress = _readBytes + ProgressEvery;
        }

        _format ??= part.Format;
        _lines += part.Lines;
        _rejected += part.Rejected;
        _otherReasons += part.OtherReasons;
        _rejects.AddRange(part.Rejects.Take(PartParser.MaxRejects - _rejects.Count));
    }

    // From the part's numbers of reasons to those of the staged file; returns how many found no place there.
    private static long Renumber(Span<Change> changes, ReadOnlySpan<ushort> numbers)
    {
        bool isSame = true;
        for (int i = 0; i < numbers.Length; i++)
            isSame &= numbers[i] == i;
        if (isSame)
            return 0;
        long others = 0;
        foreach (ref Change change in changes)
        {
            ushort part = new PackedListing(change.Details).Reason;
            if (change.IsRemoval || part is 0 or ReasonTable.Other || numbers[part] == part)
                continue;
            change = change.WithReason(numbers[part]);
            others += numbers[part] == ReasonTable.Other ? 1 : 0;
        }

        return others;
    }
}
