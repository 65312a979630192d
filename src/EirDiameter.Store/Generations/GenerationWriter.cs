using System.Numerics;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// Applies changes to a generation. There is one at a time, or several that share out the keys among them. Readers may look on: where an
/// equipment's details move between the tables, they are written before what points to them, and cleared after.
/// </summary>
internal sealed class GenerationWriter : IDisposable
{
    private readonly Generation _generation;
    private readonly ReasonTable _reasons;
    private readonly ListingCounts _counts;
    private readonly ulong[] _sums;
    private readonly ListingDigests _digests;
    private readonly ListingSession<ulong> _equipment;
    private readonly ListingSession<PairKey> _pairs;
    private readonly List<Change> _ranges = [];
    private bool _removed;

    /// <summary>The only writer.</summary>
    public GenerationWriter(Generation generation, ReasonTable reasons)
        : this(generation, reasons, generation.Counts, generation.Digests)
    {
    }

    private GenerationWriter(Generation generation, ReasonTable reasons, ListingCounts counts, ulong[] sums)
    {
        _generation = generation;
        _reasons = reasons;
        _counts = counts;
        _sums = sums;
        _digests = new ListingDigests(sums, reasons);
        _equipment = generation.Equipment.NewSession();
        _pairs = generation.Pairs.NewSession();
    }

    public Generation Generation => _generation;

    /// <summary>Whether no key was written into a second record, so that all records of a generation that was empty count.</summary>
    public bool WroteOnce { get; private set; } = true;

    /// <summary>One of several writers, for some keys: what it counts shows only after <see cref="Join"/>.</summary>
    public static GenerationWriter OfSome(Generation generation, ReasonTable reasons) =>
        new(generation, reasons, new ListingCounts(), new ulong[ListingDigest.Buckets]);

    /// <summary>Adds what one of several writers counted; when all of them are done, one after the other.</summary>
    public void Join(ref ChangeTally tally)
    {
        _generation.Counts.Add(_counts);
        for (int bucket = 0; bucket < _sums.Length; bucket++)
            Volatile.Write(ref _generation.Digests[bucket], _generation.Digests[bucket] + _sums[bucket]);
        Finish(ref tally);
    }

    /// <summary>Applies one change. Those of ranges wait for <see cref="Finish"/>.</summary>
    public void Apply(in Change change, ref ChangeTally tally)
    {
        switch (change.Kind)
        {
            case ChangeKind.Equipment:
                ApplyToEquipment(change, ref tally);
                break;
            case ChangeKind.Pair:
                ApplyToPair(change, ref tally);
                break;
            default:
                _ranges.Add(change);
                break;
        }
    }

    /// <summary>Applies the changes of ranges.</summary>
    public void Finish(ref ChangeTally tally)
    {
        _generation.Dirty = true;
        if (_ranges.Count == 0)
            return;
        ListingDigests digests = new(_generation.Digests, _reasons);
        _generation.Ranges = _generation.Ranges.With(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ranges), digests, ref tally);
        _generation.Counts.CountRanges(_generation.Ranges);
        _ranges.Clear();
    }

    /// <summary>Takes over all that another generation holds. This one must be empty.</summary>
    public void CopyFrom(Generation source, CancellationToken cancellation)
    {
        WroteOnce = false;
        long done = 0;
        foreach ((ulong key, ulong value) in source.Equipment.Scan())
        {
            if (value != 0 || _equipment.ReadWaiting(key) != 0)
                _equipment.Write(key, value);
            if ((++done & 0xFFFF) == 0)
                cancellation.ThrowIfCancellationRequested();
        }

        foreach ((PairKey key, ulong value) in source.Pairs.Scan())
        {
            if (value != 0 || _pairs.ReadWaiting(key) != 0)
                _pairs.Write(key, value);
            if ((++done & 0xFFFF) == 0)
                cancellation.ThrowIfCancellationRequested();
        }

        _generation.Ranges = source.Ranges;
        _generation.Counts.Add(source.Counts);
        source.Digests.CopyTo(_generation.Digests, 0);
        _generation.Dirty = true;
    }

    public void Dispose()
    {
        _equipment.Dispose();
        _pairs.Dispose();
    }

    private void ApplyToEquipment(in Change change, ref ChangeTally tally)
    {
        PackedListing before = new(_equipment.ReadWaiting(change.Key));
        PairKey details = new(change.Key, 0);
        PackedListing after = Next(before, change, details, _counts.Equipment, ref tally);
        if (after == before)
            return;
        Note(before, after, _equipment.Write(change.Key, after.Value));
        ClearDetails(before, after, details);
    }

    private void ApplyToPair(in Change change, ref ChangeTally tally)
    {
        PairKey key = new(change.Key, change.Second);
        PackedListing before = new(_pairs.ReadWaiting(key));
        PackedListing after = Next(before, change, key, _counts.Pairs, ref tally);
        if (after == before)
            return;
        Note(before, after, _pairs.Write(key, after.Value));
        ClearDetails(before, after, key);
    }

    private void Note(PackedListing before, PackedListing after, bool inPlace)
    {
        // A removed key reads as none, but its record is there.
        if (!inPlace && (before != default || _removed))
            WroteOnce = false;
        _removed |= after == default;
    }

    private PackedListing Next(PackedListing before, in Change change, PairKey key, long[] counts, ref ChangeTally tally) =>
        change.IsRemoval ? Without(before, change.Lists, key, counts, ref tally) : With(before, change, key, counts, ref tally);

    private PackedListing With(PackedListing before, in Change change, PairKey key, long[] counts, ref ChangeTally tally)
    {
        EquipmentList list = PackedListing.First(change.Lists);
        if ((before.Lists & change.Lists) == 0)
        {
            tally.Added++;
            counts[(int)list]++;
        }
        else
        {
            ulong was = DetailsOf(before, list, key);
            if (was == change.Details)
            {
                tally.Unchanged++;
                return before;
            }

            tally.Changed++;
            _digests.Remove(key.Equipment, key.Equipment, key.Imsi, list, was);
        }

        _digests.Add(key.Equipment, key.Equipment, key.Imsi, list, change.Details);

        EquipmentLists others = before.Lists & ~change.Lists;
        if (others == 0)
            return PackedListing.Of(change.Lists, change.Details);
        if (!before.IsSeparate && before.Details == change.Details)
            return PackedListing.Of(others | change.Lists, change.Details);
        if (!before.IsSeparate)
        {
            for (EquipmentLists left = others; left != 0; left &= left - 1)
                WriteDetails(key, PackedListing.First(left), before.Details);
        }

        WriteDetails(key, list, change.Details);
        return PackedListing.SeparateOf(others | change.Lists);
    }

    private PackedListing Without(PackedListing before, EquipmentLists lists, PairKey key, long[] counts, ref ChangeTally tally)
    {
        EquipmentLists gone = before.Lists & lists;
        if (gone == 0)
        {
            tally.Unchanged++;
            return before;
        }

        tally.Removed += BitOperations.PopCount((uint)gone);
        for (EquipmentLists left = gone; left != 0; left &= left - 1)
        {
            EquipmentList list = PackedListing.First(left);
            counts[(int)list]--;
            _digests.Remove(key.Equipment, key.Equipment, key.Imsi, list, DetailsOf(before, list, key));
        }

        EquipmentLists stay = before.Lists & ~gone;
        if (stay == 0)
            return default;
        if (!before.IsSeparate)
            return PackedListing.Of(stay, before.Details);
        return BitOperations.IsPow2((uint)stay)
            ? PackedListing.Of(stay, DetailsOf(before, PackedListing.First(stay), key))
            : PackedListing.SeparateOf(stay);
    }

    private ulong DetailsOf(PackedListing packed, EquipmentList list, PairKey key) =>
        packed.IsSeparate ? new PackedListing(_pairs.ReadWaiting(key.DetailOf(list))).Details : packed.Details;

    private void WriteDetails(PairKey key, EquipmentList list, ulong details) =>
        _pairs.Write(key.DetailOf(list), PackedListing.Of(PackedListing.BitOf(list), details).Value);

    // Only of lists that were left: a reader that still holds the value before finds the details of the others.
    private void ClearDetails(PackedListing before, PackedListing after, PairKey key)
    {
        if (!before.IsSeparate)
            return;
        for (EquipmentLists left = before.Lists & ~after.Lists; left != 0; left &= left - 1)
            _pairs.Write(key.DetailOf(PackedListing.First(left)), 0);
    }
}
