using System.CommandLine;
using EirDiameter.Conformance.Cases;

namespace EirDiameter.Conformance.Commands;

/// <summary><c>list</c>: shows the cases.</summary>
internal static class ListCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        CaseOptions cases = new();
        Command command = new("list", "Show the cases: id, level, clause, and the rule.");
        cases.AddTo(command);
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            IReadOnlyList<Case> all = cases.Read(parsed);
            foreach (IGrouping<string, Case> suite in all.GroupBy(one => one.Suite))
            {
                output.WriteLine(suite.Key);
                foreach (Case one in suite)
                    output.WriteLine($"  {one.Id,-44} {one.Level.ToString().ToUpperInvariant(),-6} {string.Join(", ", one.Clauses)}: {one.Title}");
            }

            output.WriteLine($"{all.Count} cases");
            return 0;
        });
        return command.WithExamples("list", "list --suite watchdog");
    }
}
