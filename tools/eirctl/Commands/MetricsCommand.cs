using System.CommandLine;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The metrics as Prometheus would read them.</summary>
internal static class MetricsCommand
{
    public static Command Create(CommandContext context) => context.Create(
        "metrics",
        "Print the node's metrics in the Prometheus text format.",
        "With --json: a list of samples with name, labels and value.",
        [],
        ["eirctl metrics | grep eir_checks_total", "eirctl metrics --json | jq '.[] | select(.name == \"eir_peers\")'"],
        async run =>
        {
            Answer answer = await run.Node.GetAsync("metrics", run.Cancel);
            if (run.Json) run.Terminal.Out.WriteLine(PrometheusText.ToJson(answer.Body).ToJsonString());
            else await run.Terminal.Out.WriteAsync(answer.Body);
            return ExitCodes.Done;
        });
}
