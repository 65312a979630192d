using EirDiameter.Equipment;

namespace EirDiameter.Node.N17;

/// <summary>
/// The query of an equipment-status request (TS 29.511 6.1.3.2.3.1): <c>pei</c>, and perhaps <c>supi</c>, <c>gpsi</c> and <c>supported-features</c>.
/// Parameters that are not known are passed over. Reading a usual query allocates nothing.
/// </summary>
internal ref struct StatusQuery
{
    private bool _hasPei;
    private bool _hasSupi;
    private bool _hasGpsi;
    private bool _hasFeatures;

    /// <summary>What <c>pei</c> is.</summary>
    public PeiKind Kind { get; private set; }

    /// <summary>The equipment; means something if <see cref="Kind"/> is <see cref="PeiKind.Imei"/>.</summary>
    public Imei Imei { get; private set; }

    /// <summary>The subscriber, if <c>supi</c> is an IMSI; otherwise none.</summary>
    public Imsi Imsi { get; private set; }

    /// <summary>Reads; null, or the first thing that is wrong. A malformed <c>pei</c> is not: what becomes of it is for the policy to say.</summary>
    /// <param name="query">As in the request, with or without the question mark.</param>
    /// <param name="result">What was read.</param>
    public static N17Problem? Read(ReadOnlySpan<char> query, out StatusQuery result)
    {
        result = default;
        if (query.StartsWith('?')) query = query[1..];
        foreach (Range part in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[part];
            int equals = pair.IndexOf('=');
            ReadOnlySpan<char> name = Decoded(equals < 0 ? pair : pair[..equals]);
            ReadOnlySpan<char> value = Decoded(equals < 0 ? default : pair[(equals + 1)..]);
            if (result.Take(name, value) is { } problem) return problem;
        }

        return result._hasPei ? null : N17Problem.PeiMissing;
    }

    private N17Problem? Take(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => name switch
    {
        "pei" => TakePei(value),
        "supi" => TakeSupi(value),
        "gpsi" => TakeGpsi(value),
        "supported-features" => TakeFeatures(value),
        _ => null,
    };

    private N17Problem? TakePei(ReadOnlySpan<char> value)
    {
        if (_hasPei) return N17Problem.PeiTwice;
        _hasPei = true;
        Kind = Pei.Read(value, out Imei imei);
        Imei = imei;
        return null;
    }

    // TS 29.571 5.3.2, type Supi. Only imsi- holds an IMSI; nai-, gci-, gli- and what may come are somebody whom no pair can name.
    private N17Problem? TakeSupi(ReadOnlySpan<char> value)
    {
        if (_hasSupi) return N17Problem.Twice("supi");
        _hasSupi = true;
        if (value.IsEmpty) return N17Problem.SupiIncorrect;
        const string Prefix = "imsi-";
        if (!value.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        value = value[Prefix.Length..];
        if (!AreDigits(value, 5, 15)) return N17Problem.SupiIncorrect;

        // The schema allows five digits; a subscriber has six or more (TS 23.003 2.2).
        _ = Imsi.TryParse(value, out Imsi imsi);
        Imsi = imsi;
        return null;
    }

    // TS 29.571 5.3.2, type Gpsi. It decides nothing: no list names anybody by number.
    private N17Problem? TakeGpsi(ReadOnlySpan<char> value)
    {
        if (_hasGpsi) return N17Problem.Twice("gpsi");
        _hasGpsi = true;
        const string Msisdn = "msisdn-";
        const string External = "extid-";
        bool isGood = value.StartsWith(Msisdn, StringComparison.Ordinal) ? AreDigits(value[Msisdn.Length..], 5, 15)
            : value.StartsWith(External, StringComparison.Ordinal) ? IsExternalId(value[External.Length..])
            : !value.IsEmpty;
        return isGood ? null : N17Problem.GpsiIncorrect;
    }

    // TS 29.571 5.2.2, type SupportedFeatures: hexadecimal digits, perhaps none. TS 29.511 defines no feature.
    private N17Problem? TakeFeatures(ReadOnlySpan<char> value)
    {
        if (_hasFeatures) return N17Problem.Twice("supported-features");
        _hasFeatures = true;
        foreach (char c in value)
        {
            if (!char.IsAsciiHexDigit(c)) return N17Problem.FeaturesIncorrect;
        }

        return null;
    }

    private static bool IsExternalId(ReadOnlySpan<char> value)
    {
        int at = value.IndexOf('@');
        return at > 0 && at < value.Length - 1 && value[(at + 1)..].IndexOf('@') < 0;
    }

    private static bool AreDigits(ReadOnlySpan<char> value, int least, int most) =>
        value.Length >= least && value.Length <= most && !value.ContainsAnyExceptInRange('0', '9');

    // A plus sign stands for itself: it is a space in forms only (RFC 3986 2.2).
    private static ReadOnlySpan<char> Decoded(ReadOnlySpan<char> text) => text.Contains('%') ? Uri.UnescapeDataString(text) : text;
}
