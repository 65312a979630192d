using System.Net;
using System.Text.Json;

namespace EirDiameter.Eirctl.Client;

/// <summary>One complete answer of the node.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, string Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="RefusedException">It is not JSON, so this is hardly an EIR.</exception>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new RefusedException(
                "the answer is not JSON, so this is probably not the admin URL of an EIR: check --url or EIRCTL_URL", inner: error);
        }
    }
}
