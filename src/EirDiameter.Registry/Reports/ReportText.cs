namespace EirDiameter.Registry;

/// <summary>A report as it was written, before anything is checked; empty or null = not given.</summary>
internal sealed record ReportText
{
    /// <summary>A word of <see cref="ReportType"/>.</summary>
    public string? Type { get; init; }

    /// <summary>14, 15 or 16 digits of an IMEI, the 8 of a TAC, a range of two keys of 14 digits with '-' between, or 14 hexadecimal digits of a MEID.</summary>
    public string? Equipment { get; init; }

    /// <summary>The caller's own country, if at all; only the registrar may name any.</summary>
    public string? Country { get; init; }

    /// <summary>Free text, at most 1024 octets of UTF-8.</summary>
    public string? Reason { get; init; }

    /// <summary>From when: yyyy-MM-dd or RFC 3339.</summary>
    public string? Effective { get; init; }

    /// <summary>Until when, exclusive.</summary>
    public string? Expires { get; init; }

    /// <summary>Days of grace, 0 to 3650: grey so long, black from then on.</summary>
    public string? GraceDays { get; init; }

    /// <summary>The caller's own name of the case, at most 64 characters.</summary>
    public string? CaseReference { get; init; }

    /// <summary>The subscriber of a pairing or an exception.</summary>
    public string? Imsi { get; init; }

    /// <summary><c>global</c> or <c>national</c>.</summary>
    public string? Scope { get; init; }
}
