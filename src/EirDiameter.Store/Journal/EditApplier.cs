namespace EirDiameter.Store;

/// <summary>Applies edits, of any feeds in any order, after they are durable. Keeps its sessions between edits.</summary>
internal sealed class EditApplier(StoreState state) : IDisposable
{
    private const long EditedKeys = 1 << 17;
    private const long EditedPairs = 1 << 14;

    private readonly Dictionary<FeedState, GenerationWriter> _writers = [];

    /// <summary>Applies one edit to the feed's live generation; the feed's first edit makes it one.</summary>
    public ChangeTally Apply(FeedState feed, in Change change)
    {
        ChangeTally tally = default;
        GenerationWriter writer = WriterOf(feed);
        writer.Apply(change, ref tally);

        // Ranges are swapped whole, so each edit is its own swap; equipment and pairs are in place already.
        writer.Finish(ref tally);
        return tally;
    }

    /// <summary>Lets go of generations that are about to be replaced.</summary>
    public void Finish()
    {
        foreach (GenerationWriter writer in _writers.Values)
            writer.Dispose();
        _writers.Clear();
    }

    public void Dispose() => Finish();

    private GenerationWriter WriterOf(FeedState feed)
    {
        if (_writers.TryGetValue(feed, out GenerationWriter? writer) && writer.Generation == feed.Live)
            return writer;
        writer?.Dispose();
        if (feed.Live is null)
            state.Switch(feed, state.NewGeneration(feed, EditedKeys, EditedPairs));
        else if (feed.Live.Outgrows(1, 1))
            WriteAnew(feed, feed.Live);
        return _writers[feed] = new GenerationWriter(feed.Live!, state.Reasons);
    }

    private void WriteAnew(FeedState feed, Generation live)
    {
        Generation next = state.NewGeneration(feed, (live.Counts.AllEquipment + 1) * 2, (live.Counts.AllPairs + 1) * 2);
        using (GenerationWriter copy = new(next, state.Reasons))
            copy.CopyFrom(live, CancellationToken.None);
        state.Switch(feed, next);
    }
}
