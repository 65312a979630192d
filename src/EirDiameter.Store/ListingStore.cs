using System.Diagnostics;
using System.Threading.Channels;
using EirDiameter.Equipment;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Store;

/// <summary>
/// The memory: listings of all feeds, looked up without waiting, and edited and imported so that nothing acknowledged is lost by a crash
/// at any moment. Safe for use by many threads; lookups go through a <see cref="StoreReader"/> each.
/// </summary>
public sealed class ListingStore : IAsyncDisposable
{
    /// <summary>The most feeds a store has.</summary>
    public const int MaxFeeds = 32;

    private const int MaxBatch = 4096;
    private const int MaxWaiting = 65_536;

    private static readonly string[] StandardFeeds = ["global", "national", "operator", "local"];

    private readonly DataDirectory _data;
    private readonly StoreState _state;
    private readonly StoreWriter _writer;
    private readonly Channel<StoreRequest> _requests = Channel.CreateBounded<StoreRequest>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _writing;
    private int _disposed;

    private ListingStore(DataDirectory data, StoreState state, StoreWriter writer)
    {
        _data = data;
        _state = state;
        _writer = writer;
        Feeds = [.. state.Feeds.Select(f => f.Name)];
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Names of the feeds; the index is the feed's number. Fixed while open. Feeds that were configured before and still have listings are among them.</summary>
    public IReadOnlyList<string> Feeds { get; }

    /// <summary>How the store is now.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public StoreStatus Status
    {
        get
        {
            // A reader keeps the generations open while they are looked at.
            using StoreReader hold = Rent();
            FeedStatus[] feeds = [.. _state.Feeds.Select((f, number) => StatusOf(f, hold.Generation(number)))];
            return new()
            {
                Feeds = feeds,
                MemoryBytes = feeds.Sum(f => f.MemoryBytes + (f.Produced?.MemoryBytes ?? 0)),
                MemoryBudgetBytes = _state.Budget.Bytes,
                JournalBytes = _writer.JournalBytes,
                LastCheckpoint = _writer.LastCheckpoint,
                Reasons = _state.Reasons.Count,
                NotWritable = _writer.NotWritable,
            };
        }
    }

    /// <summary>Opens a data directory, and takes up all that was acknowledged before.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="loggers">For the store's log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="StoreException">In use by another process, not writable, or damaged.</exception>
    public static async Task<ListingStore> OpenAsync(
        StoreOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellation = default)
    {
        string[] feeds = [.. StandardFeeds.Union(options.Feeds)];
        if (feeds.Length > MaxFeeds)
            throw new StoreException($"there are {feeds.Length} feeds; at most {MaxFeeds} are possible");
        if (Array.Find(feeds, f => f.Length is 0 or > 64 || !f.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')) is string bad)
            throw new StoreException($"'{bad}' cannot be the name of a feed: use lower-case letters, digits, - and _");
        DataDirectory data = DataDirectory.Open(options.Path);
        try
        {
            Recovery.Result found = await Recovery.OpenAsync(data, new MemoryBudget(options.MemoryMiB), feeds, cancellation);
            StoreWriter writer = new(found.State, found.Journal, found.Staged, options, time, loggers.CreateLogger<ListingStore>());
            HugePages.CollapseSoon(found.State.MemoryBytes);
            return new ListingStore(data, found.State, writer);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>A reader of what is live now, for one thread, until it is disposed. Never blocks; allocates nothing at steady state.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public StoreReader Rent() => _state.Rent();

    /// <summary>The text of a reason; empty if none was given.</summary>
    public string ReasonText(ushort reason) => _state.Reasons[reason];

    /// <summary>Lists something. When the task is done, it is durable and served.</summary>
    /// <param name="feed">The feed that says so.</param>
    /// <param name="change">What it says.</param>
    /// <param name="cancellation">Stops the waiting; the edit may still be done.</param>
    /// <exception cref="StoreException">The edit is not valid, or the disk did not take it: nothing changed.</exception>
    public Task<EditResult> AddAsync(string feed, ListingChange change, CancellationToken cancellation = default) =>
        EditAsync(feed, change, isRemoval: false, cancellation);

    /// <summary>Takes something off a feed's lists: exactly what was listed, be it equipment, pair, range or TAC.</summary>
    /// <param name="feed">The feed that said so.</param>
    /// <param name="change">What to take off; no list named = all.</param>
    /// <param name="cancellation">Stops the waiting; the edit may still be done.</param>
    /// <exception cref="StoreException">The edit is not valid, or the disk did not take it: nothing changed.</exception>
    public Task<EditResult> RemoveAsync(string feed, ListingChange change, CancellationToken cancellation = default) =>
        EditAsync(feed, change, isRemoval: true, cancellation);

    /// <summary>
    /// Imports a list file, plain or gzip: our CSV, a DIRBS list, or a TAC database. All of it is read before anything changes. Bad lines are
    /// skipped and reported. When the task is done, it is durable and served.
    /// </summary>
    /// <param name="feed">The feed that says so.</param>
    /// <param name="file">The file; read once, asynchronously.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Learns how far it is; null = no one does.</param>
    /// <param name="cancellation">Stops the reading; once the file was read, the import is done.</param>
    /// <exception cref="StoreException">The file or the disk is bad: nothing changed.</exception>
    public Task<ImportReport> ImportAsync(
        string feed, Stream file, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        ImportAsync(feed, [new ImportPart(options.Name, () => file)], isOneStream: true, options, progress, cancellation);

    /// <summary>
    /// Imports list files that are parts of one import, each plain or gzip, with a header of its own: where they speak of the same, later
    /// parts win. All of them are read, on all processors, before anything changes. Bad lines are skipped and reported with the name of
    /// their part; a bad header or a broken part refuses the whole. When the task is done, it is durable and served.
    /// </summary>
    /// <param name="feed">The feed that says so.</param>
    /// <param name="parts">The parts, in their order; none = an import without rows.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Learns how far it is; null = no one does.</param>
    /// <param name="cancellation">Stops the reading; once the parts were read, the import is done.</param>
    /// <exception cref="ImportRefusedException">It was not approved: nothing changed.</exception>
    /// <exception cref="StoreException">A part or the disk is bad: nothing changed.</exception>
    public Task<ImportReport> ImportAsync(
        string feed, IReadOnlyList<ImportPart> parts, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        ImportAsync(feed, parts, isOneStream: false, options, progress, cancellation);

    /// <summary>
    /// The digests of a feed's buckets (<see cref="ListingDigest"/>), kept up to date by every change. Read between changes they are those of
    /// one state; while an import is applied in place they are on their way.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <returns>A copy, <see cref="ListingDigest.Buckets"/> long; all 0 if nothing is listed.</returns>
    /// <exception cref="StoreException">There is no such feed.</exception>
    public ulong[] Digests(string feed) =>
        _state.Feeds[_state.NumberOf(feed)].Live is Generation live ? [.. live.Digests] : new ulong[ListingDigest.Buckets];

    /// <summary>The same from the listings themselves: where it differs from <see cref="Digests"/>, memory or disk are not to be trusted. Edits wait for it; lookups do not.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="cancellation">Stops the counting.</param>
    /// <exception cref="StoreException">There is no such feed, or the disk could not be read.</exception>
    public async Task<ulong[]> RecountDigestsAsync(string feed, CancellationToken cancellation = default)
    {
        RecountRequest request = new(_state.Feeds[_state.NumberOf(feed)], cancellation);
        await EnqueueAsync(request, cancellation);
        return await request.Done.WaitAsync(cancellation);
    }

    /// <summary>
    /// Replaces all that a feed says of what was produced (ITU-T Q.5057), in one step for those who look on. The parts are CSV, plain or gzip, each
    /// with the header `tac,complete,from,to`: TAC of 8 digits, 1 if its maker declared it complete or else 0, first and last serial number
    /// of 6 digits, inclusive, or both empty if only the TAC is declared. Rows are in order of TAC and beginning over all parts; ranges
    /// that overlap or touch become one. When the task is done, it is durable and served.
    /// </summary>
    /// <param name="feed">The feed that says so.</param>
    /// <param name="parts">The parts, in their order; none = nothing is declared.</param>
    /// <param name="sequence">Kept with it, for <see cref="FeedStatus.Produced"/>; the feed's own sequence stays as it is.</param>
    /// <param name="cancellation">Stops the reading; once the parts were read, the replacement is done.</param>
    /// <exception cref="StoreException">A row (named by part and line), a part or the disk is bad: nothing changed.</exception>
    public async Task<ProducedStatus> ReplaceProducedAsync(
        string feed, IReadOnlyList<ImportPart> parts, long sequence, CancellationToken cancellation = default)
    {
        using StagedProduced staged = await StageProducedAsync(feed, parts, sequence, cancellation);
        return await ReplaceProducedAsync(staged, cancellation);
    }

    /// <summary>Reads what a feed will say of what was produced, as for <see cref="ReplaceProducedAsync(string, IReadOnlyList{ImportPart}, long, CancellationToken)"/>, and changes nothing yet.</summary>
    /// <param name="feed">The feed that says so.</param>
    /// <param name="parts">The parts, in their order; none = nothing is declared.</param>
    /// <param name="sequence">Kept with it, for <see cref="FeedStatus.Produced"/>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="StoreException">A row (named by part and line), a part or the disk is bad.</exception>
    public async Task<StagedProduced> StageProducedAsync(
        string feed, IReadOnlyList<ImportPart> parts, long sequence, CancellationToken cancellation = default)
    {
        FeedState into = _state.Feeds[_state.NumberOf(feed)];
        string path = Path.Combine(_data.Feed(feed), $"{ProducedFile.Prefix}{Guid.NewGuid():N}");
        ProducedStager stager = new(parts);
        await Task.Run(() => stager.StageAsync(path, sequence, cancellation), cancellation);
        try
        {
            ProducedTable table = await Task.Run(() => ProducedFile.Read(path), cancellation);
            IEnumerable<ProducedTable> others = _state.Feeds.Where(f => f != into && !f.Ignored && f.Produced is not null).Select(f => f.Produced!);
            return new StagedProduced(into, path, table, stager.RangeRows, others);
        }
        catch
        {
            DataDirectory.TryRemove(path);
            throw;
        }
    }

    /// <summary>Puts what was staged in the place of what the feed said before, in one step for those who look on. When the task is done, it is durable and served.</summary>
    /// <param name="staged">What was staged; used up by this.</param>
    /// <param name="cancellation">Stops the waiting for its turn; then it is done.</param>
    /// <exception cref="StoreException">The disk is bad: nothing changed.</exception>
    public async Task<ProducedStatus> ReplaceProducedAsync(StagedProduced staged, CancellationToken cancellation = default)
    {
        ProducedRequest request = new(staged);
        await EnqueueAsync(request, cancellation);
        staged.Take();
        return await request.Done;
    }

    /// <summary>
    /// Whether a feed counts. Readers rented after this see nothing of an ignored feed, neither listings nor produced ranges; it is
    /// imported, edited, exported and counted all the same. Not kept: after an opening every feed counts.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="ignored">True = it does not count from now on.</param>
    /// <exception cref="StoreException">There is no such feed.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void SetIgnored(string feed, bool ignored)
    {
        FeedState state = _state.Feeds[_state.NumberOf(feed)];
        if (state.Ignored == ignored)
            return;
        state.Ignored = ignored;
        _state.Publish();
    }

    /// <summary>Writes listings as a list file that reads back the same: equipment in order of keys, then pairs, then ranges and TACs.</summary>
    /// <param name="feed">One feed; null = all, one after the other, with a column that names it.</param>
    /// <param name="destination">Takes the file; UTF-8, LF.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <remarks>Edits go on meanwhile; each listing is written as it is when its turn comes.</remarks>
    /// <exception cref="StoreException">There is no such feed, or the disk could not be read.</exception>
    public async Task ExportAsync(string? feed, Stream destination, CancellationToken cancellation = default)
    {
        int only = feed is null ? -1 : _state.NumberOf(feed);
        using StoreReader hold = Rent();
        ListFileWriter writer = new(destination, _state, namesFeed: feed is null);
        await writer.WriteHeaderAsync(cancellation);
        for (int number = 0; number < Feeds.Count; number++)
        {
            if ((only < 0 || only == number) && hold.Generation(number) is Generation live)
                await writer.WriteAsync(live, cancellation);
        }

        await writer.FinishAsync(cancellation);
    }

    /// <summary>Takes a checkpoint now, so that the next opening has nothing to replay.</summary>
    /// <exception cref="StoreException">The disk did not take it; nothing acknowledged is lost.</exception>
    public async Task CheckpointAsync(CancellationToken cancellation = default)
    {
        CheckpointRequest request = new();
        await EnqueueAsync(request, cancellation);
        await request.Done.WaitAsync(cancellation);
    }

    /// <summary>Finishes what was asked for, and closes. Readers must be back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _requests.Writer.TryComplete();
        await _writing;
        await _writer.DisposeAsync();
        _data.Dispose();
    }

    private async Task<ImportReport> ImportAsync(
        string feed, IReadOnlyList<ImportPart> parts, bool isOneStream, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        FeedState into = _state.Feeds[_state.NumberOf(feed)];
        if (options.Buckets is { } buckets && buckets.Any(b => b is < 0 or >= ListingDigest.Buckets))
            throw new StoreException($"the buckets to repair are numbered 0 to {ListingDigest.Buckets - 1}");
        string staged = $"{feed}-{Guid.NewGuid():N}";
        string path = _data.Staged(staged);
        ListFileStager stager = new(options.Name, parts, options.Buckets, isOneStream, progress);
        ImportReport read = await Task.Run(() => stager.StageAsync(feed, path, cancellation), cancellation);
        bool accepted = false;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            ImportRequest request = new(into, staged, read, options, progress);
            progress?.Report(new ImportProgress("wait", read.Lines, 0, 0, read.Changes));
            await EnqueueAsync(request, CancellationToken.None);
            ImportReport done = (await request.Done) with { Seconds = watch.Elapsed.TotalSeconds };
            accepted = true;
            progress?.Report(new ImportProgress("done", read.Lines, 0, read.Changes, read.Changes));
            return done;
        }
        finally
        {
            if (!accepted && !_writer.Needs(staged))
                DataDirectory.TryRemove(path);
        }
    }

    private static FeedStatus StatusOf(FeedState feed, Generation? live) =>
        new()
        {
            Name = feed.Name,
            Sequence = feed.Sequence,
            Generation = live?.Number ?? 0,
            White = live?.Counts.Of(EquipmentList.White) ?? 0,
            Black = live?.Counts.Of(EquipmentList.Black) ?? 0,
            Grey = live?.Counts.Of(EquipmentList.Grey) ?? 0,
            Pairs = live?.Counts.AllPairs ?? 0,
            Ranges = live?.Counts.AllRanges ?? 0,
            MemoryBytes = live?.MemoryBytes ?? 0,
            Ignored = feed.Ignored,
            Produced = feed.Produced?.Status,
            InMemory = live is null || (live.Equipment.InMemory && live.Pairs.InMemory),
        };

    private async Task<EditResult> EditAsync(string feed, ListingChange change, bool isRemoval, CancellationToken cancellation)
    {
        EditRequest request = new(_state.Feeds[_state.NumberOf(feed)], change, isRemoval);
        if (change.Fault(isRemoval) is string fault)
            throw new StoreException(fault);
        await EnqueueAsync(request, cancellation);
        return await request.Done.WaitAsync(cancellation);
    }

    private async ValueTask EnqueueAsync(StoreRequest request, CancellationToken cancellation)
    {
        try
        {
            await _requests.Writer.WriteAsync(request, cancellation);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreException("the store is closing: ask again when it is open", e);
        }
    }

    private async Task WriteAsync()
    {
        List<EditRequest> batch = [];
        while (await _requests.Reader.WaitToReadAsync())
        {
            while (_requests.Reader.TryRead(out StoreRequest? request))
            {
                if (request is EditRequest edit)
                {
                    batch.Add(edit);
                    if (batch.Count < MaxBatch && _requests.Reader.TryPeek(out StoreRequest? next) && next is EditRequest)
                        continue;
                    await RunAsync(batch, () => _writer.EditAsync(batch));
                    batch.Clear();
                    continue;
                }

                await RunAsync([request], () => DoAsync(request));
            }
        }
    }

    private async Task DoAsync(StoreRequest request)
    {
        if (request is ImportRequest import)
        {
            import.Acknowledge(await _writer.ImportAsync(import));
        }
        else if (request is ProducedRequest produced)
        {
            produced.Acknowledge(await _writer.ReplaceProducedAsync(produced));
        }
        else if (request is RecountRequest recount)
        {
            recount.Acknowledge(_writer.Recount(recount.Feed, recount.Cancellation));
        }
        else if (request is CheckpointRequest checkpoint)
        {
            await _writer.CheckpointAsync(CancellationToken.None);
            checkpoint.Acknowledge();
        }
    }

    // Whatever goes wrong with one request, the writer goes on with the next.
    private static async Task RunAsync(IReadOnlyList<StoreRequest> requests, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            foreach (StoreRequest request in requests)
                request.Refuse(e);
        }
    }
}
