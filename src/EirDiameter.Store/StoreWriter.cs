using System.Diagnostics;
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

    /// <summary>Makes a staged file durable with one record, and applies it.</summary>
    /// <exception cref="StoreException">It was refused, and nothing changed.</exception>
    public async Task<ImportReport> ImportAsync(ImportRequest import)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await EnsureWritableAsync();
        IReadOnlyList<string> reasons;
        using (StagedFile.Reader reader = new(state.Data.Staged(import.Staged)))
        {
            EnsureRoom(reader.Head);
            reasons = reader.Reasons;
        }

        long sequence = import.Options.Sequence ?? (import.Feed.Sequence + import.Report.Changes);
        try
        {
            foreach (string text in reasons)
                JournalReason(text);
            _journal.Append(JournalRecord.Import(import.Feed.Name, sequence, import.Staged, import.Options.Snapshot));
            await _journal.CommitAsync();
        }
        catch (StoreException e)
        {
            Fail(e.Message);
            throw;
        }

        lock (staged)
            staged.Add(import.Staged);
        Volatile.Write(ref _stagedBytes, _stagedBytes + new FileInfo(state.Data.Staged(import.Staged)).Length);
        _edits.Finish();
        ImportApplier.Result result = Apply(import);
        import.Feed.Sequence = sequence;
        if (result.Switched || IsLong)
        {
            import.Progress?.Report(new ImportProgress("checkpoint", import.Report.Lines, 0, import.Report.Changes, import.Report.Changes));
            await TryCheckpointAsync();
        }

        HugePages.CollapseSoon(state.MemoryBytes);
        LogImported(logger, import.Feed.Name, import.Report.Changes, watch.ElapsedMilliseconds);
        return import.Report with
        {
            Added = result.Tally.Added,
            Changed = result.Tally.Changed,
            Removed = result.Tally.Removed,
            Unchanged = result.Tally.Unchanged,
            Sequence = sequence,
        };
    }

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

    private ImportApplier.Result Apply(ImportRequest import)
    {
        try
        {
            return new ImportApplier(state, import.Progress).Apply(import.Feed, state.Data.Staged(import.Staged), import.Options.Snapshot);
        }
        catch (Exception e)
        {
            throw Unapplied(e);
        }
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
                edit.Change = edit.What.ToChange(edit.IsRemoval, edit.IsRemoval ? (ushort)0 : JournalReason(edit.What.Reason?.Trim() ?? ""));
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
            throw new StoreException($"the import needs about {needed >> 20} MiB on the disk, and {free >> 20} MiB are free: make room; nothing was changed");
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

    [LoggerMessage(4, LogLevel.Error, "Edits and imports are refused: {Why}")]
    private static partial void LogNotWritable(ILogger logger, string why);
}
