using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Neighbours;
using EirDiameter.Peers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EirDiameter.Node.Admin;

/// <summary>The Diameter peers: who is there, and who may be. A change is recorded and on disk before it counts, and touches no other peer.</summary>
internal sealed class PeerEndpoints(ConfiguredPeers configured, PeerTable table, AuditLog audit, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/peers", () => TypedResults.Ok(table.Snapshot()));
        routes.MapGet("/v1/peers/{host}", Show);
        routes.MapPut("/v1/peers/{host}", PutAsync);
        routes.MapDelete("/v1/peers/{host}", RemoveAsync);
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private IResult Show(string host)
    {
        PeerSection? section = configured.Find(host, out bool isChanged);
        PeerStatus? status = table.Snapshot().FirstOrDefault(peer => peer.Host.Equals(host, StringComparison.OrdinalIgnoreCase));
        if (section is null && status is null) return NotConfigured(host);
        return TypedResults.Ok(new PeerBody(section, section is null ? status!.IsConfigured ? "discovery" : null : isChanged ? "run time" : "configuration", status));
    }

    private async Task<IResult> PutAsync(string host, PeerSection? body, HttpContext context)
    {
        if (body is null) return Problem.BadRequest("Expected a JSON object with the settings of one peer: connect, addresses, certificateName, originRealms, maxRequestsPerSecond, reportOverload, reportLoad");
        if (body.Host.Length > 0 && !body.Host.Equals(host, StringComparison.OrdinalIgnoreCase))
            return Problem.Refused($"host: expected '{host}' as in the address, or nothing, not '{body.Host}'");
        PeerSection peer = DiameterName.InAscii(body with { Host = host });
        if (configured.WhyNot(peer) is { Count: > 0 } errors) return Problem.Refused(string.Join("; ", errors));
        return await ChangeAsync("peer-put", peer.Host, peer, () =>
        {
            configured.Put(peer);
            PeerChange change = table.Put(PeerRules.OptionsOf(peer));
            PeerOutcome outcome = new(peer.Host, Words.Of(change));
            return change == PeerChange.Added ? TypedResults.Created((string?)null, outcome) : TypedResults.Ok(outcome);
        }, context);
    }

    private async Task<IResult> RemoveAsync(string host, HttpContext context) =>
        await ChangeAsync("peer-remove", host, null, () =>
        {
            if (configured.Find(host, out _) is null) return NotConfigured(host);
            configured.Remove(host);
            table.Remove(host);
            return TypedResults.Ok(new PeerOutcome(host, "removed"));
        }, context);

    private async Task<IResult> ChangeAsync(string action, string host, PeerSection? peer, Func<IResult> change, HttpContext context)
    {
        Caller caller = Caller.Of(context);
        await _oneAtATime.WaitAsync(context.RequestAborted);
        try
        {
            await audit.AppendAsync(action, "", caller.Name, "", caller.Address, new { Host = host, Peer = peer }, context.RequestAborted);
            IResult result = change();
            NodeLog.PeerChanged(logger, action, host, caller.Address);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Problem.NotWritable($"Nothing was changed: {e.Message}");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static ProblemHttpResult NotConfigured(string host) => Problem.NotFound($"There is no peer '{host}'; eirctl peers shows those that there are");
}

/// <summary>One peer: its settings (null: it is not configured), where they come from, and how it is.</summary>
internal sealed record PeerBody(PeerSection? Settings, string? Source, PeerStatus? Status);

/// <summary>Answer to a change: <paramref name="Outcome"/> is added, changed or removed.</summary>
internal sealed record PeerOutcome(string Host, string Outcome);
