using System.Diagnostics;
using EirDiameter.Equipment;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Store;

/// <summary>
/// The one writer: everything that changes listings goes through it, one thing at a time. Durable first (journal), then applied, then
/// acknowledged. A checkpoint makes the journal short again: it begins a new one.
/// </summary>
internal sealed partial class StoreWriter(
    StoreState state, EditJournal journal, List<string> staged, StoreOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly EditApplier _edits = new(state);
    private EditJournal _journal = journal;
    private string? _notWritable;
    private string? _mustReopen;
    private long _stagedBytes = staged.Sum(s => new FileInfo(state.Data.Staged(s)).Length);

    /// <summary>Null, or why edits are refused.</summary>
    public string? NotWritable => Volatile.Read(ref _notWritable);

    public DateTimeOffset? LastCheckpoint { get; private set; }

    public long JournalBytes => _journal.Bytes + Volatile.Read(ref _stagedBytes);

    /// <summary>Whether the journal refers to a staged file.</summary>
    public bool Needs(string file)
    {
        lock (staged)
            return staged.Contains(file);
    }

    private bool IsLong => JournalBytes > (long)options.CheckpointMiB << 20;

    /// <summary>Makes a batch of edits durable with one commit, applies and acknowledges them. Never throws: each edit learns its own fate.</summary>
    public async Task EditAsync(List<EditRequest> batch)
    {
        try
        {
            await EnsureWritableAsync();
            await JournalAsync(batch);
        }
        catch (StoreException e)
        {
            foreach (EditRequest edit in batch)
                edit.Refuse(e);
            return;
        }

        foreach (EditRequest edit in batch)
        {
            try
            {
                ChangeTally tally = _edits.Apply(edit.Feed, edit.Change);
                edit.Feed.Sequence = edit.Sequence;
                edit.Acknowledge(tally);
            }
            catch (Exception e)
            {
                edit.Refuse(Unapplied(e));
            }
        }

        if (IsLong)
            await TryCheckpointAsync();
    }

    /// <summary>
    /// Makes a staged file durable with one record, and applies it. A new generation is made first, and so is what an approval is asked for:
    /// until the record is durable nothing is changed.
    /// </summary>
    /// <exception cref="StoreException">It was refused, and nothing changed.</exception>
    public async Task<ImportReport> ImportAsync(ImportRequest import)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await EnsureWritableAsync();
        string file = Repaired(import);
        try
        {
            string path = state.Data.Staged(file);
            ImportApplier applier = new(state, import.Feed, path, import.IsSnapshot, import.Progress);
            StagedFile.Header head = await BackgroundWork.Run(applier.Verify);
            EnsureRoom(head);
            JournalReasons(path);
            _edits.Finish();
            long sequence = import.Options.Sequence ?? (import.Feed.Sequence + import.Report.Changes);
            ImportReport report = import.Report with { Sequence = sequence };
            report = applier.IsFresh(head)
                ? await SwitchAsync(import, applier, head, file, report)
                : await ApplyInPlaceAsync(import, applier, head, file, report);
            LogImported(logger, import.Feed.Name, report.Changes, watch.ElapsedMilliseconds);
            return report;
        }
        catch when (!Needs(file))
        {
            DataDirectory.TryRemove(state.Data.Staged(file));
            throw;
        }
    }

    /// <summary>Makes a file of produced ranges that of a feed: named by the manifest first, then shown to readers.</summary>
    /// <exception cref="StoreException">The disk is bad: what was known before stands.</exception>
    public async Task<ProducedStatus> ReplaceProducedAsync(ProducedRequest request)
    {
        FeedState feed = request.Feed;
        string path = Path.Combine(state.Data.Feed(feed.Name), request.File);
        string? before = feed.ProducedFile;
        try
        {
            feed.ProducedFile = request.File;
            await CheckpointAsync(CancellationToken.None);
            feed.Produced = request.Next;
            state.Publish();
            HugePages.CollapseSoon(state.MemoryBytes);
        }
        catch (Exception e)
        {
            feed.ProducedFile = before;

            // Where the manifest may name either file, both stay, and no checkpoint is taken any more.
            if (e is not ManifestException { MayStand: true })
                DataDirectory.TryRemove(path);
            throw;
        }

        if (before is not null)
            DataDirectory.TryRemove(Path.Combine(state.Data.Feed(feed.Name), before));
        LogProduced(logger, feed.Name, feed.Produced.Status.Ranges, feed.Produced.Status.Tacs);
        return feed.Produced.Status;
    }

    /// <summary>Digests of a feed from its tables.</summary>
    /// <exception cref="StoreException">The disk could not be read.</exception>
    public ulong[] Recount(FeedState feed, CancellationToken cancellation) =>
        feed.Live is Generation live ? GenerationRecount.Count(live, state.Reasons, cancellation) : new ulong[ListingDigest.Buckets];

    /// <summary>Makes all that is live durable in tables, and begins a new journal. What it replaces is removed.</summary>
    /// <exception cref="StoreException">The disk did not take it; the journal goes on, and nothing acknowledged is lost.</exception>
    public async Task CheckpointAsync(CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        if (_mustReopen is not null)
            throw new StoreException(_mustReopen);
        _edits.Finish();
        List<(Generation Generation, GenerationCheckpoint Checkpoint)> taken = [];
        List<ManifestFeed> feeds = [];
        foreach (FeedState feed in state.Feeds)
            feeds.Add(await FeedCheckpoint.TakeAsync(feed, taken, cancellation));
        EditJournal next = EditJournal.Open(state.Data.Journal(_journal.Number + 1), _journal.Number + 1);
        try
        {
            new Manifest { Journal = next.Number, Reasons = state.Reasons.Texts, Feeds = feeds }.Write(state.Data.Manifest);
        }
        catch (ManifestException e) when (e.MayStand)
        {
            // Either manifest may be what the next opening finds, each with its own journal. Both hold all that was acknowledged, as long as
            // nothing more is.
            next.Dispose();
            _mustReopen = e.Message;
            Fail(_mustReopen);
            throw;
        }
        catch (StoreException)
        {
            next.Dispose();
            DataDirectory.TryRemove(next.Location);
            throw;
        }

        EditJournal before = _journal;
        _journal = next;
        before.Dispose();
        DataDirectory.TryRemove(before.Location);
        foreach ((Generation generation, GenerationCheckpoint checkpoint) in taken)
            FeedCheckpoint.Settle(generation, checkpoint);
        state.DropReplaced();
        lock (staged)
        {
            foreach (string file in staged)
                DataDirectory.TryRemove(state.Data.Staged(file));
            staged.Clear();
        }

        Volatile.Write(ref _stagedBytes, 0);
        Volatile.Write(ref _notWritable, null);
        LastCheckpoint = time.GetUtcNow();
        LogCheckpoint(logger, watch.ElapsedMilliseconds, taken.Count);
    }

    /// <summary>Takes a checkpoint, and carries on without if the disk does not take it.</summary>
    public async Task TryCheckpointAsync()
    {
        try
        {
            await CheckpointAsync(CancellationToken.None);
        }
        catch (StoreException e)
        {
            LogNoCheckpoint(logger, e.Message);
        }
    }

    /// <summary>Ends the writing. A checkpoint is taken only if much would have to be replayed.</summary>
    public async ValueTask DisposeAsync()
    {
        const long WorthIt = 1 << 20;
        if (JournalBytes > WorthIt)
            await TryCheckpointAsync();
        _edits.Dispose();
        _journal.Dispose();
        await state.CloseAsync();
    }

    private async Task<ImportReport> SwitchAsync(
        ImportRequest import, ImportApplier applier, StagedFile.Header head, string file, ImportReport report)
    {
        FeedState feed = import.Feed;
        ChangeTally? forecast = import.IsSnapshot ? null : await BackgroundWork.Run(() => Forecast(import, file, report));
        ImportApplier.Result built = await BackgroundWork.Run(() => applier.Build(head));
        try
        {
            ChangeTally tally = built.Tally;
            if (import.IsSnapshot)
            {
                GenerationComparison comparison = new(feed.Live, built.Next, SpanNow(), built.WrittenOnce);
                tally = await BackgroundWork.Run(() =>
                {
                    ChangeTally compared = comparison.Compare();
                    Approve(import, report, compared, comparison.TurningBlack);
                    return compared;
                });
            }

            report = Counted(report, forecast ?? tally);
            await JournalImportAsync(import, file, report.Sequence);
        }
        catch
        {
            ImportApplier.Discard(built.Next);
            throw;
        }

        state.Switch(feed, built.Next);
        feed.Sequence = report.Sequence;
        await CheckpointAfterAsync(import);
        return report;
    }

    private async Task<ImportReport> ApplyInPlaceAsync(
        ImportRequest import, ImportApplier applier, StagedFile.Header head, string file, ImportReport report)
    {
        ChangeTally? forecast = await BackgroundWork.Run(() => Forecast(import, file, report));
        await JournalImportAsync(import, file, report.Sequence);
        ChangeTally tally;
        try
        {
            tally = await BackgroundWork.Run(() => applier.ApplyInPlace(head));
        }
        catch (Exception e)
        {
            throw Unapplied(e);
        }

        import.Feed.Sequence = report.Sequence;
        if (IsLong)
            await CheckpointAfterAsync(import);
        else
            HugePages.CollapseSoon(state.MemoryBytes);
        return Counted(report, forecast ?? tally);
    }

    // What an update would do, if anyone asks.
    private ChangeTally? Forecast(ImportRequest import, string file, ImportReport report)
    {
        if (import.Options.Approve is null)
            return null;
        UpdateForecast forecast = new(import.Feed.Live, state.Data.Staged(file), state.Reasons, SpanNow());
        ChangeTally tally = forecast.Count();
        Approve(import, report, tally, forecast.TurningBlack);
        return tally;
    }

    private BlackSpan SpanNow() => new(Validity.QuarterOf(time.GetUtcNow()));

    private static void Approve(ImportRequest import, ImportReport report, in ChangeTally tally, Func<IEnumerable<BlackListed>> turningBlack)
    {
        if (import.Options.Approve is null)
            return;
        long before = import.Feed.Live?.Counts.All ?? 0;
        ImportPreview preview = new(turningBlack)
        {
            Report = Counted(report, tally),
            Before = before,
            After = before + tally.Added - tally.Removed,
            BlackBefore = import.Feed.Live?.Counts.Of(EquipmentList.Black) ?? 0,
            NewlyBlack = tally.NewlyBlack,
            NewlyBlackInRanges = tally.NewlyBlackInRanges,
            WidestNewlyBlack = tally.WidestNewlyBlack,
            NoLongerBlack = tally.NoLongerBlack,
            Snapshot = import.IsSnapshot,
        };
        string? refusal = import.Options.Approve(preview);
        preview.Close();
        if (refusal is not null)
            throw new ImportRefusedException(refusal);
    }

    private static ImportReport Counted(ImportReport report, in ChangeTally tally) =>
        report with { Added = tally.Added, Changed = tally.Changed, Removed = tally.Removed, Unchanged = tally.Unchanged };

    private async Task CheckpointAfterAsync(ImportRequest import)
    {
        import.Progress?.Report(new ImportProgress("checkpoint", import.Report.Lines, 0, import.Report.Changes, import.Report.Changes));
        await TryCheckpointAsync();
        HugePages.CollapseSoon(state.MemoryBytes);
    }

    // The staged file to apply: of a repair, one that also removes.
    private string Repaired(ImportRequest import)
    {
        if (import.IsSnapshot || import.Options.Buckets is not { } buckets || import.Feed.Live is not Generation live)
            return import.Staged;
        _edits.Finish();
        string file = $"{import.Staged}-repair";
        string path = state.Data.Staged(file);
        try
        {
            new BucketRepair(live, buckets).Write(state.Data.Staged(import.Staged), path);
        }
        catch
        {
            DataDirectory.TryRemove(path);
            throw;
        }

        DataDirectory.TryRemove(state.Data.Staged(import.Staged));
        return file;
    }

    private void JournalReasons(string path)
    {
        try
        {
            using StagedFile.Reader reader = new(path);
            foreach (string text in reader.Reasons)
                JournalReason(text);
        }
        catch (StoreException e)
        {
            Fail(e.Message);
            throw;
        }
    }

    private async Task JournalImportAsync(ImportRequest import, string file, long sequence)
    {
        try
        {
            _journal.Append(JournalRecord.Import(import.Feed.Name, sequence, file, import.IsSnapshot));
            await _journal.CommitAsync();
        }
        catch (StoreException e)
        {
            Fail(e.Message);
            throw;
        }

        lock (staged)
            staged.Add(file);
        Volatile.Write(ref _stagedBytes, _stagedBytes + new FileInfo(state.Data.Staged(file)).Length);
    }

    // What the journal holds but the tables do not must not be lost to a checkpoint, which would begin a new journal: the next opening
    // replays it.
    private StoreException Unapplied(Exception cause)
    {
        _mustReopen = $"{cause.Message}; what was accepted is kept and will be completed when the store is opened next: restart";
        Fail(_mustReopen);
        return new StoreException(_mustReopen, cause);
    }

    private async Task JournalAsync(List<EditRequest> batch)
    {
        try
        {
            Dictionary<FeedState, long> sequences = [];
            foreach (EditRequest edit in batch)
            {
                edit.Sequence = sequences[edit.Feed] = sequences.GetValueOrDefault(edit.Feed, edit.Feed.Sequence) + 1;
                edit.Change = edit.What.ToChange(edit.IsRemoval, edit.IsRemoval ? (ushort)0 : JournalReason(edit.What.Reason?.Trim() ?? "", edit.Feed));
                _journal.Append(JournalRecord.Edit(edit.Feed.Name, edit.Sequence, edit.Change));
            }

            await _journal.CommitAsync();
        }
        catch (StoreException e)
        {
            Fail(e.Message);
            throw;
        }
    }

    private ushort JournalReason(string text)
    {
        ushort index = state.Reasons.IndexOf(text, out bool isNew);
        if (isNew)
        {
            _journal.Append(JournalRecord.Reason(index, text));
            state.Reasons.Put(index, text);
        }

        return index;
    }

    private ushort JournalReason(string text, FeedState edited)
    {
        ushort index = state.Reasons.IndexOf(text, out bool isNew);
        if (!isNew)
            return index;
        if (edited.EditedTexts == ReasonTable.MaxEditedTexts)
            return ReasonTable.Other;
        _journal.Append(JournalRecord.Reason(index, text, edited.Name));
        state.Reasons.Put(index, text);
        if (++edited.EditedTexts == ReasonTable.MaxEditedTexts)
            LogTextsUsedUp(logger, edited.Name, edited.EditedTexts);
        return index;
    }

    // A journal that failed is never written again: what of it reached the disk cannot be known. A checkpoint begins a new one, and with
    // it what was refused is forgotten for good.
    private async Task EnsureWritableAsync()
    {
        if (NotWritable is null)
            return;
        try
        {
            await CheckpointAsync(CancellationToken.None);
        }
        catch (StoreException e)
        {
            Fail(e.Message);
            throw;
        }
    }

    private void EnsureRoom(StagedFile.Header head)
    {
        // Records, index, and as much again for a checkpoint; the staged file is there already.
        long needed = (head.Equipment * 48) + (head.Pairs * 64) + (1 << 20);
        long free = new DriveInfo(state.Data.Root).AvailableFreeSpace;
        if (free < needed)
        {
            throw new StoreException($"the import needs about {needed >> 20} MiB on the disk, and {free >> 20} MiB are free: make room; nothing was changed")
            {
                OutOfRoom = true,
            };
        }
    }

    private void Fail(string why)
    {
        if (NotWritable is null)
            LogNotWritable(logger, why);
        Volatile.Write(ref _notWritable, why);
    }

    [LoggerMessage(1, LogLevel.Information, "Imported {Changes} changes into {Feed} in {Milliseconds} ms")]
    private static partial void LogImported(ILogger logger, string feed, long changes, long milliseconds);

    [LoggerMessage(2, LogLevel.Information, "Checkpoint of {Generations} generations in {Milliseconds} ms")]
    private static partial void LogCheckpoint(ILogger logger, long milliseconds, int generations);

    [LoggerMessage(3, LogLevel.Warning, "No checkpoint: {Why}. The journal goes on")]
    private static partial void LogNoCheckpoint(ILogger logger, string why);

    [LoggerMessage(5, LogLevel.Information, "{Feed} knows {Ranges} produced ranges of {Tacs} TACs")]
    private static partial void LogProduced(ILogger logger, string feed, long ranges, long tacs);

    [LoggerMessage(6, LogLevel.Warning, "Edits of {Feed} gave {Texts} different reasons: new ones are kept as \"(other)\" from now on, so that there is room for those of other feeds")]
    private static partial void LogTextsUsedUp(ILogger logger, string feed, int texts);

    [LoggerMessage(4, LogLevel.Error, "Edits and imports are refused: {Why}")]
    private static partial void LogNotWritable(ILogger logger, string why);
}
