using System.CommandLine;
using System.CommandLine.Parsing;
using EirDiameter.Conformance.Commands;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Yaml;

RootCommand root = new("Judges any Diameter EIR (3GPP S13 and S13') by cases, traces and fuzzing.")
{
    RunCommand.Create(),
    ListCommand.Create(),
};
CommandExamples.ShowIn(root);
root.WithExamples(
    "run --node                                         judge this project's own node",
    "run --target tcp://10.0.0.7:3868 --black 35693803564380   judge any EIR",
    "list                                               show the cases");
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
{
    foreach (ParseError problem in parsed.Errors)
        Console.Error.WriteLine($"conformance: {problem.Message}");
    Console.Error.WriteLine("Try --help.");
    return 2;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is UsageException or YamlProblemException or TargetProblemException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"conformance: {e.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("conformance: ended before it was done");
    return 2;
}
