using System.CommandLine;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The feeds and how far each is.</summary>
internal static class FeedsCommand
{
    public static Command Create(CommandContext context) => context.Create(
        "feeds",
        "Show each feed: the number of its last change, its generation, and how much it lists.",
        null,
        [],
        ["eirctl feeds", "eirctl feeds --json"],
        async run => run.Show(
            await run.Node.GetAsync("v1/feeds", run.Cancel),
            answer => JsonView.Rows(run.Printer, JsonView.ListIn(answer, "feeds"), "no feeds")));
}
