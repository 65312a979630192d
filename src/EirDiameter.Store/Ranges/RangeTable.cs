using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// The ranges and TACs of one generation: sorted, never changed once made, and swapped whole. Ranges may overlap. It is an interval
/// tree without nodes: the middle of each part of the array is the root of that part, and knows the highest end within it.
/// </summary>
internal sealed class RangeTable
{
    private readonly RangeEntry[] _entries;
    private readonly ulong[] _highest;

    /// <param name="sorted">In order, no two equal by <see cref="RangeEntry.CompareTo"/>.</param>
    public RangeTable(RangeEntry[] sorted)
    {
        _entries = sorted;
        _highest = new ulong[sorted.Length];
        MarkHighest(0, sorted.Length);
    }

    public static RangeTable Empty { get; } = new([]);

    public ReadOnlySpan<RangeEntry> Entries => _entries;

    public long MemoryBytes => _entries.LongLength * (Change.Size + sizeof(ulong));

    /// <summary>The listing of exactly this range on exactly this list; default if there is none.</summary>
    public PackedListing Exactly(ulong from, ulong to, EquipmentList list)
    {
        int at = Array.BinarySearch(_entries, new RangeEntry(from, to, PackedListing.Of(PackedListing.BitOf(list), 0)));
        return at < 0 ? default : _entries[at].Packed;
    }

    /// <summary>Adds all that cover the key, the narrowest first. Allocates nothing; takes the logarithm of the size plus what is found.</summary>
    public void Find(ulong key, byte feed, ref FoundListings found)
    {
        if (_entries.Length == 0)
            return;
        Span<int> narrowest = stackalloc int[FoundListings.Capacity + 1];
        int count = 0;
        Collect(key, 0, _entries.Length, narrowest, ref count);
        foreach (int at in narrowest[..count])
        {
            ref readonly RangeEntry entry = ref _entries[at];
            found.Add(feed, entry.Scope, entry.Packed.ToListing(entry.List), new EquipmentKey(entry.From), new EquipmentKey(entry.To));
        }
    }

    /// <summary>This table with changes applied in their order; digests follow.</summary>
    public RangeTable With(ReadOnlySpan<Change> changes, ListingDigests digests, ref ChangeTally tally)
    {
        if (changes.IsEmpty)
            return this;
        SortedDictionary<RangeEntry, (bool Existed, PackedListing Was, PackedListing Is)> touched = [];
        foreach (ref readonly Change change in changes)
        {
            for (EquipmentLists left = change.Lists; left != 0; left &= left - 1)
                Touch(touched, change, PackedListing.BitOf(PackedListing.First(left)), ref tally);
        }

        return new RangeTable(Merge(touched, digests));
    }

    private void Touch(
        SortedDictionary<RangeEntry, (bool Existed, PackedListing Was, PackedListing Is)> touched,
        in Change change,
        EquipmentLists list,
        ref ChangeTally tally)
    {
        PackedListing next = change.IsRemoval ? default : PackedListing.Of(list, change.Details);
        RangeEntry key = new(change.Key, change.Second, PackedListing.Of(list, 0));
        if (!touched.TryGetValue(key, out var state))
        {
            int at = Array.BinarySearch(_entries, key);
            state = at >= 0 ? (true, _entries[at].Packed, _entries[at].Packed) : default;
        }

        if (state.Is == next)
            tally.Unchanged++;
        else if (state.Is == default)
            tally.Added++;
        else if (next == default)
            tally.Removed++;
        else
            tally.Changed++;
        touched[key] = (state.Existed, state.Was, next);
    }

    private RangeEntry[] Merge(SortedDictionary<RangeEntry, (bool Existed, PackedListing Was, PackedListing Is)> touched, ListingDigests digests)
    {
        List<RangeEntry> merged = new(_entries.Length + touched.Count);
        int next = 0;
        foreach ((RangeEntry key, (bool existed, PackedListing was, PackedListing now)) in touched)
        {
            while (next < _entries.Length && _entries[next].CompareTo(key) < 0)
                merged.Add(_entries[next++]);
            if (existed)
            {
                next++;
                digests.Remove(key.From, key.To, Imsi.None, key.List, was.Details);
            }

            if (now != default)
            {
                merged.Add(new RangeEntry(key.From, key.To, now));
                digests.Add(key.From, key.To, Imsi.None, key.List, now.Details);
            }
        }

        merged.AddRange(_entries.AsSpan(next));
        return [.. merged];
    }

    private ulong MarkHighest(int from, int to)
    {
        if (from >= to)
            return 0;
        int middle = from + ((to - from) / 2);
        ulong below = Math.Max(MarkHighest(from, middle), MarkHighest(middle + 1, to));
        return _highest[middle] = Math.Max(_entries[middle].To, below);
    }

    private void Collect(ulong key, int from, int to, Span<int> narrowest, ref int count)
    {
        while (from < to)
        {
            int middle = from + ((to - from) / 2);
            if (_highest[middle] < key)
                return;
            Collect(key, from, middle, narrowest, ref count);
            ref readonly RangeEntry entry = ref _entries[middle];
            if (entry.From > key)
                return;
            if (entry.To >= key)
                Insert(middle, narrowest, ref count);
            from = middle + 1;
        }
    }

    // Keeps one more than the answer can take, so that the answer learns that something was dropped.
    private void Insert(int entry, Span<int> narrowest, ref int count)
    {
        ulong width = _entries[entry].To - _entries[entry].From;
        int at = count;
        while (at > 0 && _entries[narrowest[at - 1]].To - _entries[narrowest[at - 1]].From > width)
            at--;
        if (at == narrowest.Length)
            return;
        if (count == narrowest.Length)
            count--;
        narrowest[at..count].CopyTo(narrowest[(at + 1)..]);
        narrowest[at] = entry;
        count++;
    }
}
