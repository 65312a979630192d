using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EirDiameter.Node.Admin;

/// <summary>Errors of the admin API, RFC 9457: <c>detail</c> says what happened and what to do.</summary>
internal static class Problem
{
    public static ProblemHttpResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "Not understood", detail);

    public static ProblemHttpResult Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, "Not allowed", detail);

    public static ProblemHttpResult TooMany(string detail) => Of(StatusCodes.Status429TooManyRequests, "Too many", detail);

    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not there", detail);

    public static ProblemHttpResult Refused(string detail) => Of(StatusCodes.Status422UnprocessableEntity, "Refused", detail);

    public static ProblemHttpResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "Not possible now", detail);

    public static ProblemHttpResult NotWritable(string detail) => Of(StatusCodes.Status507InsufficientStorage, "The store does not take changes now", detail);

    public static ProblemDetails Details(int status, string title, string detail) => new() { Status = status, Title = title, Detail = detail };

    /// <summary>What to say where no endpoint was reached.</summary>
    public static string? DetailOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {context.Request.Path}; eirctl --help shows what can be asked",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as 'Content-Type: application/json'",
        _ => null,
    };

    private static ProblemHttpResult Of(int status, string title, string detail) => TypedResults.Problem(Details(status, title, detail));
}
