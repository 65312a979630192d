namespace EirDiameter.Store;

/// <summary>
/// What is live: feeds, reasons, and the catalog that readers rent from. Only the one writer changes it, but for what is ignored.
/// </summary>
internal sealed class StoreState(DataDirectory data, MemoryBudget budget, IReadOnlyList<FeedState> feeds, ReasonTable reasons)
{
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(10);

    private readonly List<Generation> _replaced = [];
    private readonly List<Task> _closing = [];
    private volatile bool _isClosed;
    private readonly Lock _publishing = new();
    private Catalog _catalog = new(feeds);

    public DataDirectory Data => data;

    public MemoryBudget Budget => budget;

    public IReadOnlyList<FeedState> Feeds => feeds;

    public ReasonTable Reasons => reasons;

    /// <summary>Octets of memory taken by what is live.</summary>
    public long MemoryBytes => feeds.Sum(feed => (feed.Live?.MemoryBytes ?? 0) + (feed.Produced?.Status.MemoryBytes ?? 0));

    public int NumberOf(string feed)
    {
        for (int i = 0; i < feeds.Count; i++)
        {
            if (feeds[i].Name == feed)
                return i;
        }

        throw new StoreException($"there is no feed '{feed}': the feeds are {string.Join(", ", feeds.Select(f => f.Name))}");
    }

    /// <exception cref="ObjectDisposedException">All is closed.</exception>
    public StoreReader Rent()
    {
        while (true)
        {
            if (Volatile.Read(ref _catalog).TryRent(out StoreReader? reader))
                return reader!;

            // A catalog that takes nobody has a successor, unless it was the last one.
            ObjectDisposedException.ThrowIf(_isClosed, typeof(ListingStore));
        }
    }

    /// <summary>A generation for so many keys, beside the live one; nobody sees it before <see cref="Switch"/>.</summary>
    public Generation NewGeneration(FeedState feed, long equipment, long pairs)
    {
        int number = ++feed.LastGeneration;
        try
        {
            return new Generation(feed.Name, number, data.Generation(feed.Name, number), budget.For(equipment), budget.For(pairs));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"no new generation of {feed.Name} can be made ({e.Message}): make room on the disk or check its rights", e);
        }
    }

    /// <summary>Makes a generation the live one, in one step. The one before stays on the disk until <see cref="DropReplaced"/>.</summary>
    public void Switch(FeedState feed, Generation next)
    {
        if (feed.Live is Generation before)
            _replaced.Add(before);
        feed.Live = next;
        Publish();
    }

    /// <summary>Shows readers what is live now.</summary>
    public void Publish()
    {
        lock (_publishing)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(ListingStore));
            Catalog before = _catalog;
            Volatile.Write(ref _catalog, new Catalog(feeds));
            before.Retire();
            _closing.RemoveAll(c => c.IsCompleted);
            _closing.Add(before.Closed);
        }
    }

    /// <summary>The manifest does not name the replaced generations any more: they go when their last reader is back.</summary>
    public void DropReplaced()
    {
        foreach (Generation generation in _replaced)
        {
            generation.Drop();
            generation.Release();
        }

        _replaced.Clear();
    }

    /// <summary>Closes all. Readers still out keep their generations open until they are back.</summary>
    public async Task CloseAsync()
    {
        lock (_publishing)
        {
            foreach (Generation generation in _replaced)
                generation.Release();
            foreach (FeedState feed in feeds)
                feed.Live?.Release();
            _isClosed = true;
            _catalog.Retire();
            _closing.Add(_catalog.Closed);
        }

        await Task.WhenAny(Task.WhenAll(_closing), Task.Delay(ReaderPatience));
    }
}
