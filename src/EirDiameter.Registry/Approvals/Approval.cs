using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What an administration declares about a TAC.</summary>
/// <param name="Tac">The model's TAC.</param>
/// <param name="Certificate">Reference of the certificate, 1 to 200 characters.</param>
/// <param name="Model">The model in words, up to 200 characters.</param>
/// <param name="ValidFrom">The first <see cref="Day"/> it is valid.</param>
/// <param name="ValidUntil">The last; <see cref="Day.Never"/> = no end.</param>
internal readonly record struct Approval(Tac Tac, string Certificate, string Model, long ValidFrom, long ValidUntil)
{
    private const int MaxText = 200;

    /// <summary>From texts as people write them; <paramref name="error"/> says what is wrong with them.</summary>
    public static bool TryParse(ApprovalRequest request, out Approval approval, out string? error)
    {
        (string? tac, string? certificate, string? validFrom, string? validUntil, string? model) = request;
        approval = default;
        error = null;
        long until = Day.Never;
        if (!Tac.TryParse(tac, out Tac parsed))
            error = "tac: is 8 digits";
        else if (string.IsNullOrWhiteSpace(certificate) || certificate.Length > MaxText)
            error = $"certificate: the reference of the certificate has 1 to {MaxText} characters";
        else if (model?.Length > MaxText)
            error = $"model: has at most {MaxText} characters";
        else if (!PlainText.Is(certificate))
            error = "certificate: holds a control character; write it as plain text, in one line";
        else if (!PlainText.Is(model ?? ""))
            error = "model: holds a control character; write it as plain text, in one line";
        else if (!Day.TryParse(validFrom, out long from))
            error = $"validFrom: '{validFrom}' is not a day such as 2026-11-25";
        else if (!string.IsNullOrEmpty(validUntil) && !Day.TryParse(validUntil, out until))
            error = $"validUntil: '{validUntil}' is not a day such as 2026-11-25; leave it empty if there is no end";
        else if (until < from)
            error = $"validUntil: {validUntil} is before validFrom {validFrom}";
        else
            approval = new(parsed, certificate.Trim(), model?.Trim() ?? "", from, until);
        return error is null;
    }
}

/// <summary>An approval as the API takes it; the country is the caller's.</summary>
/// <param name="Tac">8 digits.</param>
/// <param name="Certificate">Reference of the certificate.</param>
/// <param name="ValidFrom">First day it is valid, <c>yyyy-MM-dd</c>.</param>
/// <param name="ValidUntil">Last day it is valid; left out = no end.</param>
/// <param name="Model">The model in words.</param>
internal sealed record ApprovalRequest(string? Tac, string? Certificate, string? ValidFrom, string? ValidUntil = null, string? Model = null);

/// <summary>An approval as the API shows it.</summary>
internal sealed class ApprovalView
{
    public required string Id { get; init; }

    public required string Tac { get; init; }

    public required string Country { get; init; }

    public required string Certificate { get; init; }

    public required string Model { get; init; }

    public required string ValidFrom { get; init; }

    public required string? ValidUntil { get; init; }

    /// <summary>Whether it is current and valid today.</summary>
    public required bool Valid { get; init; }

    /// <summary>current, replaced or withdrawn.</summary>
    public required string Status { get; init; }

    /// <summary>Number of the ledger entry that replaced or withdrew it.</summary>
    public required long? Ended { get; init; }
}
