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
        (int status, string title) = e.Fault switch
        {
            RegistryFault.NotAllowed => (StatusCodes.Status403Forbidden, "Not allowed"),
            RegistryFault.NotFound => (StatusCodes.Status404NotFound, "Not found"),
            RegistryFault.Conflict => (StatusCodes.Status409Conflict, "Conflict"),
            RegistryFault.Unavailable => (StatusCodes.Status503ServiceUnavailable, "Not now"),
            _ => (StatusCodes.Status422UnprocessableEntity, "Refused"),
        };
        if (e.Fault == RegistryFault.Unavailable)
            context.Response.Headers.RetryAfter = "5";
        return WriteAsync(context, status, title, e.Message);
    }
}
