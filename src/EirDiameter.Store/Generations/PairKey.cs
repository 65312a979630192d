using System.Runtime.InteropServices;
using EirDiameter.Equipment;
using FASTER.core;

namespace EirDiameter.Store;

/// <summary>
/// Key of the second table: equipment and subscriber; or, with a list's number plus one in bits 60 and 61, where the details of
/// that one list lie (with no subscriber: of the equipment itself).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PairKey(ulong Equipment, ulong Subscriber) : IComparable<PairKey>
{
    private const int ListShift = 60;
    private const ulong SubscriberMask = (1UL << ListShift) - 1;

    public bool IsDetail => Subscriber >> ListShift != 0;

    public Imsi Imsi => new(Subscriber & SubscriberMask);

    public int CompareTo(PairKey other)
    {
        int order = Equipment.CompareTo(other.Equipment);
        return order != 0 ? order : Subscriber.CompareTo(other.Subscriber);
    }

    public PairKey DetailOf(EquipmentList list) => new(Equipment, Subscriber | ((ulong)list + 1) << ListShift);
}

/// <summary>Hashes of the tables' keys. FASTER takes the bucket from the low bits and the tag from the high ones, so all must be mixed.</summary>
internal sealed class EquipmentHash : IFasterEqualityComparer<ulong>
{
    public static ulong Mix(ulong key)
    {
        // The finalizer of MurmurHash3 (public domain): a bijection in which each bit of the key changes half of the result's.
        key ^= key >> 33;
        key *= 0xFF51AFD7ED558CCD;
        key ^= key >> 33;
        key *= 0xC4CEB9FE1A85EC53;
        key ^= key >> 33;
        return key;
    }

    public bool Equals(ref ulong k1, ref ulong k2) => k1 == k2;

    public long GetHashCode64(ref ulong k) => (long)Mix(k);
}

/// <inheritdoc cref="EquipmentHash"/>
internal sealed class PairHash : IFasterEqualityComparer<PairKey>
{
    public bool Equals(ref PairKey k1, ref PairKey k2) => k1.Equipment == k2.Equipment && k1.Subscriber == k2.Subscriber;

    public long GetHashCode64(ref PairKey k) => (long)EquipmentHash.Mix(k.Equipment ^ EquipmentHash.Mix(k.Subscriber));
}
