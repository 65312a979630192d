using System.Globalization;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load.Report;

/// <summary>Prints results for people: a row per run, the medians, what was answered, and what was wrong.</summary>
internal static class TableReport
{
    /// <summary>Prints the results of all runs.</summary>
    public static void Write(TextWriter output, LoadOptions options, IReadOnlyList<RunResult> runs)
    {
        string traffic = options.Rate > 0
            ? Text($"open loop, {options.Rate:N0}/s")
            : Text($"closed loop, window {options.Window:N0}");
        output.WriteLine(Text($"{options.Target}  {options.Connections} connection{(options.Connections == 1 ? "" : "s")}, {traffic}"));
        output.WriteLine();
        bool paced = runs[0].Lateness99 is not null;
        output.WriteLine("       requests   seconds       rate/s   p50 us   p99 us  p99.9 us     max us" + (paced ? "  p99 late us" : ""));
        for (int i = 0; i < runs.Count; i++)
        {
            RunResult run = runs[i];
            output.WriteLine(Text($"{i + 1,6} {run.Tally.Sent,8} {run.Seconds,9:F3} {run.Rate,12:N0} {Times(run, r => r.Median, r => r.Percentile99, r => r.Percentile999, r => r.Max)}")
                + (paced ? Text($" {run.Lateness99,12:F1}") : ""));
        }
        if (runs.Count > 1)
        {
            double Median(Func<RunResult, double> figure) => RunResult.MedianOf(runs, figure);
            output.WriteLine(Text($"median {"",8} {Median(r => r.Seconds),9:F3} {Median(r => r.Rate),12:N0} {Median(r => r.Median),8:F1} {Median(r => r.Percentile99),8:F1} {Median(r => r.Percentile999),9:F1} {Median(r => r.Max),10:F1}")
                + (paced ? Text($" {Median(r => r.Lateness99!.Value),12:F1}") : ""));
        }
        output.WriteLine();
        WriteCounts(output, runs);
        output.WriteLine(Text($"generator {RunResult.MedianOf(runs, r => r.ProcessorTime):F2} us of processor time per answer"));
        WriteTrouble(output, runs);
    }

    private static string Times(RunResult run, params Func<RunResult, double>[] figures) =>
        Text($"{figures[0](run),8:F1} {figures[1](run),8:F1} {figures[2](run),9:F1} {figures[3](run),10:F1}");

    private static void WriteCounts(TextWriter output, IReadOnlyList<RunResult> runs)
    {
        SortedDictionary<ushort, long> answers = [];
        foreach ((AnswerCode code, long count) in runs.SelectMany(run => run.Tally.Answers))
            answers[code.Value] = answers.GetValueOrDefault(code.Value) + count;
        string counts = string.Join(", ", answers.Select(pair => Text($"{new AnswerCode(pair.Key)} {pair.Value:N0}")));
        output.WriteLine($"answers   {(counts.Length > 0 ? counts : "none")}");
        long Sum(Func<Tally, long> count) => runs.Sum(run => count(run.Tally));
        output.WriteLine(Text($"errors    unanswered {Sum(t => t.Unanswered):N0}, malformed {Sum(t => t.Malformed):N0}, unmatched {Sum(t => t.Unmatched):N0}, not as expected {Sum(t => t.Mismatched):N0}"));
    }

    private static void WriteTrouble(TextWriter output, IReadOnlyList<RunResult> runs)
    {
        WriteExamples(output, "not as expected, the first:", runs.SelectMany(run => run.Tally.Mismatches));
        WriteExamples(output, "malformed, the first:", runs.SelectMany(run => run.Tally.Faults));
        foreach (RunResult run in runs.Where(run => run.Problem is not null))
            output.WriteLine($"ended early: {run.Problem}");
        if (runs.Any(run => run.IsInterrupted))
            output.WriteLine("stopped by Ctrl-C: the result so far");
    }

    private static void WriteExamples(TextWriter output, string title, IEnumerable<string> examples)
    {
        string[] first = [.. examples.Take(Tally.MaxExamples)];
        if (first.Length == 0)
            return;
        output.WriteLine(title);
        foreach (string example in first)
            output.WriteLine($"  {example}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
