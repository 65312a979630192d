using System.Runtime.InteropServices;

namespace EirDiameter.Store;

/// <summary>A fast checksum of 64 bits against torn and damaged files; not against anyone who means harm.</summary>
internal static class Checksum
{
    private const ulong Seed = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<byte> octets) => Add(Seed, octets);

    /// <summary>Continues a checksum. All but the last part must be a multiple of eight octets.</summary>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> octets)
    {
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(octets))
            sum = (System.Numerics.BitOperations.RotateLeft(sum, 5) ^ word) * Seed;
        foreach (byte rest in octets[(octets.Length & ~7)..])
            sum = (System.Numerics.BitOperations.RotateLeft(sum, 5) ^ rest) * Seed;
        return sum;
    }

    public static ulong Start => Seed;
}
