using System.CommandLine;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The node on one page.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context) => context.Create(
        "status",
        "Show the node on one page: since when it runs, what its store holds, whether it can write, and its policy.",
        null,
        [],
        ["eirctl status", "eirctl status --url http://eir2.example.org:8080 --json"],
        async run => run.Show(await run.Node.GetAsync("v1/status", run.Cancel), page => JsonView.Page(run.Printer, page)));
}
