using System.Globalization;

namespace EirDiameter.Equipment;

/// <summary>
/// What equipment is known by: the first 14 digits of an IMEI as a number (0 to 99 999 999 999 999), or the 56 bits of a MEID.
/// A MEID's first hexadecimal digit is A or higher, so that its value is above every IMEI's and the two never collide.
/// Never the check digit, the spare digit or the software version (TS 23.003 6.2; TS 22.016).
/// </summary>
/// <param name="Value">14 decimal digits as a number, or the 56 bits of a MEID.</param>
public readonly record struct EquipmentKey(ulong Value) : IComparable<EquipmentKey>
{
    /// <summary>Characters of the written form.</summary>
    public const int Length = 14;

    /// <summary>The highest key of an IMEI.</summary>
    public const ulong MaxImei = 99_999_999_999_999;

    /// <summary>The lowest key of a MEID: regional code A0.</summary>
    public const ulong MinMeid = 0xA0_0000_0000_0000;

    /// <summary>The highest key of a MEID.</summary>
    public const ulong MaxMeid = 0xFF_FFFF_FFFF_FFFF;

    /// <summary>Whether this names equipment by MEID; otherwise by IMEI.</summary>
    public bool IsMeid => Value >= MinMeid;

    /// <summary>The Type Allocation Code; <see cref="Tac.None"/> for a MEID, which has none.</summary>
    public Tac Tac => IsMeid ? Tac.None : new Tac((uint)(Value / Tac.SerialNumbers));

    /// <summary>The serial number within the TAC, 0 to 999 999; 0 for a MEID.</summary>
    public uint SerialNumber => IsMeid ? 0 : (uint)(Value % Tac.SerialNumbers);

    /// <summary>Reads exactly 14 decimal digits, or 14 hexadecimal digits of a MEID (regional code A0 or higher).</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out EquipmentKey key)
    {
        if (utf8.Length == Length && DigitReader.TryReadFourteen(utf8, out ulong digits))
        {
            key = new EquipmentKey(digits);
            return true;
        }

        Meid meid = default;
        bool isMeid = utf8.Length == Length && Meid.TryParse(utf8, out meid);
        key = meid.Key;
        return isMeid;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out EquipmentKey)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out EquipmentKey key)
    {
        Span<byte> utf8 = stackalloc byte[Length];
        if (DigitReader.TryNarrow(text, utf8, out int written))
            return TryParse(utf8[..written], out key);
        key = default;
        return false;
    }

    /// <inheritdoc/>
    public int CompareTo(EquipmentKey other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(EquipmentKey left, EquipmentKey right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(EquipmentKey left, EquipmentKey right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>.</summary>
    public static bool operator <=(EquipmentKey left, EquipmentKey right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>.</summary>
    public static bool operator >=(EquipmentKey left, EquipmentKey right) => left.Value >= right.Value;

    /// <summary>14 characters: decimal digits for an IMEI, upper-case hexadecimal digits for a MEID.</summary>
    public override string ToString() => Value.ToString(IsMeid ? "X14" : "D14", CultureInfo.InvariantCulture);

    /// <summary>Writes the 14 characters of <see cref="ToString"/> as UTF-8; false if <paramref name="destination"/> is shorter.</summary>
    public bool TryFormat(Span<byte> destination) =>
        Value.TryFormat(destination, out _, IsMeid ? "X14" : "D14", CultureInfo.InvariantCulture);
}
