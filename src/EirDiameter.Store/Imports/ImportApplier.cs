namespace EirDiameter.Store;

/// <summary>
/// Applies a staged file to a feed: in place if it fits, else to a new generation beside the live one, which then takes its place in one
/// step. Doing it again after a crash gives the same.
/// </summary>
internal sealed class ImportApplier(StoreState state, IProgress<ImportProgress>? progress)
{
    private const int Bulk = 2;

    /// <summary>What came of it. Counts against what was live before.</summary>
    /// <param name="Tally">Counts of listings.</param>
    /// <param name="Switched">Whether a new generation took the place of the live one.</param>
    internal readonly record struct Result(ChangeTally Tally, bool Switched);

    /// <exception cref="StoreException">The staged file or the disk is bad; the live generation is as it was if the file was bad.</exception>
    public Result Apply(FeedState feed, string staged, bool snapshot)
    {
        using StagedFile.Reader reader = new(staged);
        reader.Verify();
        Generation? live = feed.Live;
        StagedFile.Header head = reader.Head;
        bool fresh = snapshot || live is null || live.Outgrows(head.Equipment, head.Pairs);
        if (!fresh)
            return new(Write(reader, live!, null), false);
        bool copies = live is not null && !snapshot;
        Generation next = state.NewGeneration(
            feed,
            (head.Equipment + (copies ? live!.Counts.AllEquipment : 0)) * (copies ? Bulk : 1),
            (head.Pairs + (copies ? live!.Counts.AllPairs : 0)) * (copies ? Bulk : 1));
        try
        {
            ChangeTally tally = Write(reader, next, copies ? live : null);
            if (snapshot && live is not null)
                tally = GenerationComparison.Compare(live, next);
            state.Switch(feed, next);
            return new(tally, true);
        }
        catch
        {
            next.Drop();
            next.Release();
            throw;
        }
    }

    private ChangeTally Write(StagedFile.Reader reader, Generation target, Generation? copied)
    {
        ushort[] reasons = [0, .. reader.Reasons.Select(r => state.Reasons.IndexOf(r, out _))];
        ChangeTally tally = default;
        using GenerationWriter writer = new(target);
        if (copied is not null)
            writer.CopyFrom(copied, CancellationToken.None);
        long applied = 0;
        for (ReadOnlySpan<Change> changes = reader.Next(); !changes.IsEmpty; changes = reader.Next())
        {
            foreach (ref readonly Change change in changes)
            {
                ushort local = new PackedListing(change.Details).Reason;
                if (local == 0 || local == ReasonTable.Other || reasons[local] == local)
                    writer.Apply(change, ref tally);
                else
                    writer.Apply(change.WithReason(reasons[local]), ref tally);
            }

            applied += changes.Length;
            progress?.Report(new ImportProgress("apply", 0, 0, applied, reader.Head.Changes));
        }

        writer.Finish(ref tally);
        return tally;
    }
}
