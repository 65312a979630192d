using EirDiameter.Node.N17.Access;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EirDiameter.Node.N17;

/// <summary>
/// The one resource of the service, without routing: <c>GET /n5g-eir-eic/v1/equipment-status</c> (TS 29.511 6.1.3.2). Everything else gets an
/// error that says what to do, and no answer tells of the node's inside.
/// </summary>
internal sealed class N17Endpoint(N17Application application, AccessTokens? tokens, ILogger logger)
{
    /// <summary>The path of the resource.</summary>
    public const string Path = "/n5g-eir-eic/v1/equipment-status";

    /// <summary>The longest path and query that are read, in characters.</summary>
    public const int LongestUri = 4096;

    private static readonly MediaTypeHeaderValue Answered = new("application/json");

    public Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (Refusal(context) is not { } problem) return application.AnswerAsync(context);
            N17Answer.Write(context.Response, problem);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            NodeLog.CheckFailed(logger, e);
            N17Answer.Write(context.Response, N17Problem.SystemFailure);
        }

        return Task.CompletedTask;
    }

    private N17Problem? Refusal(HttpContext context)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value ?? "";
        if (path.Length + (request.QueryString.Value?.Length ?? 0) > LongestUri) return N17Problem.TooLong;
        if (path != Path) return N17Problem.NoSuchResource;
        if (!HttpMethods.IsGet(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            return N17Problem.MethodNotAllowed;
        }

        if (tokens is not null && Denial(context, tokens) is { } denial) return denial;
        return TakesJson(request.Headers.Accept) ? null : N17Problem.NotAcceptable;
    }

    // TS 29.500 6.7.3, RFC 6750 3.
    private static N17Problem? Denial(HttpContext context, AccessTokens tokens)
    {
        const string Realm = "Bearer realm=\"n5g-eir-eic\"";
        IHeaderDictionary headers = context.Response.Headers;
        switch (tokens.Judge(context.Request.Headers.Authorization))
        {
            case AccessVerdict.Granted:
                return null;
            case AccessVerdict.Missing:
                headers.WWWAuthenticate = Realm;
                return N17Problem.TokenMissing;
            case AccessVerdict.InsufficientScope:
                headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\", scope=\"{AccessTokens.Scope}\"";
                return N17Problem.TokenInsufficient;
            case AccessVerdict.NoKeys:
                headers.RetryAfter = "10";
                return N17Problem.NotReady;
            default:
                headers.WWWAuthenticate = $"{Realm}, error=\"invalid_token\"";
                return N17Problem.TokenInvalid;
        }
    }

    // RFC 9110 12.5.1: of the ranges that fit, the most particular says whether the type is wanted.
    private static bool TakesJson(StringValues accept)
    {
        if (accept.Count == 0 || (accept.Count == 1 && IsUsual(accept[0]))) return true;
        if (!MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? ranges) || ranges.Count == 0) return true;
        MediaTypeHeaderValue? best = ranges.Where(range => Answered.IsSubsetOf(range))
            .OrderBy(range => range.MatchesAllTypes ? 2 : range.MatchesAllSubTypes ? 1 : 0).FirstOrDefault();
        return best is not null && best.Quality is not 0;
    }

    private static bool IsUsual(string? accept) =>
        accept is "" or null or "*/*" or "application/json" || accept.StartsWith("application/json,", StringComparison.OrdinalIgnoreCase);
}
