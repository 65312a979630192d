using System.Numerics;
using System.Runtime.InteropServices;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// The produced ranges of one feed: never changed once made, and swapped whole. A bit for each TAC between the first and the last says
/// whether it is declared, and how many bits are set before it says where its ranges are: so a lookup goes to three places in memory, and
/// then looks among the ranges of one TAC.
/// </summary>
internal sealed class ProducedTable
{
    private const int TacsPerWord = 64;

    private readonly ulong[] _ranges;
    private readonly ProducedTac[] _tacs;
    private readonly Word[] _words;
    private readonly uint _first;

    /// <param name="sequence">As it was given.</param>
    /// <param name="tacs">In ascending order, each once.</param>
    /// <param name="ranges">Packed by <see cref="Pack"/>: those of one TAC stand together, in ascending order, and neither overlap nor touch.</param>
    public ProducedTable(long sequence, ProducedTac[] tacs, ulong[] ranges)
    {
        _ranges = ranges;
        _tacs = tacs;
        _first = tacs.Length == 0 ? 0 : tacs[0].Tac & ~(TacsPerWord - 1u);
        _words = tacs.Length == 0 ? [] : new Word[((tacs[^1].Tac - _first) / TacsPerWord) + 1];
        long complete = 0;
        for (int i = 0; i < tacs.Length; i++)
        {
            ref Word word = ref _words[(tacs[i].Tac - _first) / TacsPerWord];
            if (word.Declared == 0)
                word.Before = (uint)i;
            word.Declared |= 1UL << (int)(tacs[i].Tac % TacsPerWord);
            complete += tacs[i].IsComplete ? 1 : 0;
        }

        long serials = 0;
        foreach (ulong range in ranges)
            serials += (long)(uint)range - (long)(range >> 32) + 1;
        long memory = (ranges.LongLength * sizeof(ulong)) + (tacs.LongLength * ProducedTac.Size) + (_words.LongLength * 2 * sizeof(ulong));
        Status = new ProducedStatus(sequence, tacs.LongLength, complete, ranges.LongLength, memory, serials);
    }

    public ProducedStatus Status { get; }

    /// <summary>A range of serial numbers, inclusive, in 8 octets that are in the order of their beginnings.</summary>
    public static ulong Pack(uint from, uint to) => ((ulong)from << 32) | to;

    /// <summary>
    /// What several feeds say of a key. One that knows of it is enough; that others were declared complete without it is then their mistake.
    /// Allocates nothing and never waits.
    /// </summary>
    public static ProducedVerdict Find(ReadOnlySpan<ProducedTable> feeds, EquipmentKey key)
    {
        ProducedVerdict found = ProducedVerdict.NoCoverage;
        foreach (ProducedTable feed in feeds)
        {
            ProducedVerdict verdict = feed.Find(key);
            if (verdict == ProducedVerdict.NoCoverage)
                continue;
            found = verdict;
            if (verdict == ProducedVerdict.Produced)
                break;
        }

        return found;
    }

    /// <summary>What is said of a key. Allocates nothing and never waits.</summary>
    public ProducedVerdict Find(EquipmentKey key)
    {
        // A MEID's TAC is above all others.
        uint tac = key.Tac.Value;
        uint at = (tac - _first) / TacsPerWord;
        if (tac < _first || at >= (uint)_words.Length)
            return ProducedVerdict.NoCoverage;
        ref readonly Word word = ref _words[at];
        ulong bit = 1UL << (int)(tac % TacsPerWord);
        if ((word.Declared & bit) == 0)
            return ProducedVerdict.NoCoverage;
        ref readonly ProducedTac declared = ref _tacs[word.Before + BitOperations.PopCount(word.Declared & (bit - 1))];
        if (IsIn(_ranges.AsSpan((int)declared.FirstRange, (int)declared.Ranges), key.SerialNumber))
            return ProducedVerdict.Produced;
        return declared.IsComplete ? ProducedVerdict.NotProduced : ProducedVerdict.NoCoverage;
    }

    // The last range that begins at the serial number or before it is the only one that can hold it.
    private static bool IsIn(ReadOnlySpan<ulong> ranges, uint serial)
    {
        (int from, int to) = Around(ranges, serial);
        while (from < to)
        {
            int middle = (int)((uint)(from + to) / 2);
            if (Beginning(ranges[middle]) <= serial)
                from = middle + 1;
            else
                to = middle;
        }

        return from > 0 && (uint)ranges[from - 1] >= serial;
    }

    // Between which ranges to look: from where it would be if all were spread evenly, in steps that double. Mostly that is near, and each range that
    // is far from the others looked at is another wait for memory.
    private static (int From, int To) Around(ReadOnlySpan<ulong> ranges, uint serial)
    {
        int from = 0;
        int to = ranges.Length;
        int at = (int)((ulong)serial * (uint)ranges.Length / Tac.SerialNumbers);
        for (int step = 1; (uint)at < (uint)ranges.Length; step *= 2)
        {
            if (Beginning(ranges[at]) <= serial)
            {
                from = at + 1;
                if (to < ranges.Length)
                    break;
                at += step;
            }
            else
            {
                to = at;
                if (from > 0)
                    break;
                at -= step;
            }
        }

        return (from, to);
    }

    private static uint Beginning(ulong range) => (uint)(range >> 32);

    private struct Word
    {
        public ulong Declared;
        public uint Before;
    }
}

/// <summary>A declared TAC, and where its ranges are.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ProducedTac
{
    /// <summary>Octets of one.</summary>
    public const int Size = 12;

    private const uint CompleteBit = 1u << 31;

    private readonly uint _tac;

    public ProducedTac(uint tac, bool isComplete, uint firstRange, uint ranges)
    {
        _tac = tac | (isComplete ? CompleteBit : 0);
        FirstRange = firstRange;
        Ranges = ranges;
    }

    public uint Tac => _tac & ~CompleteBit;

    public bool IsComplete => (_tac & CompleteBit) != 0;

    /// <summary>Where the first of its ranges stands.</summary>
    public uint FirstRange { get; }

    /// <summary>How many ranges it has.</summary>
    public uint Ranges { get; }
}
