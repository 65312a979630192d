using System.Net;

namespace EirDiameter.Registry;

/// <summary>
/// Who may call. A caller shows a key (<c>Authorization: Bearer KEY</c>); each endpoint names the scope it needs by <see cref="AccessExtensions.Need"/>, and one that names
/// none is refused, so that nothing is open by mistake. Without registrar keys, which is possible on loopback only, a caller without any key is
/// the registrar, unless it is a web page or comes by a proxy that says so. Behind a proxy that says nothing every caller would be: set registrar keys there.
/// </summary>
internal sealed class Access(ParticipantKeys keys, RegistryOptions options)
{
    private const string Scheme = "Bearer ";

    // What web pages and most proxies add, whoever they speak for.
    private static readonly string[] OfOthers = ["Origin", "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Needed? needed = context.GetEndpoint()?.Metadata.GetMetadata<Needed>();

        // Where routing found nothing, or only an answer of its own that the method or the media type will not do, there is nothing to guard.
        if (context.GetEndpoint() is not RouteEndpoint || needed is { Open: true })
        {
            await next(context);
            return;
        }

        string header = context.Request.Headers.Authorization.ToString();
        Actor? actor = null;
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            actor = await keys.FindAsync(header[Scheme.Length..].Trim(), context.RequestAborted);
        else if (header.Length == 0 && options.RegistrarKeys.Count == 0 && IsLocalProgram(context.Request))
            actor = Actor.Registrar;
        if (actor is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problem.WriteAsync(context, StatusCodes.Status401Unauthorized, "Not allowed", "Show a participant's key: 'Authorization: Bearer KEY'");
        }
        else if (needed is null || (RoleScopes.Of(actor.Role) & needed.Scope) == 0)
        {
            await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", $"{actor.Name} ({RegistryWords.Of(actor.Role)}) may not do this");
        }
        else
        {
            context.Items[typeof(Actor)] = actor;
            await next(context);
        }
    }

    private static bool IsLocalProgram(HttpRequest request)
    {
        string host = request.Host.Host.Trim('[', ']');
        bool local = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return local && !Array.Exists(OfOthers, name => request.Headers.ContainsKey(name));
    }

    /// <summary>What an endpoint needs.</summary>
    internal sealed record Needed(Scopes Scope, bool Open);
}

/// <summary>How endpoints say whom they serve.</summary>
internal static class AccessExtensions
{
    /// <summary>Any of these scopes will do.</summary>
    public static TBuilder Need<TBuilder>(this TBuilder endpoint, Scopes scope)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Access.Needed(scope, Open: false));

    /// <summary>Open to anybody who reaches the address.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Access.Needed(Scopes.None, Open: true));

    /// <summary>Who calls; only behind <see cref="AccessExtensions.Need"/>.</summary>
    public static Actor Caller(this HttpContext context) => (Actor)context.Items[typeof(Actor)]!;
}
