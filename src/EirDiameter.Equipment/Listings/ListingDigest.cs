using System.Text;

namespace EirDiameter.Equipment;

/// <summary>
/// Digests by which two holders of a feed see that they hold the same. The key space is cut into <see cref="Buckets"/> buckets; the digest of a
/// bucket is the sum (modulo 2 to the 64th) of the digests of its listings, so that the order in which they came means nothing and one
/// more or less is one addition. They find drift, not forgery: against that stand signatures and SHA-256.
/// </summary>
public static class ListingDigest
{
    /// <summary>How many buckets there are.</summary>
    public const int Buckets = 256;

    /// <summary>The bucket of a key, 0 to 255; neighbours are spread over all. A range belongs to the bucket of its first key.</summary>
    public static int BucketOf(EquipmentKey key) => (int)(Mix(key.Value) >> 56);

    /// <summary>What one listing adds to the digest of its bucket.</summary>
    /// <param name="from">The equipment, or the first key of a range.</param>
    /// <param name="to">The last key of a range; else <paramref name="from"/>.</param>
    /// <param name="imsi">The subscriber of a pair; else <see cref="Imsi.None"/>.</param>
    /// <param name="list">The list.</param>
    /// <param name="validity">When it counts.</param>
    /// <param name="reason">The digest of its reason: <see cref="OfReason"/>.</param>
    public static ulong Of(EquipmentKey from, EquipmentKey to, Imsi imsi, EquipmentList list, Validity validity, ulong reason)
    {
        ulong sum = Mix(from.Value + 1);
        sum = Mix(sum ^ (to.Value - from.Value));
        sum = Mix(sum ^ imsi.Value ^ ((ulong)list << 60));
        sum = Mix(sum ^ validity.EffectiveQuarters ^ ((ulong)validity.ExpiresQuarters << 32));
        return Mix(sum ^ reason);
    }

    /// <summary>The digest of a reason's text; 0 if there is none. Worth keeping: few reasons have many listings.</summary>
    public static ulong OfReason(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return 0;
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        ulong sum = (ulong)utf8.Length;
        foreach (byte octet in utf8)
            sum = Mix(sum ^ octet);
        return sum;
    }

    // The finaliser of SplitMix64: every bit of the input moves half of the output's.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
