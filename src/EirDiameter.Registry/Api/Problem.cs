using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace EirDiameter.Registry;

/// <summary>Answers that say what is wrong (RFC 9457).</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        ProblemDetails problem = new() { Status = status, Title = title, Detail = detail };
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    public static Task WriteAsync(HttpContext context, RegistryException e)
    {
        (int status, string title) = Of(e.Fault);
        if (e.Fault == RegistryFault.Unavailable)
            context.Response.Headers.RetryAfter = "5";
        return WriteAsync(context, status, title, e.Message);
    }

    /// <summary>For a status that came without words: what routing itself refuses.</summary>
    public static Task WriteAsync(HttpContext context)
    {
        string detail = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "There is no such address: /openapi/v1.json names all there are",
            StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not what can be done here: {context.Response.Headers.Allow} is",
            StatusCodes.Status415UnsupportedMediaType => $"Content-Type '{context.Request.ContentType}' is not understood here: /openapi/v1.json says what is",
            _ => "The request cannot be served as it is",
        };
        return WriteAsync(context, context.Response.StatusCode, ReasonPhrases.GetReasonPhrase(context.Response.StatusCode), detail);
    }

    /// <summary>The same for an answer that has begun already, and so has no status of its own any more.</summary>
    public static ProblemDetails Details(RegistryException e)
    {
        (int status, string title) = Of(e.Fault);
        return new ProblemDetails { Status = status, Title = title, Detail = e.Message };
    }

    private static (int Status, string Title) Of(RegistryFault fault) => fault switch
    {
        RegistryFault.NotAllowed => (StatusCodes.Status403Forbidden, "Not allowed"),
        RegistryFault.NotFound => (StatusCodes.Status404NotFound, "Not found"),
        RegistryFault.Conflict => (StatusCodes.Status409Conflict, "Conflict"),
        RegistryFault.Unavailable => (StatusCodes.Status503ServiceUnavailable, "Not now"),
        _ => (StatusCodes.Status422UnprocessableEntity, "Refused"),
    };
}
