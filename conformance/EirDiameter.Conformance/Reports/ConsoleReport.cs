using EirDiameter.Conformance.Running;

namespace EirDiameter.Conformance.Reports;

/// <summary>For a person at a terminal: each failure in full, a line for each suite, and the verdict.</summary>
internal sealed class ConsoleReport : IReport
{
    /// <inheritdoc/>
    public void Write(Summary summary, TextWriter output)
    {
        foreach (CaseResult result in summary.Results.Where(result => result.Outcome == Outcome.Failed))
        {
            output.WriteLine($"FAILED {result.Case.Suite}/{result.Case.Id} ({result.Case.Level.ToString().ToUpperInvariant()}, {string.Join(", ", result.Case.Clauses)})");
            output.WriteLine($"  {result.Case.Title}");
            foreach (string line in FailureText.Of(result).TrimEnd('\n').Split('\n'))
                output.WriteLine(line.Length == 0 ? "" : "  " + line);
            output.WriteLine();
        }

        foreach (IGrouping<string, CaseResult> reason in summary.Results.Where(result => result.Outcome == Outcome.Skipped).GroupBy(result => result.Reason))
            output.WriteLine($"not judged, as {reason.Key}: {string.Join(", ", reason.Select(result => result.Case.Id))}");
        foreach (IGrouping<string, CaseResult> suite in summary.Results.GroupBy(result => result.Case.Suite))
            output.WriteLine($"{suite.Key,-16} {suite.Count(result => result.Outcome == Outcome.Passed),4} of {suite.Count(result => result.Outcome != Outcome.Skipped),4}");
        output.WriteLine(summary.Line);
    }
}
