using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;

namespace EirDiameter.Node.Audit;

/// <summary>
/// Who did what to which feed, and why: <c>audit.jsonl</c> beside the store, one JSON object a line, each line chained to the one before by its
/// hash. What is appended is on disk before the task is done, so an action that must not go unrecorded waits for it and is then taken; what is
/// posted follows soon after. All of it goes through one writer, in the order of arrival, with one flush for all that came meanwhile.
/// </summary>
internal sealed class AuditLog : IAsyncDisposable
{
    /// <summary>Name of the file in the store's directory.</summary>
    public const string FileName = "audit.jsonl";

    private const int MaxBatch = 1024;
    private const int MaxWaiting = 16_384;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action _countDropped;
    private readonly Task _writing;
    private AuditFile? _file;
    private string? _fault;

    /// <summary>Opens the log and checks its chain. Whatever is wrong with it is logged and shown in <see cref="Status"/>, and stops nothing.</summary>
    /// <param name="storePath">The store's directory.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Learns what is wrong with the file.</param>
    /// <param name="countDropped">Called for each posted entry that could not be written.</param>
    public AuditLog(string storePath, TimeProvider time, ILogger logger, Action countDropped)
    {
        _path = Path.Combine(storePath, FileName);
        _time = time;
        _logger = logger;
        _countDropped = countDropped;
        Open();
        _writing = Task.Run(WriteAsync);
        if (_file is { CutOctets: > 0 } cut) Post("cut-off", "", "node", "an unfinished last line was found at the start", from: null, new { Octets = cut.CutOctets });
    }

    /// <summary>How the log is.</summary>
    public AuditStatus Status => _file is { } file
        ? new AuditStatus(file.Lines, file.Head, file.BrokenAt, file.CutOctets, Volatile.Read(ref _fault))
        : new AuditStatus(0, "", null, 0, Volatile.Read(ref _fault));

    /// <inheritdoc cref="AppendAsync(string, string, string, string, string?, object, CancellationToken)"/>
    public Task AppendAsync(string action, string feed, string who, string why, object details, CancellationToken cancellation) =>
        AppendAsync(action, feed, who, why, from: null, details, cancellation);

    /// <summary>Writes an entry. When the task is done, it is on disk.</summary>
    /// <param name="action">What is done.</param>
    /// <param name="feed">The feed it is done to.</param>
    /// <param name="who">Who does it.</param>
    /// <param name="why">Why; empty = not said.</param>
    /// <param name="from">Where it was asked from; null = not known.</param>
    /// <param name="details">What there is to say of it; becomes JSON.</param>
    /// <param name="cancellation">Stops the waiting; the entry may still be written.</param>
    /// <exception cref="IOException">The disk did not take it: do not do what it says. The message is one line that says what to do.</exception>
    public async Task AppendAsync(string action, string feed, string who, string why, string? from, object details, CancellationToken cancellation)
    {
        Waiting waiting = new(new AuditEntry(action, feed, who, why, from, details).ToJson(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _waiting.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException e)
        {
            throw new IOException("the audit log is closed, since the node is stopping", e);
        }

        await waiting.Done!.Task.WaitAsync(cancellation);
    }

    /// <summary>Has an entry written soon, for what is done already and durable elsewhere. Never waits: what too many wait for is dropped and counted.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="feed">The feed it was done to.</param>
    /// <param name="who">Who did it.</param>
    /// <param name="why">Why; empty = not said.</param>
    /// <param name="from">Where it was asked from; null = not known.</param>
    /// <param name="details">What there is to say of it; becomes JSON.</param>
    public void Post(string action, string feed, string who, string why, string? from, object details)
    {
        if (!_waiting.Writer.TryWrite(new Waiting(new AuditEntry(action, feed, who, why, from, details).ToJson(), Done: null))) _countDropped();
    }

    /// <summary>The last entries as they stand in the file, the newest first.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IReadOnlyList<byte[]> Last(int limit) => _file?.Last(limit) ?? [];

    /// <summary>Writes what waits, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _waiting.Writer.TryComplete();
        await _writing;
        _file?.Dispose();
    }

    private void Open()
    {
        try
        {
            _file = AuditFile.Open(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _fault, Refusal(e));
            NodeLog.AuditNotWritable(_logger, _fault!);
            return;
        }

        Volatile.Write(ref _fault, null);
        if (_file.CutOctets > 0) NodeLog.AuditCut(_logger, _path, _file.CutOctets);
        if (_file.BrokenAt is long line) NodeLog.AuditBroken(_logger, _path, line);
    }

    private async Task WriteAsync()
    {
        List<Waiting> batch = [];
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out Waiting waiting)) batch.Add(waiting);
            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<Waiting> batch)
    {
        if (_file is null) Open();
        string? refusal = _file is null ? _fault : TryAppend(_file, batch);
        if (refusal != _fault && refusal is not null) NodeLog.AuditNotWritable(_logger, refusal);
        Volatile.Write(ref _fault, refusal);
        foreach (Waiting waiting in batch)
        {
            if (refusal is null) waiting.Done?.SetResult();
            else if (waiting.Done is { } done) done.SetException(new IOException(refusal));
            else _countDropped();
        }
    }

    private string? TryAppend(AuditFile file, List<Waiting> batch)
    {
        ArrayBufferWriter<byte> lines = new();
        string head = file.Head;
        DateTimeOffset now = _time.GetUtcNow();
        for (int i = 0; i < batch.Count; i++)
        {
            byte[] line = AuditEntry.LineOf(batch[i].Entry, file.Lines + i + 1, now, head);
            head = AuditFile.HashOf(line);
            lines.Write([.. line, (byte)'\n']);
        }

        try
        {
            // What was only posted is in the system's hands, which outlives the process; the next flush takes it along.
            file.Append(lines.WrittenSpan, batch.Count, head, flush: batch.Exists(waiting => waiting.Done is not null));
            return null;
        }
        catch (IOException e)
        {
            return Refusal(e);
        }
    }

    private string Refusal(Exception e) => $"the audit log {_path} cannot be written ({e.Message}): make room on the disk or check it";

    /// <param name="Entry">To be written.</param>
    /// <param name="Done">Learns when it is on disk; null = nobody waits.</param>
    private readonly record struct Waiting(JsonElement Entry, TaskCompletionSource? Done);
}
