namespace EirDiameter.Store;

/// <summary>
/// Applies a staged file to a feed: in place if it fits, else to a new generation beside the live one, which then takes its place in one
/// step. Doing it again after a crash gives the same.
/// </summary>
internal sealed class ImportApplier(StoreState state, FeedState feed, string staged, bool snapshot, IProgress<ImportProgress>? progress)
{
    private const int Bulk = 2;

    private long _applied;

    /// <summary>What a new generation came to.</summary>
    /// <param name="Next">It; nobody sees it before <see cref="StoreState.Switch"/>.</param>
    /// <param name="Tally">What was done to it.</param>
    /// <param name="WrittenOnce">Whether all of its records count.</param>
    internal readonly record struct Result(Generation Next, ChangeTally Tally, bool WrittenOnce);

    /// <summary>Applies all of it. For the replay of a journal, where nobody asks what changed.</summary>
    /// <exception cref="StoreException">The staged file or the disk is bad; the live generation is as it was if the file was bad.</exception>
    public void Apply()
    {
        StagedFile.Header head = Verify();
        if (IsFresh(head))
            state.Switch(feed, Build(head).Next);
        else
            ApplyInPlace(head);
    }

    /// <summary>Reads all of the staged file once, before any of it is applied.</summary>
    /// <exception cref="StoreException">It is damaged.</exception>
    public StagedFile.Header Verify()
    {
        using StagedFile.Reader reader = new(staged);
        reader.Verify();
        return reader.Head;
    }

    /// <summary>Whether it takes a new generation.</summary>
    public bool IsFresh(StagedFile.Header head) => snapshot || feed.Live is null || feed.Live.Outgrows(head.Equipment, head.Pairs);

    /// <summary>Applies it to the live generation.</summary>
    public ChangeTally ApplyInPlace(StagedFile.Header head) => Write(head, feed.Live!, null).Tally;

    /// <summary>Makes a new generation of it, with what was there before unless it is a snapshot.</summary>
    public Result Build(StagedFile.Header head)
    {
        Generation? copied = snapshot ? null : feed.Live;
        int room = copied is null ? 1 : Bulk;
        Generation next = state.NewGeneration(
            feed, (head.Equipment + (copied?.Counts.AllEquipment ?? 0)) * room, (head.Pairs + (copied?.Counts.AllPairs ?? 0)) * room);
        try
        {
            return Write(head, next, copied);
        }
        catch
        {
            Discard(next);
            throw;
        }
    }

    /// <summary>Removes a generation that nobody ever saw.</summary>
    public static void Discard(Generation next)
    {
        next.Drop();
        next.Release();
    }

    private Result Write(StagedFile.Header head, Generation target, Generation? copied)
    {
        if (copied is not null)
        {
            using GenerationWriter writer = new(target, state.Reasons);
            writer.CopyFrom(copied, CancellationToken.None);
        }

        ChangeTally tally = default;
        bool once = copied is null;
        int parts = GenerationParts.For(head.Changes);
        GenerationWriter[] writers = [.. Enumerable.Range(0, parts).Select(_ => GenerationWriter.OfSome(target, state.Reasons))];
        try
        {
            foreach (ChangeTally done in GenerationParts.Run(parts, part => WritePart(head, writers[part], (uint)part, (uint)parts)))
                tally.Add(done);
            foreach (GenerationWriter writer in writers)
            {
                writer.Join(ref tally);
                once &= writer.WroteOnce;
            }
        }
        finally
        {
            foreach (GenerationWriter writer in writers)
                writer.Dispose();
        }

        return new(target, tally, once);
    }

    // Each part goes over the whole file and takes the keys that are its own, so that changes of one key stay in their order.
    private ChangeTally WritePart(StagedFile.Header head, GenerationWriter writer, uint part, uint parts)
    {
        using StagedFile.Reader reader = new(staged);
        ushort[] numbers = reader.NumbersIn(state.Reasons);
        ChangeTally tally = default;
        for (ReadOnlySpan<Change> changes = reader.Next(); !changes.IsEmpty; changes = reader.Next())
        {
            foreach (ref readonly Change change in changes)
            {
                if (parts > 1 && (uint)EquipmentHash.Mix(change.Key) % parts != part)
                    continue;
                ushort local = new PackedListing(change.Details).Reason;
                if (numbers[local] == local)
                    writer.Apply(change, ref tally);
                else
                    writer.Apply(change.WithReason(numbers[local]), ref tally);
            }

            long applied = Interlocked.Add(ref _applied, changes.Length / parts);
            progress?.Report(new ImportProgress("apply", 0, 0, applied, head.Changes));
        }

        return tally;
    }
}
