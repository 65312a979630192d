using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>Takes up a data directory: the manifest's checkpoints, then the journal after them.</summary>
internal static class Recovery
{
    /// <summary>What was found.</summary>
    /// <param name="State">All feeds, as they were when the last edit was acknowledged.</param>
    /// <param name="Journal">The journal, open for more.</param>
    /// <param name="Staged">Staged files that the journal refers to.</param>
    /// <param name="Replayed">Records of the journal that were applied.</param>
    internal readonly record struct Result(StoreState State, EditJournal Journal, List<string> Staged, long Replayed);

    /// <exception cref="StoreException">Something is damaged or cannot be read.</exception>
    public static async Task<Result> OpenAsync(DataDirectory data, MemoryBudget budget, IReadOnlyList<string> feeds, CancellationToken cancellation)
    {
        Manifest? found = Manifest.Read(data.Manifest);
        Manifest manifest = found ?? new Manifest();
        if (found is null)
            manifest.Write(data.Manifest);

        // A feed that was configured once keeps its listings, and keeps counting, until someone removes them.
        data.SweepUnreferenced(manifest);
        EditJournal journal = EditJournal.Open(data.Journal(manifest.Journal), manifest.Journal);
        StoreState? state = null;
        try
        {
            string[] names = [.. feeds.Union(manifest.Feeds.Where(f => f.Generation is not null || f.Produced is not null).Select(f => f.Name)).Union(FeedsOf(journal))];
            state = new(data, budget, [.. names.Select(n => new FeedState(n))], new ReasonTable(manifest.Reasons));
            foreach (ManifestFeed feed in manifest.Feeds)
            {
                if (names.Contains(feed.Name))
                    await RecoverAsync(state, feed, cancellation);
            }

            state.Publish();
            List<string> staged = [];
            long replayed = Replay(state, journal, staged);
            data.SweepStaged(staged);
            return new Result(state, journal, staged, replayed);
        }
        catch
        {
            journal.Dispose();
            if (state is not null)
                await state.CloseAsync();
            throw;
        }
    }

    private static IEnumerable<string> FeedsOf(EditJournal journal) =>
        journal.Read().Where(r => r.Kind != JournalRecordKind.Reason).Select(r => r.Feed).Distinct();

    private static async Task RecoverAsync(StoreState state, ManifestFeed from, CancellationToken cancellation)
    {
        FeedState feed = state.Feeds[state.NumberOf(from.Name)];
        feed.Sequence = from.Sequence;
        feed.EditedTexts = from.EditedTexts;
        if (from.Produced is string produced)
        {
            feed.Produced = ProducedFile.Read(Path.Combine(state.Data.Feed(from.Name), produced));
            feed.ProducedFile = produced;
        }

        if (from.Generation is not ManifestGeneration saved)
            return;
        feed.LastGeneration = saved.Number;
        Generation live = new(
            from.Name,
            saved.Number,
            state.Data.Generation(from.Name, saved.Number),
            state.Budget.Of(saved.EquipmentBuckets, saved.PageBits),
            state.Budget.Of(saved.PairBuckets, saved.PageBits))
        {
            Counts = saved.Counts,
            Checkpoint = saved.Checkpoint,
            Digests = saved.Digests is { } kept ? [.. kept] : new ulong[ListingDigest.Buckets],
        };
        feed.Live = live;
        await live.Equipment.RecoverAsync(saved.Checkpoint.Equipment, cancellation);
        await live.Pairs.RecoverAsync(saved.Checkpoint.Pairs, cancellation);
        live.Equipment.KeepOnly(saved.Checkpoint.Equipment);
        live.Pairs.KeepOnly(saved.Checkpoint.Pairs);
        if (saved.Checkpoint.Ranges is string ranges)
            live.Ranges = RangeFile.Read(Path.Combine(live.Location, ranges));

        // A version that knew no digests left none behind.
        if (saved.Digests is null)
            GenerationRecount.Count(live, state.Reasons, cancellation).CopyTo(live.Digests, 0);
    }

    private static long Replay(StoreState state, EditJournal journal, List<string> staged)
    {
        long replayed = 0;
        using EditApplier edits = new(state);
        foreach (JournalRecord record in journal.Read())
        {
            replayed++;
            if (record.Kind == JournalRecordKind.Reason)
            {
                state.Reasons.Put((ushort)record.Number, record.Text);
                if (state.Feeds.FirstOrDefault(f => f.Name == record.Feed) is FeedState edited)
                    edited.EditedTexts++;
                continue;
            }

            FeedState feed = state.Feeds[state.NumberOf(record.Feed)];
            if (record.Kind == JournalRecordKind.Edit)
            {
                edits.Apply(feed, record.Change);
            }
            else
            {
                edits.Finish();
                new ImportApplier(state, feed, state.Data.Staged(record.Text), record.Snapshot, null).Apply();
                staged.Add(record.Text);
            }

            feed.Sequence = record.Number;
        }

        edits.Finish();
        return replayed;
    }
}
