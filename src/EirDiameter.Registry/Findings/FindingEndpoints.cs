using System.Globalization;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Findings over HTTP.</summary>
internal sealed class FindingEndpoints(FindingRegister findings, FindingDetector detector)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/findings").WithTags("Findings").Need(Scopes.Findings);
        group.MapGet("", ListAsync).Produces<FindingPage>().Refuses(422)
            .WithSummary("Findings that concern the caller's country, or for the registrar all: by kind, status, held, equipment; after=ID continues");
        group.MapGet("/{id}", GetAsync).Produces<Finding>().Refuses(404, 422).WithSummary("One finding with its evidence");
        group.MapPost("/{id}", SettleAsync).Produces<Finding>().Refuses(403, 404, 409, 422)
            .WithSummary("Confirm, dismiss, resolve or reopen a finding, and say why: an administration for its own country, the registrar for all");
        group.MapPost("/detect", DetectAsync).Produces<Detection>().Refuses(403, 503).WithSummary("Look through all summaries now; the registrar only");
        group.MapPost("/release", ReleaseAsync).Produces<ReleasedFindings>().Refuses(403, 422)
            .WithSummary("Let the findings of a kind that were held count like others; the registrar only");
    }

    private static (long Sequence, long Ordinal) IdOf(string text)
    {
        string[] parts = text.Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long ordinal)
            ? (sequence, ordinal)
            : throw new RegistryException(RegistryFault.Refused, $"'{text}' is not the name of a finding, such as 123-1");
    }

    private static T WordOf<T>(string name, string? word)
        where T : struct, Enum =>
        RegistryWords.TryParse(word, out T value) ? value : throw new RegistryException(RegistryFault.Refused, $"{name}: '{word}' is none of {RegistryWords.All<T>()}");

    private static EquipmentKey KeyOf(string text) =>
        Imei.TryParseListed(text, out Imei imei, out string? error) ? imei.Key
        : EquipmentKey.TryParse(text, out EquipmentKey key) ? key
        : throw new RegistryException(RegistryFault.Refused, $"equipment: {error}");

    private async Task<FindingPage> ListAsync(
        HttpContext context, string? kind, string? status, bool? held, string? equipment, string? after, int? limit, CancellationToken cancellation) =>
        new(await findings.ListAsync(
            context.Caller(),
            new FindingQuery(
                kind is null ? null : WordOf<FindingKind>("kind", kind),
                status is null ? null : WordOf<FindingStatus>("status", status),
                held,
                equipment is null ? null : KeyOf(equipment),
                after is null ? (0, 0) : IdOf(after),
                Paging.Limit(limit)),
            cancellation));

    private Task<Finding> GetAsync(HttpContext context, string id, CancellationToken cancellation) => findings.GetAsync(context.Caller(), IdOf(id), cancellation);

    private Task<Finding> SettleAsync(HttpContext context, string id, FindingSettlementRequest body, CancellationToken cancellation) =>
        findings.SettleAsync(context.Caller(), IdOf(id), WordOf<FindingStatus>("status", body.Status), body.Why, cancellation);

    private Task<Detection> DetectAsync(HttpContext context, CancellationToken cancellation) =>
        context.Caller().Role == Role.Registrar
            ? detector.RunAsync(cancellation)
            : throw new RegistryException(RegistryFault.NotAllowed, "the registrar has all summaries looked through");

    private async Task<ReleasedFindings> ReleaseAsync(HttpContext context, FindingRelease body, CancellationToken cancellation) =>
        new(await findings.ReleaseAsync(context.Caller(), WordOf<FindingKind>("kind", body.Kind), body.Why, cancellation));
}

/// <summary>Answer with findings.</summary>
/// <param name="Findings">In order of their names.</param>
internal sealed record FindingPage(IReadOnlyList<Finding> Findings);

/// <summary>What somebody makes of a finding.</summary>
/// <param name="Status">open, confirmed, dismissed or resolved.</param>
/// <param name="Why">Why so.</param>
internal sealed record FindingSettlementRequest(string? Status, string? Why);

/// <summary>Which held findings to release.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Why">Why.</param>
internal sealed record FindingRelease(string? Kind, string? Why);

/// <summary>Answer to releasing.</summary>
/// <param name="Released">How many.</param>
internal sealed record ReleasedFindings(long Released);
