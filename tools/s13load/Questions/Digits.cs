using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EirDiameter.S13Load.Questions;

/// <summary>Decimal digits as octets: what an IMEI, an IMSI and the counter of a Session-Id are on the wire.</summary>
internal static class Digits
{
    private static readonly ushort[] Pairs = CreatePairs();

    /// <summary>Writes <paramref name="value"/> with leading zeros into all of <paramref name="destination"/>; digits beyond it are lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<byte> destination, ulong value)
    {
        int at = destination.Length;
        // 64-bit divisions are dear: at most one of them per eight digits.
        while (at > 8)
        {
            (value, ulong low) = Math.DivRem(value, 100_000_000);
            at -= 8;
            WriteLow(destination.Slice(at, 8), (uint)low);
        }
        WriteLow(destination[..at], (uint)(value % 100_000_000));
    }

    /// <summary>Reads up to 18 digits; false if there is anything else, or nothing.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (text.Length is 0 or > 18)
            return false;
        foreach (byte octet in text)
        {
            uint digit = octet - (uint)'0';
            if (digit > 9)
                return false;
            value = value * 10 + digit;
        }
        return true;
    }

    private static void WriteLow(Span<byte> destination, uint value)
    {
        int at = destination.Length;
        while (at >= 2)
        {
            (value, uint pair) = Math.DivRem(value, 100);
            at -= 2;
            MemoryMarshal.Write(destination[at..], Pairs[pair]);
        }
        if (at == 1)
            destination[0] = (byte)('0' + value % 10);
    }

    private static ushort[] CreatePairs()
    {
        ushort[] pairs = new ushort[100];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = MemoryMarshal.Read<ushort>([(byte)('0' + i / 10), (byte)('0' + i % 10)]);
        return pairs;
    }
}
