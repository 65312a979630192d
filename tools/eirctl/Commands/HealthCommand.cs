using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>Alive, and ready to answer?</summary>
internal static class HealthCommand
{
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

    private static string InWords(Answer answer) => answer.IsSuccess ? "yes" : $"no: {Problems.Of(answer).Message}";

    private static JsonObject AsJson(Answer answer)
    {
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(answer.Body);
        }
        catch (JsonException)
        {
            body = Words.OneLine(answer.Body);
        }
        return new JsonObject { ["status"] = (int)answer.Status, ["body"] = body };
    }
}
