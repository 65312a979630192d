using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// What a feed will say of what was produced: read, found good and durable, and counted for no one yet, so that it can be looked at before
/// <see cref="ListingStore.ReplaceProducedAsync(StagedProduced, CancellationToken)"/>. Disposed without that, it leaves nothing behind.
/// </summary>
public sealed class StagedProduced : IDisposable
{
    private readonly string _path;
    private readonly ProducedTable[] _after;
    private bool _taken;

    internal StagedProduced(FeedState feed, string path, ProducedTable table, long rangeRows, IEnumerable<ProducedTable> others)
    {
        Feed = feed;
        Table = table;
        RangeRows = rangeRows;
        _path = path;
        _after = [table, .. others];
    }

    /// <summary>What it comes to.</summary>
    public ProducedStatus Status => Table.Status;

    /// <summary>Rows that name a range; as they are kept they may be fewer, since those that touch become one.</summary>
    public long RangeRows { get; }

    internal FeedState Feed { get; }

    internal ProducedTable Table { get; }

    internal string File => Path.GetFileName(_path);

    /// <summary>What will be said of a key, with what the other feeds that counted when this was staged say of it.</summary>
    public ProducedVerdict Find(EquipmentKey key) => ProducedTable.Find(_after, key);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_taken)
            DataDirectory.TryRemove(_path);
    }

    /// <summary>From now on the writer decides on the file.</summary>
    internal void Take() => _taken = true;
}
