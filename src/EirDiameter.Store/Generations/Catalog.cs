using System.Runtime.CompilerServices;

namespace EirDiameter.Store;

/// <summary>
/// The live generations of all feeds at one moment, with idle readers of exactly them. Never changed: a switch makes a new one, and this
/// one closes when its last reader is back.
/// </summary>
internal sealed class Catalog
{
    private const int IdleReaders = 64;

    private readonly Slot[] _idle = new Slot[IdleReaders];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;

    public Catalog(IReadOnlyList<FeedState> feeds)
    {
        Live = [.. feeds.Select(f => f.Live)];
        Ignored = [.. feeds.Select(f => f.Ignored)];
        Produced = [.. feeds.Where(f => !f.Ignored && f.Produced is not null).Select(f => f.Produced!)];
        foreach (Generation? generation in Live)
            generation?.Hold();
    }

    /// <summary>Generations by feed number; null where a feed has nothing. Each is held until this closes.</summary>
    public Generation?[] Live { get; }

    /// <summary>By feed number: whether lookups see nothing of it.</summary>
    public bool[] Ignored { get; }

    /// <summary>Produced ranges of the feeds that count.</summary>
    public ProducedTable[] Produced { get; }

    /// <summary>A reader, if this is not closed yet. Allocates nothing once as many readers were made as are used at a time.</summary>
    public bool TryRent(out StoreReader? reader)
    {
        reader = null;
        int users;
        do
        {
            users = Volatile.Read(ref _users);
            if (users == 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _users, users + 1, users) != users);
        reader = TakeIdle() ?? new StoreReader(this);
        return true;
    }

    public void Return(StoreReader reader)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i].Reader is null && Interlocked.CompareExchange(ref _idle[i].Reader, reader, null) is null)
            {
                Leave();
                return;
            }
        }

        reader.Close();
        Leave();
    }

    /// <summary>No new readers; closes when the last one is back.</summary>
    public void Retire() => Leave();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private StoreReader? TakeIdle()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i].Reader is not null && Interlocked.Exchange(ref _idle[i].Reader, null) is StoreReader reader)
                return reader;
        }

        return null;
    }

    private void Leave()
    {
        // Closing takes milliseconds: not on the thread of whoever happens to be last.
        if (Interlocked.Decrement(ref _users) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static catalog => catalog.Close(), this, preferLocal: false);
    }

    /// <summary>Done when the generations are let go; for an orderly stop.</summary>
    public Task Closed => _closed.Task;

    private void Close()
    {
        foreach (ref Slot slot in _idle.AsSpan())
            Interlocked.Exchange(ref slot.Reader, null)?.Close();
        foreach (Generation? generation in Live)
            generation?.Release();
        _closed.SetResult();
    }

    private struct Slot
    {
        public StoreReader? Reader;
    }
}
