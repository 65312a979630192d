using System.Globalization;

namespace EirDiameter.Registry;

/// <summary>A report as the API takes it.</summary>
internal sealed record ReportBody
{
    /// <summary>What it says.</summary>
    public string? Type { get; init; }

    /// <summary>14, 15 or 16 digits of an IMEI, the 8 of a TAC, a range of two keys of 14 digits with '-' between, or 14 hexadecimal digits of a MEID.</summary>
    public string? Equipment { get; init; }

    /// <summary>The caller's own country, if at all; only the registrar may name any.</summary>
    public string? Country { get; init; }

    /// <summary>Free text, at most 1024 octets of UTF-8; feeds do not carry it.</summary>
    public string? Reason { get; init; }

    /// <summary>From when: yyyy-MM-dd or RFC 3339; null = now.</summary>
    public string? Effective { get; init; }

    /// <summary>Until when, exclusive; null = for good.</summary>
    public string? Expires { get; init; }

    /// <summary>Days of grace, 0 to 3650: grey so long, black from then on.</summary>
    public int? GraceDays { get; init; }

    /// <summary>The caller's own name of the case, at most 64 characters; feeds do not carry it.</summary>
    public string? CaseReference { get; init; }

    /// <summary>The subscriber of a pairing or an exception.</summary>
    public string? Imsi { get; init; }

    /// <summary><c>global</c> (the default of lost and stolen) or <c>national</c> (of all others).</summary>
    public string? Scope { get; init; }

    public ReportText ToText() => new()
    {
        Type = Type,
        Equipment = Equipment,
        Country = Country,
        Reason = Reason,
        Effective = Effective,
        Expires = Expires,
        GraceDays = GraceDays?.ToString(CultureInfo.InvariantCulture),
        CaseReference = CaseReference,
        Imsi = Imsi,
        Scope = Scope,
    };
}
