using System.Data.Common;
using System.Text;
using System.Text.Json;
using Dapper;
using EirDiameter.Equipment;
using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary><c>/v1/audit</c>: to audit and reconcile (Q.5053): the status of one equipment, the complete list of a feed, and the log of all changes.</summary>
internal sealed class AuditEndpoints(RegistryDatabase database, EquipmentStatus status)
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder audit = routes.MapGroup("/v1/audit").WithTags("Audit").Need(Scopes.Audit);
        audit.MapGet("/status/{equipment}", StatusAsync).WithSummary("Everything that is known of one equipment, and who said so").Produces<EquipmentStatusView>().Refuses(422)
            .WithDescription("14, 15 or 16 digits, or a MEID. An administration sees the global part and that of its own country.");
        audit.MapMethods("/lists/{feed}", Methods, ListAsync).WithSummary("The complete list of a feed as one file").Produces<string>(contentType: "text/csv").Refuses(403, 404)
            .WithDescription("Its version is in the header X-Sequence, the number of its lines in X-Records, and its checksum in X-Sha256 (hexadecimal) and Repr-Digest (RFC 9530); HEAD gives these alone.");
        audit.MapGet("/ledger", LedgerAsync).WithSummary("The log of all changes, each entry chained to the one before").Produces<LedgerPage>().Refuses(422)
            .WithDescription("Administrations see the details of their own changes; of others' they see who did what and when.");
    }

    private Task<EquipmentStatusView> StatusAsync(string equipment, HttpContext context)
    {
        string? error = null;
        if (!ListedEquipment.TryParse(Encoding.UTF8.GetBytes(equipment), tacsOnly: false, out ListedEquipment listed, out error) || listed.IsRange)
            throw new RegistryException(RegistryFault.Refused, $"equipment: {error ?? "one equipment is needed: 14, 15 or 16 digits, or a MEID"}");
        return status.OfAsync(context.Caller(), new EquipmentKey(listed.From), context.RequestAborted);
    }

    private async Task<IResult> ListAsync(string feed, HttpContext context)
    {
        if (!FeedName.IsValid(feed) || (feed != FeedRights.Global && !Countries.TryParse(feed, out _)))
            throw new RegistryException(RegistryFault.NotFound, $"there is no feed '{feed}': global, or a country's ISO 3166 alpha-2 code in lower case");
        ListFile file = await ListFile.WriteAsync(database, FeedRights.Allowed(context.Caller(), feed), context.RequestAborted);
        context.Response.RegisterForDisposeAsync(file);
        context.Response.Headers["X-Sequence"] = file.Sequence.ToString();
        context.Response.Headers["X-Records"] = file.Records.ToString();
        context.Response.Headers["X-Sha256"] = Convert.ToHexStringLower(file.Sha256);
        context.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(file.Sha256)}:";
        return Results.File(file.Content, "text/csv; charset=utf-8", $"{feed}-{file.Sequence}.csv");
    }

    private async Task<LedgerPage> LedgerAsync(long? after, int? limit, HttpContext context)
    {
        int most = Paging.Limit(limit);
        Actor actor = context.Caller();
        await using DbConnection connection = await database.OpenAsync(context.RequestAborted);
        (long last, string head) = await connection.QuerySingleAsync<(long, string)>("SELECT sequence, hash FROM ledger_head WHERE one = 1");
        LedgerEntry[] entries = [.. await connection.QueryAsync<LedgerEntry>(
            """
            SELECT sequence AS Sequence, time AS Time, participant AS Participant, name AS Name, action AS Action, details AS Details, hash AS Hash
            FROM ledger WHERE sequence > @after ORDER BY sequence LIMIT @most
            """,
            new { after = after ?? 0, most })];
        return new LedgerPage(
            [.. entries.Select(e => new LedgerEntryView(
                e.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(e.Time), e.Participant, e.Name, e.Action,
                FeedRights.SeesAll(actor) || e.Participant == actor.Id ? JsonSerializer.Deserialize<JsonElement>(e.Details) : null, e.Hash))],
            entries.Length == most && entries[^1].Sequence < last ? entries[^1].Sequence : null,
            new LedgerHead(last, head));
    }
}

/// <summary>A page of the ledger.</summary>
/// <param name="Entries">In their order.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null = this is the last.</param>
/// <param name="Head">The last entry there is: worth noting outside, to see later that nothing was removed.</param>
internal sealed record LedgerPage(IReadOnlyList<LedgerEntryView> Entries, long? Next, LedgerHead Head);

/// <summary>An entry's number and hash.</summary>
/// <param name="Sequence">The number.</param>
/// <param name="Hash">SHA-256 in hexadecimal.</param>
internal sealed record LedgerHead(long Sequence, string Hash);

/// <summary>An entry of the ledger.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Time">When.</param>
/// <param name="Participant">Who; 0 = the registrar or the registry.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Action">What kind of change.</param>
/// <param name="Details">What.</param>
/// <param name="Hash">SHA-256 over the hash before and all of the above, in hexadecimal.</param>
internal sealed record LedgerEntryView(long Sequence, DateTimeOffset Time, long Participant, string Name, string Action, JsonElement? Details, string Hash);
