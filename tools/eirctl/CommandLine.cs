using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using EirDiameter.Eirctl.Commands;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl;

/// <summary>The whole command line: what there is, what a wrong one is told, and how it ends.</summary>
internal static class CommandLine
{
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var help = new HelpWithExamples();
        RootCommand root = Build(terminal, help);
        ParseResult parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });

        if (parsed.Errors.Count > 0 && args.Length > 0) return Misused(terminal, parsed, Errors(parsed));
        if (parsed.Errors.Count > 0) parsed = root.Parse(["--help"]);

        // The end of a long upload is a signal away: the token stops it, and the node keeps what it had.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Out, Error = terminal.Error };
        int code = await parsed.InvokeAsync(invocation);
        return args.Length == 0 ? ExitCodes.Usage : code;
    }

    private static RootCommand Build(Terminal terminal, HelpWithExamples help)
    {
        var root = new RootCommand("Operate an Equipment Identity Register through its admin API.");
        var globals = new Globals(terminal);
        root.Add(globals.Url);
        root.Add(globals.Key);
        root.Add(globals.Json);

        var context = new CommandContext(terminal, globals, help);
        root.Add(CheckCommand.Create(context));
        root.Add(ExplainCommand.Create(context));
        root.Add(ImportCommand.Create(context));
        root.Add(ExportCommand.Create(context));
        root.Add(AddCommand.Create(context));
        root.Add(RemoveCommand.Create(context));
        root.Add(FeedsCommand.Create(context));
        root.Add(DecisionCommands.Approve(context));
        root.Add(DecisionCommands.Reject(context));
        root.Add(DecisionCommands.RollBack(context));
        root.Add(AuditCommand.Create(context));
        root.Add(PeersCommand.Create(context));
        root.Add(StatusCommand.Create(context));
        root.Add(HealthCommand.Create(context));
        root.Add(MetricsCommand.Create(context));

        help.Add(
            root,
            "Exit codes: 0 done; 1 refused (the node said no or is not reachable, equipment not listed, file not accepted); 2 wrong command line.",
            "eirctl check 35693803564380                may this equipment attach?",
            "eirctl explain 35693803564380              and why?",
            "eirctl import stolen.csv --feed national   load a list file",
            "EIRCTL_URL=http://eir1:8080 eirctl status  what another node is doing");
        if (root.Options.OfType<HelpOption>().Single() is { Action: HelpAction plain } option) option.Action = help.Around(plain);
        return root;
    }

    private static IEnumerable<string> Errors(ParseResult parsed)
    {
        // A command that does not exist would otherwise be told as two errors, the first of which is not true.
        if (parsed.CommandResult.Command is RootCommand root && parsed.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith('-')) is { } unknown)
            return [$"there is no command '{unknown}'; there are {string.Join(", ", root.Subcommands.Select(command => command.Name))}"];
        return parsed.Errors.Select(error => error.Message);
    }

    /// <summary>Says what is wrong with a command line, and where to read on.</summary>
    public static int Misused(Terminal terminal, ParseResult parsed, IEnumerable<string> errors)
    {
        foreach (string error in errors) terminal.Error.WriteLine($"eirctl: {Words.OneLine(error)}");
        string command = NameOf(parsed.CommandResult);
        terminal.Error.WriteLine($"See `eirctl {command}--help`.");
        return ExitCodes.Usage;
    }

    // `feeds sync `, or nothing for eirctl itself.
    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)}{result.Command.Name} " : "";
}
