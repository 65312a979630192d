using Microsoft.AspNetCore.Mvc;

namespace EirDiameter.Registry;

/// <summary>How endpoints say in the API's document what they may answer instead of the result.</summary>
internal static class Refusals
{
    /// <summary>These statuses may come, each with a problem (RFC 9457) as its body.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (int status in statuses)
            endpoint.Produces<ProblemDetails>(status, "application/problem+json");
        return endpoint;
    }
}
