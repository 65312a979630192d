using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Commands;

/// <summary>All commands. What goes wrong is one line on the standard error, and exit code 2.</summary>
internal static class CommandLine
{
    private const int CannotRun = 2;

    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root().Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (ParseError problem in parsed.Errors)
                error.WriteLine($"conformance: {problem.Message}");
            error.WriteLine("Try --help.");
            return CannotRun;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is UsageException or CaptureProblemException or YamlProblemException or TargetProblemException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"conformance: {e.Message}");
            return CannotRun;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("conformance: ended before it was done");
            return CannotRun;
        }
    }

    private static RootCommand Root()
    {
        RootCommand root = new("Judges any Diameter EIR (3GPP S13 and S13') by cases, traces and fuzzing.")
        {
            RunCommand.Create(),
            ListCommand.Create(),
            ReplayCommand.Create(),
            ExtractCommand.Create(),
            FuzzCommand.Create(),
            CoverageCommand.Create(),
        };
        CommandExamples.ShowIn(root);
        return root.WithExamples(
            "run --node",
            "run --target tcp://10.0.0.7:3868 --white 35209900000010 --black 35693803564380",
            "list --suite watchdog",
            "replay traces/freediameter-mme.pcapng --target tcp://10.0.0.7:3868");
    }
}
