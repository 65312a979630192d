using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>What can be done to octets, whatever they mean.</summary>
internal static class OctetMutations
{
    private const int HeaderSize = 20;

    /// <summary>Applies one of the operators that change octets.</summary>
    public static byte[] Apply(MutationOperator what, byte[] octets, FuzzRandom random)
    {
        switch (what)
        {
            case MutationOperator.Truncated:
                int kept = random.Chance(50) ? octets.Length - random.Between(1, 12) : random.Between(1, octets.Length);
                return octets[..Math.Clamp(kept, 1, octets.Length)];
            case MutationOperator.Appended:
                return [.. octets, .. random.Octets(random.Between(1, 40))];
            case MutationOperator.BitFlips:
                return Flip(octets, random);
            case MutationOperator.OctetsInserted:
                int before = Place(octets, random);
                return Framed([.. octets.AsSpan(0, before), .. random.Octets(random.Between(1, 8)), .. octets.AsSpan(before)], random);
            default:
                int first = Place(octets, random);
                int behind = Math.Min(first + random.Between(1, 8), octets.Length);
                return Framed([.. octets.AsSpan(0, first), .. octets.AsSpan(behind)], random);
        }
    }

    /// <summary>Where to cut a message into writes.</summary>
    public static IReadOnlyList<int> Cuts(int length, FuzzRandom random)
    {
        if (length < 2)
            return [];
        if (random.Chance(30))
            return [random.Pick([1, 3, 4, 19, 20]) is int early && early < length ? early : 1];
        return [.. Enumerable.Range(0, random.Between(1, 4)).Select(_ => random.Between(1, length - 1)).Distinct().Order()];
    }

    private static byte[] Flip(byte[] octets, FuzzRandom random)
    {
        byte[] flipped = [.. octets];
        for (int count = random.Chance(60) ? 1 : random.Between(2, 16); count > 0; count--)
        {
            // Flips in the length field break the framing: a tenth of what chance would make of them is enough.
            int bit = random.Below(flipped.Length * 8);
            if (bit / 8 is 1 or 2 or 3 && random.Chance(90))
                bit = random.Below(8) + (8 * random.Between(4, Math.Max(4, flipped.Length - 1)));
            if (bit / 8 < flipped.Length)
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return flipped;
    }

    private static int Place(byte[] octets, FuzzRandom random) =>
        octets.Length > HeaderSize && random.Chance(95) ? random.Between(HeaderSize, octets.Length - 1) : random.Below(octets.Length);

    // Nine times of ten the length field tells the truth again: what is inside is then read.
    private static byte[] Framed(byte[] octets, FuzzRandom random)
    {
        if (octets.Length >= HeaderSize && random.Chance(92))
        {
            List<byte> length = [];
            NaiveMessage.AddNumber(length, (uint)octets.Length, 3);
            length.CopyTo(octets, 1);
        }

        return octets.Length > 0 ? octets : [0];
    }
}
