using Microsoft.AspNetCore.Mvc;

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
