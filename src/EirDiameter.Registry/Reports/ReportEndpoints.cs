using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary><c>/v1/reports</c>: what participants report of equipment.</summary>
internal sealed class ReportEndpoints(RegistryDatabase database, ReportOptions options, TimeProvider time)
{
    private readonly ReportRegister _register = new(database, options, time);
    private readonly ReportFile _file = new(database, options, time);
    private readonly DirbsList _list = new(database, options, time);
    private readonly ReportQueries _queries = new(database, options);

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder reports = routes.MapGroup("/v1/reports").WithTags("Reports").Need(Scopes.Reports);
        reports.MapPost("", MakeAsync).WithSummary("Report equipment as lost, stolen, recovered and so on; the same again changes nothing")
            .Accepts<ReportBody>("application/json").Produces<ReportAnswer>().Produces<ReportAnswer>(StatusCodes.Status201Created).Refuses(422);
        reports.MapPost("/bulk", MakeManyAsync).WithSummary("Report many: CSV or NDJSON with the fields of a single report, or a DIRBS list, full or delta")
            .Produces<BulkReport>().Refuses(409, 415, 422);
        reports.MapGet("/{id}", GetAsync).WithSummary("Look at a report").Produces<ReportView>().Refuses(404);
        reports.MapGet("", ListAsync).WithSummary("Reports of an equipment, of a participant, or all, in the order in which they were made").Produces<ReportPage>().Refuses(422);
        reports.MapDelete("/{id}", WithdrawAsync).WithSummary("Withdraw a report of your own").Produces<ReportView>().Refuses(403, 404);
    }

    private async Task<IResult> MakeAsync(ReportBody body, HttpContext context)
    {
        Actor actor = context.Caller();
        ReportOutcome outcome = await _register.MakeAsync(actor, body.ToText(), context.RequestAborted);
        ReportView view = await _queries.GetAsync(actor, outcome.Id, context.RequestAborted);
        ReportAnswer answer = new()
        {
            Report = view,
            Withdrew = view.Type == ReportType.Recovered || outcome.Withdrew.Count > 0 ? [.. outcome.Withdrew.Select(w => w.ToString())] : null,
            StillReported = view.Type == ReportType.Recovered ? await _queries.StillReportedAsync(view.Equipment, context.RequestAborted) : null,
        };
        return outcome.Made ? Results.Created($"/v1/reports/{outcome.Id}", answer) : Results.Ok(answer);
    }

    private async Task<BulkReport> MakeManyAsync(string? format, bool? delta, bool? force, HttpContext context)
    {
        BulkFormat written = BulkRows.FormatOf(context.Request)
            ?? throw new BadHttpRequestException("the body is text/csv (plain or gzip) or application/x-ndjson", StatusCodes.Status415UnsupportedMediaType);
        bool own = string.IsNullOrEmpty(format) || format.Equals("csv", StringComparison.OrdinalIgnoreCase);
        DirbsListKind? kind = own ? null : DirbsListKind.Find(format!)
            ?? throw new RegistryException(RegistryFault.Refused, $"format '{format}' is none of csv, dirbs-stolen, dirbs-barred, dirbs-pairing, dirbs-barred-tac");
        if (own && (delta ?? false))
            throw new RegistryException(RegistryFault.Refused, "delta is for the formats of DIRBS: a csv adds reports, and a report is withdrawn by its id");
        if (kind is not null && written != BulkFormat.Csv)
            throw new BadHttpRequestException("a list of DIRBS is text/csv", StatusCodes.Status415UnsupportedMediaType);
        await using BulkBody body = await BulkBody.ReceiveAsync(context.Request, context.RequestAborted);
        return kind is null
            ? await _file.MakeAsync(context.Caller(), body, written, context.RequestAborted)
            : await _list.TakeAsync(context.Caller(), kind, delta ?? false, force ?? false, body, context.RequestAborted);
    }

    private Task<ReportView> GetAsync(string id, HttpContext context) => _queries.GetAsync(context.Caller(), ReportId.Parse(id), context.RequestAborted);

    private Task<ReportPage> ListAsync(string? equipment, long? participant, string? after, int? limit, HttpContext context)
    {
        ListedEquipment? listed = null;
        if (!string.IsNullOrEmpty(equipment))
        {
            if (!ListedEquipment.TryParse(Encoding.UTF8.GetBytes(equipment), tacsOnly: false, out ListedEquipment read, out string? error))
                throw new RegistryException(RegistryFault.Refused, $"equipment: {error}");
            listed = read;
        }

        ReportId from = string.IsNullOrEmpty(after) ? default : ReportId.Parse(after);
        return _queries.ListAsync(context.Caller(), listed, participant, from, Paging.Limit(limit), context.RequestAborted);
    }

    private async Task<ReportView> WithdrawAsync(string id, HttpContext context)
    {
        ReportId report = ReportId.Parse(id);
        await _register.WithdrawAsync(context.Caller(), report, context.RequestAborted);
        return await _queries.GetAsync(context.Caller(), report, context.RequestAborted);
    }
}
