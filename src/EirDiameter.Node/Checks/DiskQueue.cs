using System.Threading.Channels;
using EirDiameter.Store;

namespace EirDiameter.Node.Checks;

/// <summary>Answers what waited for the disk. Used by one thread.</summary>
/// <typeparam name="T">What waits.</typeparam>
internal interface IDiskWorker<T> : IDisposable
{
    /// <summary>Answers one; must not throw.</summary>
    void Answer(in T waiting, StoreReader reader);
}

/// <summary>What all queues have in common.</summary>
internal static class DiskQueue
{
    /// <summary>How many may wait.</summary>
    public const int Capacity = 16_384;
}

/// <summary>
/// The way beside the fast path: checks whose listings lie on disk wait here in a bounded channel and are answered out of order.
/// A full channel turns a check away, which is answered at once; nothing is ever left without an answer.
/// </summary>
/// <typeparam name="T">What waits.</typeparam>
internal sealed class DiskQueue<T> : IAsyncDisposable
{
    private const int Workers = 4;

    private readonly Channel<T> _waiting;
    private readonly ListingStore _store;
    private readonly Func<IDiskWorker<T>> _open;
    private readonly Task[] _workers;

    /// <summary>Starts the workers, of which each opens an answerer of its own.</summary>
    public DiskQueue(ListingStore store, Func<IDiskWorker<T>> open, int capacity = DiskQueue.Capacity)
    {
        _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });
        _store = store;
        _open = open;
        _workers = [.. Enumerable.Range(0, Workers).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())];
    }

    /// <summary>False when too many wait already.</summary>
    public bool TryQueue(in T waiting) => _waiting.Writer.TryWrite(waiting);

    /// <summary>Answers what waits, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _waiting.Writer.TryComplete();
        await Task.WhenAll(_workers);
    }

    private async Task Work()
    {
        using IDiskWorker<T> worker = _open();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out T? waiting))
            {
                // For each anew: under steady load the queue is never empty, and a reader that is kept sees the lists of long ago.
                using StoreReader reader = _store.Rent();
                worker.Answer(waiting, reader);
            }
        }
    }
}
