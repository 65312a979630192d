using System.Diagnostics;
using EirDiameter.Equipment;
using EirDiameter.Store;

namespace EirDiameter.Bench;

/// <summary>
/// How long a store takes to say whether equipment was produced, against one read from anywhere in as much memory: each by itself, so that the
/// processor may begin the next before one is done, and each only after the one before.
/// </summary>
internal sealed class Lookups(StoreReader reader, Production production, long bytes)
{
    private const int Keys = 1 << 20;
    private const int Rounds = 9;

    private readonly EquipmentKey[] _keys = new EquipmentKey[Keys];
    private readonly ulong[] _memory = new ulong[bytes / sizeof(ulong)];
    private FoundListings _found;
    private ulong _sum;

    /// <summary>Measures, checks every verdict, and writes the medians in nanoseconds as JSON.</summary>
    public int Run(TextWriter output)
    {
        Random random = new(1);
        for (int i = 0; i < Keys; i++)
            _keys[i] = production.KeyOf((ulong)random.NextInt64(long.MaxValue));
        for (int i = 0; i < _memory.Length; i++)
            _memory[i] = (ulong)i;
        long wrong = _keys.LongCount(key => Look(key) != production.VerdictOf(key));
        (string Name, Func<long> Work)[] works =
        [
            ("lookup", () => LookUp(0)), ("lookupInTurn", () => LookUp(1)), ("read", () => Read(0)), ("readInTurn", () => Read(1)),
        ];
        double[][] times = [.. works.Select(_ => new double[Rounds])];
        for (int round = -1; round < Rounds; round++)
        {
            for (int i = 0; i < works.Length; i++)
            {
                long started = Stopwatch.GetTimestamp();
                long done = works[i].Work();
                if (round >= 0)
                    times[i][round] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / done;
            }
        }

        output.WriteLine("{");
        for (int i = 0; i < works.Length; i++)
            output.WriteLine(FormattableString.Invariant($"  \"{works[i].Name}\": {times[i].Order().ElementAt(Rounds / 2):0.0},"));
        output.WriteLine($"  \"tableBytes\": {bytes},\n  \"wrong\": {wrong}\n}}");
        return wrong == 0 && _sum != 0 ? 0 : 1;
    }

    private ProducedVerdict Look(EquipmentKey key) =>
        reader.TryFind(key, Imsi.None, ref _found) ? _found.Produced : throw new InvalidOperationException("it lies on the disk");

    // In turn, where the next key is depends on the verdict before.
    private long LookUp(int inTurn)
    {
        int at = 0;
        for (int i = 0; i < Keys; i++)
        {
            ProducedVerdict verdict = Look(_keys[at & (Keys - 1)]);
            at += 1 + (inTurn * 2 * (int)verdict);
            _sum += (ulong)verdict;
        }

        return Keys;
    }

    private long Read(int inTurn)
    {
        ulong at = 0;
        ulong step = (ulong)inTurn;
        for (int i = 0; i < Keys; i++)
        {
            ulong read = _memory[_keys[i].Value * 0x9E3779B97F4A7C15 % ((ulong)_memory.Length - 1) + (at & 1 & step)];
            at = read;
            _sum += read;
        }

        return Keys;
    }
}
