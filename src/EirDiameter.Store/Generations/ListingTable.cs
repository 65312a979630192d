using FASTER.core;

namespace EirDiameter.Store;

/// <summary>How large a table is made.</summary>
/// <param name="IndexBuckets">Buckets of 64 octets in the index, a power of two; fixed for the life of the table.</param>
/// <param name="PageBits">Size of a page of the log, as a power of two; fixed for the life of the table.</param>
/// <param name="MemoryBytes">The most memory the log may take before its oldest pages live on the disk only.</param>
internal readonly record struct TableSize(long IndexBuckets, int PageBits, long MemoryBytes)
{
    // Seven keys fit into a bucket; at five on average about one bucket in ten needs a second one.
    private const long KeysPerBucket = 5;
    private const long MaxKeysPerBucket = 8;
    private const long MinBuckets = 1 << 10;

    /// <summary>How many keys the index takes before lookups suffer.</summary>
    public long MaxKeys => IndexBuckets * MaxKeysPerBucket;

    public static long BucketsFor(long keys) =>
        (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(MinBuckets, (keys + KeysPerBucket - 1) / KeysPerBucket));
}

/// <summary>One FasterKV with its file. Removed keys stay in it with value 0 until the generation is written anew.</summary>
internal sealed class ListingTable<TKey> : IDisposable
    where TKey : unmanaged, IComparable<TKey>
{
    private const long SegmentBytes = 1L << 30;
    private const int BucketBytes = 64;

    private readonly FileDevice _log;
    private readonly string _directory;
    private readonly string _checkpoints;
    private readonly DeviceFaults _logFaults;
    private readonly DeviceFaults _checkpointFaults = new();
    private readonly FasterKV<TKey, ulong> _kv;

    public ListingTable(string directory, TableSize size, IFasterEqualityComparer<TKey> comparer, DeviceFaults faults)
    {
        Size = size;
        _directory = directory;
        _logFaults = faults;
        _log = new FileDevice(Path.Combine(directory, "log"), faults, WriteManner.Retry);
        _checkpoints = Path.Combine(directory, "checkpoints");
        _kv = new FasterKV<TKey, ulong>(new FasterKVSettings<TKey, ulong>
        {
            IndexSize = size.IndexBuckets * BucketBytes,
            LogDevice = _log,
            PageSize = 1L << size.PageBits,
            SegmentSize = SegmentBytes,
            MemorySize = size.MemoryBytes,
            MutableFraction = 0.9,
            ConcurrencyControlMode = ConcurrencyControlMode.None,
            EqualityComparer = comparer,
            RemoveOutdatedCheckpoints = false,
            CheckpointManager = new DeviceLogCommitCheckpointManager(
                new FileDeviceFactory(_checkpoints, _checkpointFaults, WriteManner.Once), new DefaultCheckpointNamingScheme(), removeOutdated: false),
        });
    }

    public TableSize Size { get; }

    /// <summary>Octets of memory: index, its overflow, and the pages of the log.</summary>
    public long MemoryBytes => ((_kv.IndexSize + _kv.OverflowBucketCount) * BucketBytes) + _kv.Log.MemorySizeBytes;

    /// <summary>Records written into the log, outdated ones and removals included.</summary>
    public long Records => (_kv.Log.TailAddress - _kv.Log.BeginAddress) / _kv.Log.FixedRecordSize;

    /// <summary>Whether all of the log is in memory.</summary>
    public bool InMemory => _kv.Log.HeadAddress <= _kv.Log.BeginAddress;

    public ListingSession<TKey> NewSession()
    {
        DiskResult onDisk = new();
        return new(_kv.For(new ListingFunctions<TKey>(onDisk)).NewSession<ListingFunctions<TKey>>(), onDisk, _logFaults);
    }

    /// <summary>All records in the order they were written: the last one of a key is what counts.</summary>
    public IEnumerable<(TKey Key, ulong Value)> Scan()
    {
        using IFasterScanIterator<TKey, ulong> records = _kv.Log.Scan(_kv.Log.BeginAddress, _kv.Log.TailAddress);
        while (records.GetNext(out _, out TKey key, out ulong value))
            yield return (key, value);
    }

    /// <summary>Each key that has a value, once, in no order that means anything. No one may write meanwhile.</summary>
    /// <param name="part">Which part of the table.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="writtenOnce">Whether no key has more than one record, so that none needs to be asked whether it is outdated.</param>
    public IEnumerable<(TKey Key, ulong Value)> Current(int part = 0, int parts = 1, bool writtenOnce = false) =>
        writtenOnce || InMemory ? CurrentByAddress(part, parts, writtenOnce)
        : part == 0 ? CurrentByKey()
        : [];

    private IEnumerable<(TKey Key, ulong Value)> CurrentByAddress(int part, int parts, bool writtenOnce)
    {
        using ListingSession<TKey> session = NewSession();
        using IFasterScanIterator<TKey, ulong> records = _kv.Log.Scan(Border(part, parts), Border(part + 1, parts));
        while (records.GetNext(out _, out TKey key, out ulong value))
        {
            if (value == 0)
                continue;
            if (!writtenOnce)
            {
                _ = session.ReadWaiting(key, out long current);
                if (current != records.CurrentAddress)
                    continue;
            }

            yield return (key, value);
        }
    }

    // Whether a record on the disk is outdated cannot be asked, so keys are sorted to see each once.
    private IEnumerable<(TKey Key, ulong Value)> CurrentByKey()
    {
        using ListingSession<TKey> session = NewSession();
        foreach (TKey key in GenerationWalk.Keys(this, CancellationToken.None))
        {
            ulong value = session.ReadWaiting(key);
            if (value != 0)
                yield return (key, value);
        }
    }

    // Records lie within pages, so a part begins with a page.
    private long Border(int part, int parts)
    {
        long first = _kv.Log.BeginAddress >> Size.PageBits;
        long pages = (_kv.Log.TailAddress >> Size.PageBits) - first + 1;
        if (part == 0)
            return _kv.Log.BeginAddress;
        return part == parts ? _kv.Log.TailAddress : Math.Max(_kv.Log.BeginAddress, (first + (pages * part / parts)) << Size.PageBits);
    }

    /// <summary>Makes all that was written durable. No one may write meanwhile; readers go on.</summary>
    /// <returns>What to recover by.</returns>
    /// <exception cref="StoreException">The disk did not take it; the table goes on without this checkpoint.</exception>
    public async Task<TableCheckpoint> CheckpointAsync(CancellationToken cancellation)
    {
        long faultsBefore = _checkpointFaults.Writes;
        Task<(bool Success, Guid Token)> taking = BackgroundWork.Run(() => _kv.TakeFullCheckpointAsync(CheckpointType.FoldOver, cancellation).AsTask()).Unwrap();
        while (await Task.WhenAny(taking, Task.Delay(50, cancellation)) != taking)
        {
            if (_logFaults.LastWrite is Exception cause)
                throw new StoreException($"the disk does not take the checkpoint ({cause.Message}): make room on it", cause);
        }

        (bool success, Guid token) = await taking;
        if (!success)
            throw new StoreException("a checkpoint is still waiting for the disk: make room on it");
        await BackgroundWork.Run(_log.FlushToMedium);
        return _checkpointFaults.Writes == faultsBefore
            ? new TableCheckpoint(token, FilesOf(token))
            : throw new StoreException(
                $"the disk does not take the checkpoint ({_checkpointFaults.LastWrite?.Message}): make room on it", _checkpointFaults.LastWrite!);
    }

    /// <summary>Takes up the state of a checkpoint. Only on a new table.</summary>
    /// <exception cref="StoreException">The files are damaged.</exception>
    public async Task RecoverAsync(TableCheckpoint checkpoint, CancellationToken cancellation)
    {
        foreach ((string name, long octets) in checkpoint.Files)
        {
            FileInfo file = new(Path.Combine(_directory, name));
            if (!file.Exists || file.Length < octets)
                throw Damaged($"{name} is missing or cut short", null);
        }

        try
        {
            await _kv.RecoverAsync(checkpoint.Token, cancellationToken: cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Damaged(e.Message, e);
        }

        if (_logFaults.Reads + _checkpointFaults.Reads > 0)
            throw Damaged("a file cannot be read", null);
    }

    private Dictionary<string, long> FilesOf(Guid token) =>
        new DirectoryInfo(_directory).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(f => f.Directory!.FullName == Path.GetFullPath(_directory) || f.Directory.Name == token.ToString())
            .ToDictionary(f => Path.GetRelativePath(_directory, f.FullName), f => f.Length);

    private StoreException Damaged(string how, Exception? cause) =>
        new($"{_directory} is damaged ({how}): restore the data directory, or remove it and import the lists again", cause!);

    /// <summary>Removes all checkpoints but one.</summary>
    public void KeepOnly(TableCheckpoint kept)
    {
        foreach (string kind in (ReadOnlySpan<string>)["index-checkpoints", "cpr-checkpoints"])
        {
            string directory = Path.Combine(_checkpoints, kind);
            if (!Directory.Exists(directory))
                continue;
            foreach (string checkpoint in Directory.GetDirectories(directory))
            {
                if (Path.GetFileName(checkpoint) != kept.Token.ToString())
                    Directory.Delete(checkpoint, recursive: true);
            }
        }
    }

    public void Dispose()
    {
        _kv.Dispose();
        _log.Dispose();
    }
}
