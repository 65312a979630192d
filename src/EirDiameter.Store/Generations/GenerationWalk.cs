namespace EirDiameter.Store;

/// <summary>
/// All distinct keys of a table in ascending order. The log is in order of writing, so keys are gathered and sorted, a part of the key
/// space at a time, so that memory stays bounded however large the table is.
/// </summary>
internal static class GenerationWalk
{
    private const long KeysAtOnce = 1 << 24;
    private const long SampleEvery = 1 << 12;

    public static IEnumerable<TKey> Keys<TKey>(ListingTable<TKey> table, CancellationToken cancellation)
        where TKey : unmanaged, IComparable<TKey>
    {
        List<TKey> borders = table.Records > KeysAtOnce ? Borders(table) : [];
        for (int part = 0; part <= borders.Count; part++)
        {
            List<TKey> keys = [];
            long scanned = 0;
            foreach ((TKey key, _) in table.Scan())
            {
                if ((++scanned & 0xFFFF) == 0)
                    cancellation.ThrowIfCancellationRequested();
                bool below = part < borders.Count && key.CompareTo(borders[part]) >= 0;
                bool above = part > 0 && key.CompareTo(borders[part - 1]) < 0;
                if (!below && !above)
                    keys.Add(key);
            }

            keys.Sort();
            for (int i = 0; i < keys.Count; i++)
            {
                if (i == 0 || keys[i].CompareTo(keys[i - 1]) != 0)
                    yield return keys[i];
            }
        }
    }

    private static List<TKey> Borders<TKey>(ListingTable<TKey> table)
        where TKey : unmanaged, IComparable<TKey>
    {
        List<TKey> sample = [];
        long scanned = 0;
        foreach ((TKey key, _) in table.Scan())
        {
            if (scanned++ % SampleEvery == 0)
                sample.Add(key);
        }

        sample.Sort();
        int step = (int)(KeysAtOnce / SampleEvery);
        return [.. Enumerable.Range(1, sample.Count / step).Select(i => sample[Math.Min(i * step, sample.Count - 1)]).Distinct()];
    }
}
