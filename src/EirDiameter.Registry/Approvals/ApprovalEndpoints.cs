using EirDiameter.Equipment;
using Microsoft.AspNetCore.Mvc;

namespace EirDiameter.Registry;

/// <summary>Type approvals over HTTP.</summary>
internal sealed class ApprovalEndpoints(ApprovalRegister approvals, NotApprovedRule rule, FollowUp followUp)
{
    private static readonly string[] Required = ["tac", "certificate", "validFrom"];
    private static readonly string[] Optional = ["validUntil", "model"];

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1/approvals").WithTags("Approvals");
        group.MapPost("", DeclareAsync).Need(Scopes.Approvals).WithMetadata(new DisableRequestSizeLimitAttribute())
            .Produces<EvidenceReport>().Refuses(400, 403, 409, 415, 422, 503)
            .WithSummary("Declare type approvals of the caller's country: one as JSON, or many as CSV (tac,certificate,validFrom,validUntil,model) or JSON lines");
        group.MapGet("", ListAsync).Need(Scopes.Approvals | Scopes.Verify).Produces<ApprovalPage>().Refuses(422)
            .WithSummary("Current approvals of a country, by TAC");
        group.MapGet("/{tac}", OfAsync).Need(Scopes.Approvals | Scopes.Verify).Produces<ApprovalPage>().Refuses(422)
            .WithSummary("Approvals of a TAC in all countries; with history=true every version");
        group.MapDelete("/{tac}", WithdrawAsync).Need(Scopes.Approvals).Produces(StatusCodes.Status204NoContent).Produces<EvidenceNote>().Refuses(403, 404, 409, 422)
            .WithSummary("Withdraw the approval of a TAC in the caller's country");
        group.MapGet("/rules/{country}", RuleAsync).Need(Scopes.Approvals | Scopes.Verify).Produces<NotApprovedView>().Refuses(403, 422)
            .WithSummary("How the rule against TACs without approval stands in the caller's country, or for the registrar in any");
    }

    private static Tac TacOf(string text) =>
        Tac.TryParse(text, out Tac tac) ? tac : throw new RegistryException(RegistryFault.Refused, $"'{text}' is not a TAC: 8 digits");

    private static string CountryOf(string text) =>
        Countries.TryParse(text, out string country) ? country : throw new RegistryException(RegistryFault.Refused, "country: is none of ISO 3166: two letters, such as pk");

    private static IEnumerable<(long Line, Approval Approval)> Read(IEnumerable<BulkRow> rows, BulkReport report)
    {
        foreach (BulkRow row in rows)
        {
            if (Approval.TryParse(new ApprovalRequest(row[0], row[1], row[2], row[3], row[4]), out Approval approval, out string? error))
                yield return (row.Line, approval);
            else
                report.Reject(row.Line, row[0], error!);
        }
    }

    private async Task<EvidenceReport> DeclareAsync(HttpContext context, HttpRequest request, CancellationToken cancellation)
    {
        Actor caller = context.Caller();
        BulkReport report = new();
        if (BulkRows.FormatOf(request) is { } format)
        {
            await using BulkBody body = await BulkBody.ReceiveAsync(request, cancellation);
            IEnumerable<BulkRow> rows = new BulkRows(format, Required, Optional).Read(body.Open(), report);
            await approvals.DeclareAsync(caller, Read(rows, report), report, body.Sha256, cancellation);
        }
        else
        {
            ApprovalRequest one = await JsonBody.ReadAsync<ApprovalRequest>(request, cancellation);
            if (!Approval.TryParse(one, out Approval approval, out string? error))
                throw new RegistryException(RegistryFault.Refused, error!);
            await approvals.DeclareAsync(caller, approval, report, cancellation);
        }

        return EvidenceReport.Of(report, await ApplyRuleAsync(caller));
    }

    private async Task<IResult> WithdrawAsync(HttpContext context, string tac, string? why, CancellationToken cancellation)
    {
        Actor caller = context.Caller();
        await approvals.WithdrawAsync(caller, TacOf(tac), why, cancellation);
        return await ApplyRuleAsync(caller) is { } note ? Results.Ok(new EvidenceNote(note)) : Results.NoContent();
    }

    // The approvals are kept, whether or not the caller waits for what follows from them.
    private Task<string?> ApplyRuleAsync(Actor caller) =>
        followUp.TryAsync("the rule against TACs without approval", () => rule.ApplyAsync(caller.Country!, CancellationToken.None));

    private async Task<ApprovalPage> OfAsync(string tac, bool? history, CancellationToken cancellation) =>
        new(await approvals.OfAsync(TacOf(tac), history ?? false, cancellation));

    private async Task<ApprovalPage> ListAsync(HttpContext context, string? country, string? after, int? limit, CancellationToken cancellation)
    {
        country = CountryOf(country ?? context.Caller().Country ?? throw new RegistryException(RegistryFault.Refused, "country: which one?"));
        return new(await approvals.ListAsync(country, after is null ? null : TacOf(after), Paging.Limit(limit), cancellation));
    }

    private Task<NotApprovedView> RuleAsync(HttpContext context, string country, CancellationToken cancellation) =>
        rule.LookAsync(FeedRights.Allowed(context.Caller(), CountryOf(country)), cancellation);
}

/// <summary>Answer with approvals.</summary>
/// <param name="Approvals">The approvals.</param>
internal sealed record ApprovalPage(IReadOnlyList<ApprovalView> Approvals);
