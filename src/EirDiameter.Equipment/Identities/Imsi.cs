using System.Globalization;

namespace EirDiameter.Equipment;

/// <summary>
/// The subscriber in the equipment: 6 to 15 decimal digits (TS 23.003 2.2). Leading zeros and the number of digits count, so that
/// 0010101 and 10101 differ.
/// </summary>
/// <param name="Value">The digits as a number, with their count in the bits from 52 up; 0 = none.</param>
public readonly record struct Imsi(ulong Value)
{
    /// <summary>Fewest digits.</summary>
    public const int MinLength = 6;

    /// <summary>Most digits.</summary>
    public const int MaxLength = 15;

    private const int LengthShift = 52;

    /// <summary>No IMSI was given.</summary>
    public static Imsi None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Value == 0;

    /// <summary>How many digits there are; 0 for <see cref="None"/>.</summary>
    public int Length => (int)(Value >> LengthShift);

    /// <summary>The digits as a number, without their count.</summary>
    public ulong Digits => Value & ((1UL << LengthShift) - 1);

    /// <summary>Reads 6 to 15 decimal digits and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Imsi imsi)
    {
        if (utf8.Length is >= MinLength and <= MaxLength && DigitReader.TryRead(utf8, out ulong digits))
        {
            imsi = new Imsi(digits | ((ulong)utf8.Length << LengthShift));
            return true;
        }

        imsi = default;
        return false;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Imsi)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Imsi imsi)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        if (DigitReader.TryNarrow(text, utf8, out int written))
            return TryParse(utf8[..written], out imsi);
        imsi = default;
        return false;
    }

    /// <summary>The digits with their leading zeros; empty for <see cref="None"/>.</summary>
    public override string ToString() =>
        IsNone ? string.Empty : Digits.ToString(CultureInfo.InvariantCulture).PadLeft(Length, '0');
}
