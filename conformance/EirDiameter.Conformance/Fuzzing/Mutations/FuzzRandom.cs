namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>
/// The numbers that one mutation is made of (SplitMix64). They depend on the seed and the index of the mutation and on nothing else, so that
/// any mutation of any run can be made again by itself.
/// </summary>
internal sealed class FuzzRandom(ulong seed, long index)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = Mix(Mix(seed + Golden) ^ Mix(((ulong)index * 0xD1342543DE82EF95) + 1));

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        _state += Golden;
        return Mix(_state);
    }

    /// <summary>0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary><paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True so many times in a hundred.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    /// <summary>One of these.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>So many octets.</summary>
    public byte[] Octets(int count)
    {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i += 8)
        {
            ulong number = Next();
            for (int j = i; j < Math.Min(i + 8, count); j++, number >>= 8)
                octets[j] = (byte)number;
        }

        return octets;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
