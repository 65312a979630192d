namespace EirDiameter.Feed;

/// <summary>
/// Where one segment ends and the next begins. Whether a border follows a unit (a bucket, a TAC) depends on that unit alone, but for a least
/// and a greatest size, so that what is added or removed in one place moves no border far away, and far segments keep their hashes.
/// </summary>
internal static class StableBorders
{
    /// <summary>Whether a segment ends after this unit.</summary>
    /// <param name="unit">The unit's number.</param>
    /// <param name="records">Records of the unit.</param>
    /// <param name="pending">Records of the segment, with those of the unit.</param>
    /// <param name="target">About how many records a segment should have.</param>
    public static bool IsAfter(uint unit, int records, int pending, int target)
    {
        int half = Math.Max(1, target / 2);
        return pending >= half && (pending >= 2L * target || Mix(unit) % (uint)half < (uint)records);
    }

    // The finaliser of SplitMix64.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
