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
                MemoryBytes = feeds.Sum(f => f.MemoryBytes),
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
    public async Task<ImportReport> ImportAsync(
        string feed, Stream file, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        Stopwatch watch = Stopwatch.StartNew();
        FeedState into = _state.Feeds[_state.NumberOf(feed)];
        string staged = $"{feed}-{Guid.NewGuid():N}";
        string path = _data.Staged(staged);
        ImportReport read = await Task.Run(
            () => new ListFileStager(options.Name, progress).StageAsync(feed, file, path, cancellation), cancellation);
        bool accepted = false;
        try
        {
            if (options.Approve?.Invoke(read) is string refusal)
                throw new StoreException(refusal);
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
