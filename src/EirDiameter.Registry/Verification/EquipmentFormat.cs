using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What a text that should name equipment is.</summary>
internal enum EquipmentForm
{
    /// <summary>None of the below.</summary>
    Invalid,

    /// <summary>14 digits: an IMEI without its last digit.</summary>
    Imei14,

    /// <summary>15 digits: an IMEI with check digit, or with the spare digit 0.</summary>
    Imei,

    /// <summary>16 digits: an IMEI with the software version (TS 23.003 6.2.2).</summary>
    Imeisv,

    /// <summary>14 hexadecimal digits, or 15 with check digit (3GPP2 S.R0048).</summary>
    Meid,
}

/// <summary>Whether a text names equipment, as people type it: spaces and hyphens between the digits are passed over.</summary>
/// <param name="Form">What it is.</param>
/// <param name="CheckDigit">correct, spare (a 0, as sent over the air) or none; null if it names nothing.</param>
/// <param name="Why">What is wrong; null = nothing.</param>
internal sealed record EquipmentFormat(EquipmentForm Form, string? CheckDigit, string? Why)
{
    private const int MaxLength = 64;

    /// <summary>Whether it names equipment.</summary>
    public bool Valid => Form != EquipmentForm.Invalid;

    /// <summary>Reads a text. A check digit that is wrong names nothing: it was typed wrong, and what was meant is not known (TS 22.016).</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">What it names; default if nothing.</param>
    public static EquipmentFormat Read(string text, out EquipmentKey key)
    {
        key = default;
        Span<char> digits = stackalloc char[MaxLength];
        int length = 0;
        foreach (char c in text)
        {
            if (c is ' ' or '-')
                continue;
            if (length == MaxLength)
                return Invalid("an IMEI has 14, 15 or 16 digits, this is longer");
            digits[length++] = c;
        }

        ReadOnlySpan<char> compact = digits[..length];
        if (Meid.TryParse(compact, out Meid meid))
        {
            key = meid.Key;
            return new(EquipmentForm.Meid, length == EquipmentKey.Length ? "none" : "correct", null);
        }

        if (!Imei.TryParseListed(compact, out Imei imei, out string? error))
            return Invalid(error!);
        key = imei.Key;
        return length switch
        {
            14 => new(EquipmentForm.Imei14, "none", null),
            16 => new(EquipmentForm.Imeisv, "none", null),
            _ => new(EquipmentForm.Imei, imei.FifteenthDigit == Imei.CheckDigit(key) ? "correct" : "spare", null),
        };
    }

    private static EquipmentFormat Invalid(string why) => new(EquipmentForm.Invalid, null, why);
}
