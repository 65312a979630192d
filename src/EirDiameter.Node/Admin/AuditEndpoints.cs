using System.Text.Json;
using EirDiameter.Node.Audit;

namespace EirDiameter.Node.Admin;

/// <summary>Who did what, the newest first.</summary>
internal sealed class AuditEndpoints(AuditLog audit)
{
    private const int UsualLimit = 50;
    private const int HighestLimit = 1000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/audit", (int? limit) => Last(limit ?? UsualLimit));

    private IResult Last(int limit)
    {
        if (limit is < 1 or > HighestLimit) return Problem.BadRequest($"limit: expected a number from 1 to {HighestLimit}, not {limit}");
        try
        {
            return TypedResults.Ok(new AuditBody(audit.Status, [.. audit.Last(limit).Select(Entry)]));
        }
        catch (IOException e)
        {
            return Problem.Unavailable($"The audit log cannot be read: {e.Message}");
        }
    }

    // A line that somebody changed may be anything.
    private static JsonElement Entry(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(line);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(new { Damaged = System.Text.Encoding.UTF8.GetString(line) }, AdminJson.Options);
        }
    }
}

/// <summary>Answer of <c>/v1/audit</c>.</summary>
internal sealed record AuditBody(AuditStatus Status, IReadOnlyList<JsonElement> Entries);
