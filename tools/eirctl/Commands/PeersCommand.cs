using System.CommandLine;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The Diameter neighbours.</summary>
internal static class PeersCommand
{
    public static Command Create(CommandContext context)
    {
        Command peers = context.Create(
            "peers",
            "Show each Diameter peer: who it is, where from, its state, and what it asked; or add, change or remove one.",
            "A change counts at once, survives a restart, and touches no other peer.",
            [],
            ["eirctl peers", "eirctl peers --json", "eirctl peers add mme07.example.org --address 192.0.2.27"],
            async run => run.Show(
                await run.Node.GetAsync("v1/peers", run.Cancel),
                answer => JsonView.Rows(run.Printer, JsonView.ListIn(answer, "peers"), "no peer is connected")));
        foreach (Command command in new[] { Show(context), PeerSettingsCommand.Add(context), PeerSettingsCommand.Change(context), Remove(context) })
            peers.Subcommands.Add(command);
        return peers;
    }

    private static Command Show(CommandContext context)
    {
        Argument<string> host = Symbols.Peer();
        return context.Create(
            "show",
            "Show one peer: its settings, where they come from, and how it is.",
            null,
            [host],
            ["eirctl peers show mme07.example.org"],
            async run => run.Show(
                await run.Node.GetAsync(AdminClient.Path($"v1/peers/{run.Parsed.GetRequiredValue(host)}"), run.Cancel),
                answer => JsonView.Page(run.Printer, answer)));
    }

    private static Command Remove(CommandContext context)
    {
        Argument<string> host = Symbols.Peer();
        return context.Create(
            "remove",
            "Remove a peer: it is said goodbye to (DPR), and not dialled any more.",
            "Where Diameter:UnknownPeers lets unknown peers in, it stays connected as one of them.",
            [host],
            ["eirctl peers remove mme07.example.org"],
            async run => run.Show(
                await run.Node.DeleteAsync(AdminClient.Path($"v1/peers/{run.Parsed.GetRequiredValue(host)}"), run.Cancel),
                _ => run.Printer.Line($"{Words.OneLine(run.Parsed.GetRequiredValue(host))} is no peer any more")));
    }
}
