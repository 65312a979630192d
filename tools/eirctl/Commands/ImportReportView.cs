using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The report of an import in words.</summary>
internal static class ImportReportView
{
    /// <summary>More rejected lines than this are counted, not shown: --json has what the node sent.</summary>
    private const int ShownRejects = 50;

    /// <summary>True when every line was rejected: then the file is as good as refused.</summary>
    public static bool IsNothingUsed(JsonElement report) => report.Number("rejected") > 0 && report.Number("rejected") >= report.Number("lines");

    public static void Show(Printer printer, string file, JsonElement report)
    {
        long rejected = report.Number("rejected");
        string read = Words.Count(report.Number("lines"), "line");
        string headline = (rejected, IsNothingUsed(report)) switch
        {
            (0, _) => $"{Words.OneLine(file)}: {read} applied to feed {report.Cell("feed")}",
            (_, true) => $"{Words.OneLine(file)}: nothing applied, each of {read} was rejected",
            _ => $"{Words.OneLine(file)}: applied to feed {report.Cell("feed")} except {Words.Count(rejected, "line")} of {report.Number("lines")}, rejected",
        };
        printer.Headline(headline, rejected > 0 ? "grey" : "white");
        printer.Facts(
            ("added", report.Cell("added")),
            ("changed", report.Cell("changed")),
            ("removed", report.Cell("removed")),
            ("unchanged", report.Cell("unchanged")),
            ("rejected", report.Cell("rejected")),
            ("format", report.Cell("format")),
            ("sequence", report.Cell("sequence")),
            ("seconds", Seconds(report)));
        if (rejected > 0) ShowRejects(printer, report, rejected);
    }

    private static string Seconds(JsonElement report) =>
        report.TryGetProperty("seconds", out JsonElement seconds) && seconds.TryGetDouble(out double value) ? $"{value:0.##}" : Words.Nothing;

    private static void ShowRejects(Printer printer, JsonElement report, long rejected)
    {
        string[][] rows = [.. report.Items("rejects").Take(ShownRejects).Select(line => new[] { line.Cell("line"), line.Cell("equipment"), line.Cell("why") })];
        if (rows.Length == 0) return;
        printer.Title("Rejected lines");
        printer.Table(["line", "equipment", "why"], rows);
        if (rejected > rows.Length) printer.Line($"  and {rejected - rows.Length} more: --json has the first 1000");
    }
}
