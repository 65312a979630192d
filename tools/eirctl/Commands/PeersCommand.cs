using System.CommandLine;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The Diameter neighbours.</summary>
internal static class PeersCommand
{
    public static Command Create(CommandContext context) => context.Create(
        "peers",
        "Show each Diameter peer: who it is, where from, its state, and what it asked.",
        null,
        [],
        ["eirctl peers", "eirctl peers --json"],
        async run => run.Show(
            await run.Node.GetAsync("v1/peers", run.Cancel),
            answer => JsonView.Rows(run.Printer, JsonView.ListIn(answer, "peers"), "no peer is connected")));
}
