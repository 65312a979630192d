using FASTER.core;

namespace EirDiameter.Store;

/// <summary>
/// What was acknowledged since the last checkpoint: a FasterLog in a directory of its own. A new one begins with each checkpoint, so that
/// truncating is removing a directory, and so that a journal whose disk failed is never written again.
/// </summary>
internal sealed class EditJournal : IDisposable
{
    private readonly DeviceFaults _faults = new();
    private readonly FileDevice _device;
    private readonly FasterLog _log;

    private EditJournal(string directory, int number)
    {
        Number = number;
        Location = directory;
        _device = new FileDevice(Path.Combine(directory, "log"), _faults, WriteManner.Through);
        _log = new FasterLog(new FasterLogSettings
        {
            LogDevice = _device,
            PageSize = 1 << 20,
            MemorySize = 1 << 23,
            LogChecksum = LogChecksumType.PerEntry,
            LogCommitManager = new DeviceLogCommitCheckpointManager(
                new FileDeviceFactory(directory, _faults, WriteManner.Through), new DefaultCheckpointNamingScheme(), removeOutdated: true),
        });
    }

    public int Number { get; }

    public string Location { get; }

    /// <summary>Octets committed so far.</summary>
    public long Bytes => _log.CommittedUntilAddress - _log.BeginAddress;

    /// <summary>Takes up a journal, or begins it.</summary>
    /// <exception cref="StoreException">The disk does not let us.</exception>
    public static EditJournal Open(string directory, int number)
    {
        try
        {
            Directory.CreateDirectory(directory);
            EditJournal journal = new(directory, number);
            string? fault = journal._faults.Reads > 0 ? "cannot be read: check the disk"
                : journal.HasLostItsCommits() ? "is damaged: restore the data directory, or remove it and import the lists again"
                : null;
            if (fault is null)
                return journal;
            journal.Dispose();
            throw new StoreException($"{directory} {fault}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FasterException)
        {
            throw new StoreException($"{directory} cannot be opened ({e.Message}): check the disk and its rights", e);
        }
    }

    /// <summary>All committed records, in their order.</summary>
    public IEnumerable<JournalRecord> Read()
    {
        long end = _log.CommittedUntilAddress;
        if (end <= _log.BeginAddress)
            yield break;
        using FasterLogScanIterator records = _log.Scan(_log.BeginAddress, end);
        while (records.GetNext(out byte[] entry, out int length, out _))
            yield return JournalRecord.Read(entry.AsSpan(0, length));
        if (records.NextAddress < end)
            throw new StoreException($"{Location} is damaged: restore the data directory, or remove it and import the lists again");
    }

    public void Append(in JournalRecord record)
    {
        try
        {
            _log.Enqueue(record.ToBytes());
        }
        catch (Exception e) when (e is FasterException)
        {
            throw Refused(e);
        }
    }

    /// <summary>Makes all that was appended durable. After a failure this journal takes nothing any more.</summary>
    /// <exception cref="StoreException">The disk did not take it.</exception>
    public async Task CommitAsync()
    {
        long before = _faults.Writes;
        try
        {
            await _log.CommitAsync();
        }
        catch (Exception e) when (e is FasterException)
        {
            throw Refused(e);
        }

        if (_faults.Writes != before)
            throw Refused(_faults.LastWrite!);
    }

    public void Dispose()
    {
        try
        {
            _log.Dispose();
        }
        catch (Exception e) when (e is FasterException)
        {
            // A journal that failed has nothing left to save.
        }

        _device.Dispose();
    }

    // FASTER begins anew when it cannot make sense of a commit, and what was acknowledged would be gone without a word. A commit file is
    // empty only if the process ended before the very first edit was acknowledged.
    private bool HasLostItsCommits() =>
        _log.CommittedUntilAddress <= _log.BeginAddress
        && Directory.EnumerateFiles(Location, "commit.*", SearchOption.AllDirectories).Any(file => new FileInfo(file).Length > 0);

    private StoreException Refused(Exception cause) =>
        new($"the journal cannot be written ({(_faults.LastWrite ?? cause).Message}): make room on the disk or check it", _faults.LastWrite ?? cause);
}
