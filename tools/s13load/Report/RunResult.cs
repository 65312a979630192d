using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load.Report;

/// <summary>What one run measured. Times are microseconds unless said otherwise.</summary>
internal sealed record RunResult
{
    /// <summary>Counts of answers and errors.</summary>
    public required Tally Tally { get; init; }

    /// <summary>Seconds from the start to the last answer.</summary>
    public required double Seconds { get; init; }

    /// <summary>Answers per second.</summary>
    public double Rate => Seconds > 0 ? Tally.Answered / Seconds : 0;

    /// <summary>Latency that half of the requests did not exceed.</summary>
    public required double Median { get; init; }

    /// <summary>Latency that 99 % of the requests did not exceed.</summary>
    public required double Percentile99 { get; init; }

    /// <summary>Latency that 99.9 % of the requests did not exceed.</summary>
    public required double Percentile999 { get; init; }

    /// <summary>The longest latency.</summary>
    public required double Max { get; init; }

    /// <summary>With a fixed rate: by how much 99 % of the requests left late at most. Null in closed loop.</summary>
    public double? Lateness99 { get; init; }

    /// <summary>Processor time of the generator per answer.</summary>
    public required double ProcessorTime { get; init; }

    /// <summary>Why the run ended before it was complete, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether Ctrl-C ended it.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>Whether every request was answered, well-formed and as expected.</summary>
    public bool IsGood =>
        Problem is null && Tally is { Unanswered: 0, Malformed: 0, Unmatched: 0, Mismatched: 0, Sent: > 0 };

    /// <summary>Closes the books of a run.</summary>
    public static RunResult Of(RunLedger run, TimeSpan processorTime, string? problem, bool isInterrupted) => new()
    {
        Tally = run.Tally,
        Seconds = run.Seconds,
        Median = run.Latencies.Percentile(50),
        Percentile99 = run.Latencies.Percentile(99),
        Percentile999 = run.Latencies.Percentile(99.9),
        Max = run.Latencies.Max,
        Lateness99 = run.IsPaced ? run.Lateness.Percentile(99) : null,
        ProcessorTime = run.Tally.Answered == 0 ? 0 : processorTime.TotalMicroseconds / run.Tally.Answered,
        Problem = problem,
        IsInterrupted = isInterrupted,
    };

    /// <summary>The median of one figure over runs; the mean of the two in the middle if their number is even.</summary>
    public static double MedianOf(IReadOnlyList<RunResult> runs, Func<RunResult, double> figure)
    {
        double[] values = [.. runs.Select(figure).Order()];
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
