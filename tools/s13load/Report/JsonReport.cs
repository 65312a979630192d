using System.Text.Json;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load.Report;

/// <summary>Writes results for programs. Times are microseconds, rates answers per second.</summary>
internal static class JsonReport
{
    /// <summary>Writes the results of all runs as one JSON object and a line feed.</summary>
    public static void Write(Stream output, LoadOptions options, IReadOnlyList<RunResult> runs)
    {
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("target", options.Target);
            json.WriteNumber("connections", options.Connections);
            json.WriteNumber("window", options.Window);
            json.WriteNumber("ratePerSecond", options.Rate);
            json.WriteBoolean("good", runs.All(run => run.IsGood));
            json.WriteStartObject("median");
            WriteFigures(json, figure => RunResult.MedianOf(runs, figure), runs[0].Lateness99 is not null);
            json.WriteEndObject();
            json.WriteStartArray("runs");
            foreach (RunResult run in runs)
                WriteRun(json, run);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static void WriteRun(Utf8JsonWriter json, RunResult run)
    {
        json.WriteStartObject();
        json.WriteBoolean("good", run.IsGood);
        json.WriteNumber("requests", run.Tally.Sent);
        json.WriteNumber("answered", run.Tally.Answered);
        WriteFigures(json, figure => figure(run), run.Lateness99 is not null);
        json.WriteStartObject("answers");
        foreach ((AnswerCode code, long count) in run.Tally.Answers)
            json.WriteNumber(code.ToString(), count);
        json.WriteEndObject();
        json.WriteStartObject("errors");
        json.WriteNumber("unanswered", run.Tally.Unanswered);
        json.WriteNumber("malformed", run.Tally.Malformed);
        json.WriteNumber("unmatched", run.Tally.Unmatched);
        json.WriteNumber("notAsExpected", run.Tally.Mismatched);
        json.WriteEndObject();
        WriteTexts(json, "notAsExpected", run.Tally.Mismatches);
        WriteTexts(json, "malformed", run.Tally.Faults);
        if (run.Problem is not null)
            json.WriteString("endedEarly", run.Problem);
        if (run.IsInterrupted)
            json.WriteBoolean("interrupted", true);
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, Func<Func<RunResult, double>, double> of, bool paced)
    {
        json.WriteNumber("seconds", Round(of(run => run.Seconds), 6));
        json.WriteNumber("rate", Round(of(run => run.Rate), 1));
        json.WriteStartObject("latency");
        json.WriteNumber("p50", Round(of(run => run.Median), 1));
        json.WriteNumber("p99", Round(of(run => run.Percentile99), 1));
        json.WriteNumber("p99.9", Round(of(run => run.Percentile999), 1));
        json.WriteNumber("max", Round(of(run => run.Max), 1));
        json.WriteEndObject();
        if (paced)
            json.WriteNumber("lateP99", Round(of(run => run.Lateness99 ?? 0), 1));
        json.WriteNumber("generatorProcessorTime", Round(of(run => run.ProcessorTime), 3));
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray($"{name}First");
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static double Round(double value, int digits) => Math.Round(value, digits);
}
