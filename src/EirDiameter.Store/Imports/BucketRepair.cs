using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// Makes of a staged file, which is the whole truth of some buckets, an update that says the same: what is listed in those buckets and not
/// in the file is removed. So a repair is journalled, approved and applied as any other update.
/// </summary>
/// <param name="live">The feed; no one writes it meanwhile.</param>
/// <param name="buckets">The buckets.</param>
internal sealed class BucketRepair(Generation live, IReadOnlySet<int> buckets)
{
    // A bucket of ten million listings has forty thousand of them.
    private const int BucketsAtOnce = 32;
    private const int BufferedChanges = 1 << 12;

    private readonly List<Change> _removals = new(BufferedChanges);

    /// <summary>Writes the update.</summary>
    /// <param name="staged">The staged file; it has no rows of other buckets.</param>
    /// <param name="update">Name of the file to write.</param>
    /// <exception cref="StoreException">The disk does not take it.</exception>
    public void Write(string staged, string update)
    {
        try
        {
            using StagedFile.Reader reader = new(staged);
            using StagedFile.Writer writer = new(update);
            foreach (int[] some in buckets.Chunk(BucketsAtOnce))
                RemoveUnlisted(reader, writer, [.. some]);
            Flush(writer);
            reader.Rewind();
            for (ReadOnlySpan<Change> changes = reader.Next(); !changes.IsEmpty; changes = reader.Next())
                writer.Add(changes);
            writer.Finish(reader.Reasons);
            DataDirectory.FlushNames(Path.GetDirectoryName(update)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the repair could not be staged ({e.Message}): make room on the disk or check it; nothing was changed", e);
        }
    }

    private void RemoveUnlisted(StagedFile.Reader reader, StagedFile.Writer writer, HashSet<int> some)
    {
        Dictionary<(ChangeKind Kind, ulong First, ulong Second), EquipmentLists> listed = [];
        reader.Rewind();
        for (ReadOnlySpan<Change> changes = reader.Next(); !changes.IsEmpty; changes = reader.Next())
        {
            foreach (ref readonly Change change in changes)
            {
                if (IsIn(some, change.Key))
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(listed, (change.Kind, change.Key, change.Second), out _) |= change.Lists;
            }
        }

        foreach ((ulong key, ulong value) in live.Equipment.Current())
            Check(ChangeKind.Equipment, key, 0, new PackedListing(value).Lists);
        foreach ((PairKey key, ulong value) in live.Pairs.Current())
        {
            if (!key.IsDetail)
                Check(ChangeKind.Pair, key.Equipment, key.Subscriber, new PackedListing(value).Lists);
        }

        foreach (ref readonly RangeEntry entry in live.Ranges.Entries)
            Check(ChangeKind.Range, entry.From, entry.To, entry.Packed.Lists);

        void Check(ChangeKind kind, ulong first, ulong second, EquipmentLists lists)
        {
            if (!IsIn(some, first))
                return;
            EquipmentLists gone = lists & ~listed.GetValueOrDefault((kind, first, second));
            if (gone == 0)
                return;
            _removals.Add(Change.Of(remove: true, kind, gone, first, second, 0));
            if (_removals.Count == BufferedChanges)
                Flush(writer);
        }
    }

    private void Flush(StagedFile.Writer writer)
    {
        writer.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_removals));
        _removals.Clear();
    }

    private static bool IsIn(HashSet<int> some, ulong key) => some.Contains(ListingDigest.BucketOf(new EquipmentKey(key)));
}
