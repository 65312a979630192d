using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>Alive, and ready to answer?</summary>
internal static class HealthCommand
{
    private const int LongestPhase = 200;

    public static Command Create(CommandContext context) => context.Create(
        "health",
        "Ask whether the node is alive and ready to answer.",
        "Exit code 0 only if it is both.",
        [],
        ["eirctl health", "eirctl health || alert 'EIR is not ready'"],
        async run =>
        {
            Answer live = await run.Node.AskAsync("healthz/live", run.Cancel);
            Answer ready = await run.Node.AskAsync("healthz/ready", run.Cancel);
            if (run.Json)
            {
                var both = new JsonObject { ["live"] = AsJson(live), ["ready"] = AsJson(ready) };
                run.Terminal.Out.WriteLine(both.ToJsonString());
            }
            else
            {
                run.Printer.Facts(("live", InWords(live)), ("ready", InWords(ready)));
            }
            return live.IsSuccess && ready.IsSuccess ? ExitCodes.Done : ExitCodes.Refused;
        });

    private static string InWords(Answer answer) => answer switch
    {
        { IsSuccess: true } => "yes",
        // A node that is not ready says in plain text what it is doing.
        { MediaType: "text/plain", Body.Length: > 0 and <= LongestPhase } => $"no: {Words.OneLine(answer.Body.Trim())}",
        _ => $"no: {Problems.Of(answer).Message}",
    };

    private static JsonObject AsJson(Answer answer)
    {
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(answer.Body);
        }
        catch (JsonException)
        {
            body = Words.OneLine(answer.Body.Trim());
        }
        return new JsonObject { ["status"] = (int)answer.Status, ["body"] = body };
    }
}
