namespace EirDiameter.Store;

/// <summary>Checkpoints of one feed.</summary>
internal static class FeedCheckpoint
{
    /// <summary>Makes a feed's live generation durable, if anything was written since the last time.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="taken">Gets the generation and its new checkpoint, to be settled when the manifest names it.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <returns>What the manifest says of the feed.</returns>
    /// <exception cref="StoreException">The disk did not take it.</exception>
    public static async Task<ManifestFeed> TakeAsync(
        FeedState feed, List<(Generation Generation, GenerationCheckpoint Checkpoint)> taken, CancellationToken cancellation)
    {
        if (feed.Live is not Generation live)
            return Of(feed);
        GenerationCheckpoint? checkpoint = live.Checkpoint;
        if (live.Dirty || checkpoint is null)
        {
            string? ranges = null;
            if (live.Ranges.Entries.Length > 0)
            {
                ranges = $"ranges-{Guid.NewGuid():N}";
                WriteRanges(Path.Combine(live.Location, ranges), live.Ranges);
            }

            checkpoint = new(await live.Equipment.CheckpointAsync(cancellation), await live.Pairs.CheckpointAsync(cancellation), ranges);
            taken.Add((live, checkpoint));
        }

        return Of(feed) with
        {
            Generation = new ManifestGeneration
            {
                Number = live.Number,
                Checkpoint = checkpoint,
                Counts = live.Counts,
                Digests = live.Digests,
                PageBits = live.Equipment.Size.PageBits,
                EquipmentBuckets = live.Equipment.Size.IndexBuckets,
                PairBuckets = live.Pairs.Size.IndexBuckets,
                EquipmentRecords = live.Equipment.Records,
                PairRecords = live.Pairs.Records,
            },
        };
    }

    private static ManifestFeed Of(FeedState feed) =>
        new() { Name = feed.Name, Sequence = feed.Sequence, EditedTexts = feed.EditedTexts, Produced = feed.ProducedFile };

    private static void WriteRanges(string path, RangeTable ranges)
    {
        try
        {
            RangeFile.Write(path, ranges);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be written ({e.Message}): make room on the disk or check it", e);
        }
    }

    /// <summary>The manifest names this checkpoint now: those before it go.</summary>
    public static void Settle(Generation generation, GenerationCheckpoint checkpoint)
    {
        generation.Equipment.KeepOnly(checkpoint.Equipment);
        generation.Pairs.KeepOnly(checkpoint.Pairs);
        foreach (string ranges in Directory.GetFiles(generation.Location, "ranges-*"))
        {
            if (Path.GetFileName(ranges) != checkpoint.Ranges)
                DataDirectory.TryRemove(ranges);
        }

        generation.Checkpoint = checkpoint;
        generation.Dirty = false;
    }
}
