using System.Net;
using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Client;

/// <summary>Turns an answer that is not a success into the one line an operator reads.</summary>
internal static class Problems
{
    public static RefusedException Of(Answer answer)
    {
        JsonElement? problem = TryReadObject(answer.Body);
        if (problem is { } document && Describe(document) is { } text)
            return new RefusedException(text, document.GetRawText());

        string line = answer.Status switch
        {
            HttpStatusCode.Unauthorized => "the node wants a key: give --key or set EIRCTL_KEY (the node's Admin:Keys)",
            HttpStatusCode.Forbidden => "the node does not accept this key for this: check --key or EIRCTL_KEY against the node's Admin:Keys",
            HttpStatusCode.NotFound => "the node does not know this address: check --url or EIRCTL_URL, and that the node is as new as eirctl",
            _ => $"the node answered {(int)answer.Status} without saying why: look into its log",
        };
        return new RefusedException(line);
    }

    /// <summary>What a problem document (RFC 9457 section 3.1) says, on one line: its detail, or else its title.</summary>
    public static string? Describe(JsonElement problem)
    {
        string? text = problem.Text("detail") ?? problem.Text("title");
        return string.IsNullOrWhiteSpace(text) ? null : Words.OneLine(text);
    }

    private static JsonElement? TryReadObject(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
