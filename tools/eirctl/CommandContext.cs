using System.CommandLine;
using System.Text.Json;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl;

/// <summary>What a command is made with: connects it to a node and turns a refusal into a line and an exit code.</summary>
internal sealed class CommandContext(Terminal terminal, Globals globals, HelpWithExamples help)
{
    /// <summary>Makes a command that runs with a client of the node.</summary>
    public Command Create(string name, string description, string? note, Symbol[] symbols, string[] examples, Func<Run, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else if (symbol is Option option) command.Add(option);
        }
        help.Add(command, note, examples);
        command.SetAction((parsed, cancel) => InvokeAsync(parsed, run, cancel));
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, Func<Run, Task<int>> run, CancellationToken cancel)
    {
        if (globals.EnvironmentError(parsed) is { } error) return CommandLine.Misused(terminal, parsed, [error]);
        bool json = parsed.GetValue(globals.Json);
        try
        {
            using AdminClient node = globals.Connect(parsed);
            return await run(new Run(parsed, node, terminal, new Printer(terminal), json, cancel));
        }
        catch (RefusedException refused)
        {
            if (json && refused.Problem is not null) terminal.Out.WriteLine(refused.Problem);
            return Refuse(refused.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Refuse("stopped");
        }
    }

    private int Refuse(string line)
    {
        terminal.Error.WriteLine($"eirctl: {line}");
        return ExitCodes.Refused;
    }
}

/// <summary>One run of a command.</summary>
internal sealed record Run(ParseResult Parsed, AdminClient Node, Terminal Terminal, Printer Printer, bool Json, CancellationToken Cancel)
{
    /// <summary>Prints the answer itself for --json, else what <paramref name="human"/> makes of it.</summary>
    public int Show(Answer answer, Action<JsonElement> human)
    {
        JsonElement json = answer.Json();
        if (Json) Terminal.Out.WriteLine(answer.Body.TrimEnd());
        else human(json);
        return ExitCodes.Done;
    }
}
