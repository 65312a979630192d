using EirDiameter.Conformance.Running;

namespace EirDiameter.Conformance.Reports;

/// <summary>For a page: a sum, the failures in full, and a table of all cases.</summary>
internal sealed class MarkdownReport : IReport
{
    /// <inheritdoc/>
    public void Write(Summary summary, TextWriter output)
    {
        output.WriteLine($"# Conformance of {Cell(summary.Target)}");
        output.WriteLine();
        output.WriteLine(summary.Line);
        output.WriteLine();
        output.WriteLine("| suite | passed | failed | not for this target |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (IGrouping<string, CaseResult> suite in summary.Results.GroupBy(result => result.Case.Suite))
            output.WriteLine($"| {suite.Key} | {Count(suite, Outcome.Passed)} | {Count(suite, Outcome.Failed)} | {Count(suite, Outcome.Skipped)} |");
        output.WriteLine();
        List<CaseResult> failed = [.. summary.Results.Where(result => result.Outcome == Outcome.Failed)];
        if (failed.Count > 0)
            output.WriteLine("## Failures\n");
        foreach (CaseResult result in failed)
        {
            output.WriteLine($"### {result.Case.Id}\n");
            output.WriteLine($"{Cell(result.Case.Title)} ({Level(result)}; {string.Join(", ", result.Case.Clauses)})\n");
            output.WriteLine($"```\n{FailureText.Of(result, 120).TrimEnd('\n')}\n```\n");
        }

        output.WriteLine("## Cases\n");
        output.WriteLine("| case | level | clause | rule | outcome |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (CaseResult result in summary.Results)
        {
            string outcome = result.Outcome switch
            {
                Outcome.Passed => "passed",
                Outcome.Failed => "**failed**",
                _ => $"not judged: {result.Reason}",
            };
            output.WriteLine($"| {result.Case.Id} | {Level(result)} | {string.Join("<br>", result.Case.Clauses)} | {Cell(result.Case.Title)} | {Cell(outcome)} |");
        }
    }

    private static int Count(IEnumerable<CaseResult> results, Outcome outcome) => results.Count(result => result.Outcome == outcome);

    private static string Level(CaseResult result) => result.Case.Level.ToString().ToUpperInvariant();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
