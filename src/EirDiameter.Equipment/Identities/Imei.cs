namespace EirDiameter.Equipment;

/// <summary>
/// An IMEI as somebody wrote it: 14 digits; 15 with the check digit; 15 with the spare digit 0, as sent over the air; or the 16 of
/// an IMEISV, whose last two are the software version (TS 23.003 6.2). All four map to one <see cref="Key"/>.
/// </summary>
public readonly record struct Imei
{
    /// <summary>The value of <see cref="SoftwareVersion"/> when none was given.</summary>
    public const byte NoSoftwareVersion = 255;

    private readonly byte _length;
    private readonly byte _tail;

    private Imei(EquipmentKey key, int length, int tail)
    {
        Key = key;
        _length = (byte)length;
        _tail = (byte)tail;
    }

    /// <summary>The first 14 digits.</summary>
    public EquipmentKey Key { get; }

    /// <summary>Digits written: 14, 15 or 16.</summary>
    public int Length => _length;

    /// <summary>The 15th digit of a 15-digit form: check digit or spare digit; null in the other forms.</summary>
    public int? FifteenthDigit => _length == 15 ? _tail : null;

    /// <summary>Software version 0 to 99 of an IMEISV; <see cref="NoSoftwareVersion"/> in the other forms.</summary>
    public byte SoftwareVersion => _length == 16 ? _tail : NoSoftwareVersion;

    /// <summary>
    /// Reads an IMEI from the wire: 14, 15 or 16 digits and nothing else. The 15th digit is never judged, since over the air it is
    /// a spare 0 and check digits are not transmitted at all (TS 22.016; TS 29.272 6.2.1.3).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Imei imei)
    {
        if (utf8.Length - 14 is >= 0 and <= 2 && DigitReader.TryReadFourteen(utf8, out ulong key))
        {
            uint tail = 0;
            foreach (byte octet in utf8[14..])
            {
                uint digit = octet - (uint)'0';
                if (digit > 9)
                {
                    imei = default;
                    return false;
                }

                tail = (tail * 10) + digit;
            }

            imei = new Imei(new EquipmentKey(key), utf8.Length, (int)tail);
            return true;
        }

        imei = default;
        return false;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Imei)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Imei imei)
    {
        Span<byte> utf8 = stackalloc byte[16];
        if (DigitReader.TryNarrow(text, utf8, out int written))
            return TryParse(utf8[..written], out imei);
        imei = default;
        return false;
    }

    /// <summary>
    /// Reads an IMEI that somebody lists, by hand or by file: as <see cref="TryParse(ReadOnlySpan{byte}, out Imei)"/>, but a 15th
    /// digit that is not 0 must be the check digit, because there it exists to catch typing errors (TS 22.016).
    /// </summary>
    /// <param name="utf8">The digits.</param>
    /// <param name="imei">The IMEI, or default.</param>
    /// <param name="error">Null, or what is wrong, in words for who typed it.</param>
    public static bool TryParseListed(ReadOnlySpan<byte> utf8, out Imei imei, out string? error)
    {
        if (!TryParse(utf8, out imei))
        {
            error = utf8.Length is < 14 or > 16
                ? $"an IMEI has 14, 15 or 16 digits, this has {utf8.Length} characters"
                : "an IMEI has decimal digits only";
            return false;
        }

        int expected = CheckDigit(imei.Key);
        if (imei.FifteenthDigit is int given && given != 0 && given != expected)
        {
            error = $"check digit {given} of IMEI {imei.Key} is wrong, expected {expected}";
            imei = default;
            return false;
        }

        error = null;
        return true;
    }

    /// <inheritdoc cref="TryParseListed(ReadOnlySpan{byte}, out Imei, out string?)"/>
    public static bool TryParseListed(ReadOnlySpan<char> text, out Imei imei, out string? error)
    {
        Span<byte> utf8 = stackalloc byte[16];
        if (DigitReader.TryNarrow(text, utf8, out int written))
            return TryParseListed(utf8[..written], out imei, out error);
        imei = default;
        error = text.Length > 16
            ? $"an IMEI has 14, 15 or 16 digits, this has {text.Length} characters"
            : "an IMEI has decimal digits only";
        return false;
    }

    /// <summary>The check digit 0 to 9 of an IMEI's 14 digits: the Luhn formula of TS 23.003 Annex B. Not for a MEID: see <see cref="Meid.CheckDigit"/>.</summary>
    public static int CheckDigit(EquipmentKey key)
    {
        // From the right, every second digit starting with the last counts double; the digits of the doubled ones are summed.
        ulong rest = key.Value;
        uint sum = 0;
        for (int pair = 0; pair < EquipmentKey.Length / 2; pair++)
        {
            uint doubled = (uint)(rest % 10) * 2;
            sum += (doubled / 10) + (doubled % 10);
            rest /= 10;
            sum += (uint)(rest % 10);
            rest /= 10;
        }

        return (int)((10 - (sum % 10)) % 10);
    }

    /// <summary>The digits as they were written.</summary>
    public override string ToString() => _length switch
    {
        15 => $"{Key}{_tail}",
        16 => $"{Key}{_tail:D2}",
        _ => Key.ToString(),
    };
}
