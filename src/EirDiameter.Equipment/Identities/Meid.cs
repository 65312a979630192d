namespace EirDiameter.Equipment;

/// <summary>
/// A MEID: 14 hexadecimal digits, of which the first two, the regional code, are A0 or higher (3GPP2 S.R0048). Equipment whose
/// regional code is 99 has decimal digits only and is named by its IMEI instead.
/// </summary>
public readonly record struct Meid
{
    private Meid(EquipmentKey key) => Key = key;

    /// <summary>The 56 bits.</summary>
    public EquipmentKey Key { get; }

    /// <summary>Reads 14 hexadecimal digits of either case, or 15 whose last is the check digit, which must then be right.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Meid meid)
    {
        meid = default;
        if (utf8.Length is not (14 or 15))
            return false;
        ulong value = 0;
        foreach (byte octet in utf8[..14])
        {
            int digit = HexDigit(octet);
            if (digit < 0)
                return false;
            value = (value << 4) | (uint)digit;
        }

        if (value < EquipmentKey.MinMeid)
            return false;
        EquipmentKey key = new(value);
        if (utf8.Length == 15 && HexDigit(utf8[14]) != CheckDigit(key))
            return false;
        meid = new Meid(key);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Meid)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Meid meid)
    {
        Span<byte> utf8 = stackalloc byte[15];
        if (DigitReader.TryNarrow(text, utf8, out int written))
            return TryParse(utf8[..written], out meid);
        meid = default;
        return false;
    }

    /// <summary>
    /// Reads the octets of a 3GPP2-MEID AVP (TS 29.272 7.3.6), which are those of a mobile identity (3GPP2 A.S0022 Annex A): 8 octets,
    /// low digit first, with the type of identity in the first and a filler in the last. Also read: the 56 bits as 7 octets, most
    /// significant first, and the hexadecimal digits as text.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out Meid meid)
    {
        if (octets.Length is not (7 or 8))
            return TryParse(octets, out meid);
        meid = default;
        ulong value = 0;
        if (octets.Length == 7)
        {
            foreach (byte octet in octets)
                value = (value << 8) | octet;
        }
        else if (!TryReadMobileIdentity(octets, out value))
        {
            return false;
        }

        if (value < EquipmentKey.MinMeid)
            return false;
        meid = new Meid(new EquipmentKey(value));
        return true;
    }

    /// <summary>The check digit 0 to 15 of a MEID: the Luhn formula to the base 16.</summary>
    public static int CheckDigit(EquipmentKey key)
    {
        ulong rest = key.Value;
        uint sum = 0;
        for (int pair = 0; pair < EquipmentKey.Length / 2; pair++)
        {
            uint doubled = (uint)(rest & 0xF) * 2;
            sum += (doubled >> 4) + (doubled & 0xF);
            sum += (uint)(rest >> 4) & 0xF;
            rest >>= 8;
        }

        return (int)((16 - (sum & 0xF)) & 0xF);
    }

    /// <summary>14 upper-case hexadecimal digits.</summary>
    public override string ToString() => Key.ToString();

    private static bool TryReadMobileIdentity(ReadOnlySpan<byte> octets, out ulong value)
    {
        // Type of identity 001 is a MEID; the bit above it says that the number of digits is even, so that a filler ends them.
        const int MeidOfEvenLength = 0b0001;
        const int Filler = 0xF;
        value = (ulong)octets[0] >> 4;
        foreach (byte octet in octets[1..7])
            value = (value << 8) | ((uint)(octet & 0xF) << 4) | ((uint)octet >> 4);
        value = (value << 4) | (uint)(octets[7] & 0xF);
        return (octets[0] & 0xF) == MeidOfEvenLength && octets[7] >> 4 == Filler;
    }

    private static int HexDigit(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        _ => -1,
    };
}
