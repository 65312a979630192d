using System.Net;
using System.Security.Cryptography;
using System.Text;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Push;

namespace EirDiameter.Node.Admin;

/// <summary>
/// Who may call the admin API. With keys configured, whoever shows one; health stays open, since probes carry no keys,
/// and pushing has keys of its own.
/// Without keys the API listens on loopback only, and a web page open on this machine must not reach it either: requests that a
/// browser sends for another site, or under another name (DNS rebinding), are refused.
/// </summary>
internal sealed class AdminAccess(AdminOptions options)
{
    internal const string Scheme = "Bearer ";

    // Hashes of equal length, so that the comparison takes the same time whatever was shown.
    private readonly byte[][] _keys = [.. options.Keys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/healthz") || context.Request.Path.StartsWithSegments(PushEndpoints.Path)) return next(context);
        string? why = _keys.Length > 0 ? WhyNotByKey(context.Request) : WhyNotByLoopback(context.Request);
        if (why is null) return next(context);
        context.Response.StatusCode = _keys.Length > 0 ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden;
        if (_keys.Length > 0) context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Response.WriteAsJsonAsync(
            Problem.Details(context.Response.StatusCode, "Not allowed", why), options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    private string? WhyNotByKey(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return "This node asks for a key: send 'Authorization: Bearer KEY' (eirctl --key or EIRCTL_KEY)";
        byte[] shown = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()));
        bool known = false;
        foreach (byte[] key in _keys) known |= CryptographicOperations.FixedTimeEquals(shown, key);
        return known ? null : "The key is not one of Admin:Keys";
    }

    private static string? WhyNotByLoopback(HttpRequest request)
    {
        if (request.Headers.Origin.Count > 0) return "Without Admin:Keys the API does not answer web pages";
        string host = request.Host.Host.Trim('[', ']');
        bool local = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? ip) && IPAddress.IsLoopback(ip));
        return local ? null : $"Without Admin:Keys the API answers to loopback names only, not to '{host}'";
    }
}
