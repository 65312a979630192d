using System.Collections.Concurrent;
using System.IO.Compression;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace EirDiameter.Feed;

/// <summary>
/// Segments of a publication under way: compressed and written beside the published ones by as many workers as there are cores, while the
/// source goes on. Nothing of them is seen before <see cref="FeedFolder.Commit"/>.
/// </summary>
internal sealed class StagedSegments(FeedFolder folder, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly SemaphoreSlim _room = new(Environment.ProcessorCount + 1);
    private readonly ConcurrentBag<RowText> _spare = [];
    private readonly ConcurrentBag<MemoryStream> _compressed = [];
    private readonly ConcurrentBag<Task> _running = [];
    private readonly ConcurrentDictionary<string, bool> _written = [];
    private volatile ExceptionDispatchInfo? _failure;

    /// <summary>File names of segments that are staged.</summary>
    public ICollection<string> Written => _written.Keys;

    public RowText Rent() => _spare.TryTake(out RowText? rows) ? rows : new RowText();

    /// <summary>Takes a segment's rows, which belong to it from then on; waits while all workers are busy.</summary>
    /// <returns>The segment when it is on the disk.</returns>
    public async ValueTask<Task<Segment>> AddAsync(RowText rows, Segment shape)
    {
        await _room.WaitAsync(cancellation);
        if (_failure is ExceptionDispatchInfo failure)
        {
            _room.Release();
            failure.Throw();
        }

        Task<Segment> task = Task.Run(() => Write(rows, shape), CancellationToken.None);
        _running.Add(task);
        return task;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        folder.DropStaging();
        _room.Dispose();
    }

    private Segment Write(RowText rows, Segment shape)
    {
        try
        {
            MemoryStream compressed = _compressed.TryTake(out MemoryStream? spare) ? spare : new MemoryStream();
            compressed.SetLength(0);
            // .NET writes no name and no time into the head, so that the same rows make the same octets.
            using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
                gzip.Write(rows.Octets);
            ReadOnlySpan<byte> octets = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
            Segment segment = shape with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(octets)), Bytes = octets.Length, Records = rows.Records };
            if (!_written.ContainsKey(segment.FileName) && !folder.Holds(segment, octets) && _written.TryAdd(segment.FileName, true))
                folder.Stage(segment, octets);
            _compressed.Add(compressed);
            _spare.Add(rows);
            return segment;
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
        finally
        {
            _room.Release();
        }
    }
}
