using EirDiameter.Equipment;

namespace EirDiameter.Node.N17;

/// <summary>What kind of equipment a PEI names (TS 29.571 5.3.2, type Pei).</summary>
internal enum PeiKind
{
    /// <summary>An IMEI or IMEISV: lists can name it.</summary>
    Imei,

    /// <summary>A MAC address, an EUI-64, or text of a kind that is not known here: well formed, but no list can name it.</summary>
    Unlistable,

    /// <summary>Begins like one of the known kinds and does not go on like it, or is empty.</summary>
    Malformed,
}

/// <summary>
/// Reads a PEI: <c>imei-</c> with 15 digits, <c>imeisv-</c> with 16, <c>mac-</c> with six octets and perhaps <c>-untrusted</c>,
/// <c>eui-</c> with eight octets, or any other text. Equipment is known by the first 14 digits alone, so that an IMEI with check digit,
/// one with spare digit and an IMEISV of one device ask the same question (TS 23.003 6.2).
/// </summary>
/// <remarks>
/// The schema ends in <c>.+</c>, which takes everything. An IMEI with a digit too few is refused all the same: taken for text of an unknown kind,
/// blocked equipment would pass under a policy that allows what is unlisted. For the same reason prefixes are read in any case of letters.
/// </remarks>
internal static class Pei
{
    private const string Untrusted = "-untrusted";

    public static PeiKind Read(ReadOnlySpan<char> text, out Imei imei)
    {
        imei = default;
        if (Has(text, "imei-", out ReadOnlySpan<char> rest)) return rest.Length == 15 && Imei.TryParse(rest, out imei) ? PeiKind.Imei : PeiKind.Malformed;
        if (Has(text, "imeisv-", out rest)) return rest.Length == 16 && Imei.TryParse(rest, out imei) ? PeiKind.Imei : PeiKind.Malformed;
        if (Has(text, "mac-", out rest))
        {
            if (rest.EndsWith(Untrusted, StringComparison.OrdinalIgnoreCase)) rest = rest[..^Untrusted.Length];
            return AreOctets(rest, 6) ? PeiKind.Unlistable : PeiKind.Malformed;
        }

        if (Has(text, "eui-", out rest)) return AreOctets(rest, 8) ? PeiKind.Unlistable : PeiKind.Malformed;
        return text.IsEmpty ? PeiKind.Malformed : PeiKind.Unlistable;
    }

    private static bool Has(ReadOnlySpan<char> text, string prefix, out ReadOnlySpan<char> rest)
    {
        bool has = text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
        rest = has ? text[prefix.Length..] : default;
        return has;
    }

    // "00-00-5e-00-53-00"
    private static bool AreOctets(ReadOnlySpan<char> text, int count)
    {
        if (text.Length != (count * 3) - 1) return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i])) return false;
        }

        return true;
    }
}
