using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using EirDiameter.Equipment;

namespace EirDiameter.Node.Seen;

/// <summary>
/// Which equipment this node was asked about in the last 24 hours, to the hour: from the beginning of the hour 24 hours ago. It tells how many of
/// an update's newly black equipment are in use here. Written on the way of every check, so it neither allocates, locks nor waits; read by few.
/// Not kept on disk: after a restart the day begins anew.
/// </summary>
/// <remarks>
/// A table of buckets of one cache line each, of eight words: 56 bits of key and 8 bits of the hour in which it was seen last. A key has one
/// bucket; in a full one it takes the place of what was seen longest ago. So up to about a quarter of the capacity nearly nothing is lost; beyond,
/// <see cref="IsExact"/> is false, figures are lower bounds (0.5 % low at half the capacity, 14 % low at all of it), and as keys are spread evenly,
/// shares of the whole still hold.
/// </remarks>
public sealed class SeenEquipment : IDisposable
{
    private const int BucketWords = 8;
    private const int BucketBytes = BucketWords * sizeof(ulong);
    private const int LeastCapacity = 2 * BucketWords;

    /// <summary>Hours of age at which a key does not count any more: those of the day before the current hour do.</summary>
    private const uint WindowHours = 25;

    /// <summary>Hours by which a clock may be set back without what was seen being taken for old.</summary>
    private const uint SetBackHours = 2;

    // An hour is kept modulo 255 and never as 0, so that an empty word is 0 and no key's word is.
    private const uint Hours = 255;
    private const uint QuartersPerHour = 4;
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private const int AlwaysExact = -1;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly ulong[] _memory;
    private readonly int _first;
    private readonly int _shift;
    private readonly ITimer _sweeps;
    private int _sweptHour;
    private int _lostHour = AlwaysExact;

    /// <summary>Makes an empty memory.</summary>
    /// <param name="capacity">How much equipment there is room for; rounded up to a power of two of 16 or more. Each takes 8 octets.</param>
    /// <param name="time">The clock.</param>
    public SeenEquipment(int capacity, TimeProvider time)
    {
        _time = time;
        Capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, LeastCapacity));
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)(Capacity / BucketWords));

        // Pinned, so that a bucket is and stays one cache line.
        _memory = GC.AllocateArray<ulong>(Capacity + BucketWords, pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _first = (int)((BucketBytes - (address % BucketBytes)) % BucketBytes) / sizeof(ulong);
        _sweptHour = Hour();
        _sweeps = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>How much equipment there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Whether everything that was seen is remembered. False = figures are lower bounds, since at least one key had to make room for another.</summary>
    public bool IsExact
    {
        get
        {
            int lost = Volatile.Read(ref _lostHour);
            return lost == AlwaysExact || Hour() - lost >= WindowHours;
        }
    }

    /// <summary>How much equipment was seen. Looks through the whole table, milliseconds.</summary>
    public long Count => Fresh().Count();

    /// <summary>The hour that <see cref="Note"/> wants, from quarter hours as <see cref="Validity.QuarterOf"/> counts them.</summary>
    public static int HourOf(uint quarters) => (int)(quarters / QuartersPerHour);

    /// <summary>Begins to bring a key's bucket near, so that <see cref="Note"/> a little later does not wait for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prepare(EquipmentKey key)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref BucketOf(key)));
    }

    /// <summary>Remembers that this equipment was asked about. Safe for many threads at once.</summary>
    /// <param name="key">The equipment.</param>
    /// <param name="hour">The current hour, by <see cref="HourOf"/>.</param>
    public void Note(EquipmentKey key, int hour)
    {
        ulong name = key.Value << 8;
        uint stamp = StampOf(hour);
        ref ulong bucket = ref BucketOf(key);
        for (int i = 0; i < BucketWords; i++)
        {
            ref ulong word = ref Unsafe.Add(ref bucket, i);
            ulong kept = Volatile.Read(ref word);
            if (!IsOf(kept, name)) continue;

            // Within the hour the line stays as it is, shared by all cores. Two writers of a new hour write the same.
            if ((byte)kept != stamp) Volatile.Write(ref word, name | stamp);
            return;
        }

        Insert(ref bucket, name, hour, stamp);
    }

    /// <summary>Whether this node was asked about the equipment.</summary>
    public bool WasSeen(EquipmentKey key)
    {
        ulong name = key.Value << 8;
        uint now = StampOf(Hour());
        ref ulong bucket = ref BucketOf(key);
        for (int i = 0; i < BucketWords; i++)
        {
            ulong kept = Volatile.Read(ref Unsafe.Add(ref bucket, i));
            if (IsOf(kept, name)) return IsFresh(kept, now);
        }

        return false;
    }

    /// <summary>All that was seen, in ascending order: for ranges, and for many questions at once. Looks through the whole table, milliseconds.</summary>
    public EquipmentKey[] Sorted()
    {
        EquipmentKey[] keys = [.. Fresh()];
        Array.Sort(keys);
        return keys;
    }

    /// <summary>Ends the sweeping.</summary>
    public void Dispose() => _sweeps.Dispose();

    private static uint StampOf(int hour) => ((uint)hour % Hours) + 1;

    // The word of a key differs from its name by the stamp alone, 1 to 255.
    private static bool IsOf(ulong word, ulong name) => word - name - 1 < Hours;

    // The age is kept modulo 255 as well, and is small by then again; the sweep is what forbids that.
    private static bool IsFresh(ulong word, uint now) => Age(word, now) < WindowHours + SetBackHours;

    // Counted from a little into the future.
    private static uint Age(ulong word, uint now) => (now + SetBackHours + Hours - (byte)word) % Hours;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong BucketOf(EquipmentKey key) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _first + ((nint)((key.Value * Golden) >> _shift) * BucketWords));

    // Only here two threads can be after the same word. Whoever comes second looks again, and a few lost races lose a key until it is seen next.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Insert(ref ulong bucket, ulong name, int hour, uint stamp)
    {
        const int Tries = 4;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            int place = 0;
            ulong replaced = 0;
            uint oldest = 0;
            for (int i = 0; i < BucketWords; i++)
            {
                ulong kept = Volatile.Read(ref Unsafe.Add(ref bucket, i));
                if (IsOf(kept, name)) return;
                uint age = kept == 0 ? uint.MaxValue : Age(kept, stamp) + 1;
                if (age <= oldest) continue;
                (place, replaced, oldest) = (i, kept, age);
            }

            if (Interlocked.CompareExchange(ref Unsafe.Add(ref bucket, place), name | stamp, replaced) != replaced) continue;
            if (oldest <= WindowHours + SetBackHours) Volatile.Write(ref _lostHour, hour);
            return;
        }

        Volatile.Write(ref _lostHour, hour);
    }

    /// <summary>Empties the words of keys that do not count any more, well before their hours come round again.</summary>
    private void Sweep()
    {
        int hour = Hour();
        bool cameRound = hour - Interlocked.Exchange(ref _sweptHour, hour) > Hours - WindowHours - SetBackHours;
        if (cameRound) Volatile.Write(ref _lostHour, hour);
        uint now = StampOf(hour);
        for (int i = _first; i < _first + Capacity; i++)
        {
            ulong kept = Volatile.Read(ref _memory[i]);

            // After a long sleep of the machine, ages do not say anything.
            if (kept != 0 && (cameRound || !IsFresh(kept, now))) Interlocked.CompareExchange(ref _memory[i], 0, kept);
        }
    }

    private IEnumerable<EquipmentKey> Fresh()
    {
        uint now = StampOf(Hour());
        for (int i = _first; i < _first + Capacity; i++)
        {
            ulong kept = Volatile.Read(ref _memory[i]);
            if (kept != 0 && IsFresh(kept, now)) yield return new EquipmentKey(kept >> 8);
        }
    }

    private int Hour() => HourOf(Validity.QuarterOf(_time.GetUtcNow()));
}
