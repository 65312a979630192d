using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// Looks up listings. Rented from <see cref="ListingStore.Rent"/> and given back by <see cref="Dispose"/>; used by one thread at a
/// time. It sees the generations that were live when it was rented, so hold it for one batch of questions, not for long: what it sees
/// cannot be closed before it is back.
/// </summary>
public sealed class StoreReader : IDisposable
{
    private readonly Catalog _catalog;
    private readonly GenerationReader[] _feeds;
    private readonly ProducedTable[] _produced;

    internal StoreReader(Catalog catalog)
    {
        _catalog = catalog;
        List<GenerationReader> feeds = [];
        for (int feed = 0; feed < catalog.Live.Length; feed++)
        {
            if (catalog.Live[feed] is Generation live && !catalog.Ignored[feed])
                feeds.Add(new GenerationReader(live, (byte)feed));
        }

        _feeds = [.. feeds];
        _produced = catalog.Produced;
    }

    /// <summary>
    /// Adds everything the feeds say of a pair, its equipment, and the ranges and TAC around it; within a feed the most particular
    /// first; and what they say of its having been produced. Allocates nothing and never waits.
    /// </summary>
    /// <param name="key">The equipment.</param>
    /// <param name="imsi">The subscriber; <see cref="Imsi.None"/> = not known, no pair is looked up.</param>
    /// <param name="found">Takes what is found; cleared by this.</param>
    /// <returns>False = a read must go to disk: nothing is decided, ask <see cref="FindFromDisk"/> from a worker.</returns>
    public bool TryFind(EquipmentKey key, Imsi imsi, ref FoundListings found)
    {
        found.Clear();
        foreach (GenerationReader feed in _feeds)
        {
            if (!feed.TryFind(key, imsi, ref found))
            {
                found.Clear();
                return false;
            }
        }

        foreach (GenerationReader feed in _feeds)
            feed.FindRanges(key, ref found);
        if (_produced.Length > 0)
            found.Produced = ProducedTable.Find(_produced, key);
        return true;
    }

    /// <summary>As <see cref="TryFind"/>, but waits for the disk where it must. Not for the hot path.</summary>
    /// <param name="key">The equipment.</param>
    /// <param name="imsi">The subscriber; <see cref="Imsi.None"/> = not known, no pair is looked up.</param>
    /// <param name="found">Takes what is found; cleared by this.</param>
    /// <exception cref="StoreException">The disk could not be read: nothing is decided.</exception>
    public void FindFromDisk(EquipmentKey key, Imsi imsi, ref FoundListings found)
    {
        found.Clear();
        foreach (GenerationReader feed in _feeds)
            feed.FindFromDisk(key, imsi, ref found);
        foreach (GenerationReader feed in _feeds)
            feed.FindRanges(key, ref found);
        if (_produced.Length > 0)
            found.Produced = ProducedTable.Find(_produced, key);
    }

    /// <summary>Gives the reader back; it must not be used any more.</summary>
    public void Dispose() => _catalog.Return(this);

    internal Generation? Generation(int feed) => _catalog.Live[feed];

    internal void Close()
    {
        foreach (GenerationReader feed in _feeds)
            feed.Dispose();
    }
}
