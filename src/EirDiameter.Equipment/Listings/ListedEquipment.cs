namespace EirDiameter.Equipment;

/// <summary>What the equipment column of a list names: one equipment, a TAC, or a range.</summary>
/// <param name="From">The equipment's key, or the first of the range.</param>
/// <param name="To">The last key of the range, inclusive; equal to <paramref name="From"/> if it names one equipment.</param>
public readonly record struct ListedEquipment(ulong From, ulong To)
{
    /// <summary>Whether it names more than one equipment.</summary>
    public bool IsRange => From != To;

    /// <summary>Reads what such a column may hold.</summary>
    /// <param name="utf8">14, 15 or 16 digits; an 8-digit TAC; two 14-digit keys with `-` between; or a MEID of 14 hexadecimal digits.</param>
    /// <param name="tacsOnly">Whether only a TAC will do.</param>
    /// <param name="listed">What it names.</param>
    /// <param name="error">Null, or why it was refused.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, bool tacsOnly, out ListedEquipment listed, out string? error)
    {
        listed = default;
        error = null;
        if (utf8.Length == Tac.Length || tacsOnly)
            return TryTac(utf8, out listed, out error);
        int dash = utf8.IndexOf((byte)'-');
        if (dash > 0)
            return TryRange(utf8[..dash].Trim((byte)' '), utf8[(dash + 1)..].Trim((byte)' '), out listed, out error);
        if (Imei.TryParseListed(utf8, out Imei imei, out error))
        {
            listed = new(imei.Key.Value, imei.Key.Value);
            return true;
        }

        if (!EquipmentKey.TryParse(utf8, out EquipmentKey key))
            return false;
        error = null;
        listed = new(key.Value, key.Value);
        return true;
    }

    private static bool TryTac(ReadOnlySpan<byte> utf8, out ListedEquipment listed, out string? error)
    {
        bool isTac = Tac.TryParse(utf8, out Tac tac);
        listed = isTac ? new(tac.First.Value, tac.Last.Value) : default;
        error = isTac ? null : "a TAC is 8 digits";
        return isTac;
    }

    private static bool TryRange(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, out ListedEquipment listed, out string? error)
    {
        listed = default;
        error = null;
        if (!EquipmentKey.TryParse(first, out EquipmentKey from) || !EquipmentKey.TryParse(last, out EquipmentKey to))
            error = "a range is two keys of 14 digits with '-' between";
        else if (from.IsMeid != to.IsMeid)
            error = "a range cannot reach from IMEIs to MEIDs";
        else if (to < from)
            error = "the range ends before it begins";
        else
            listed = new(from.Value, to.Value);
        return error is null;
    }
}
