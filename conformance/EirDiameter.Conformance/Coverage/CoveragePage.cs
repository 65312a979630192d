using System.Globalization;
using System.Text;
using EirDiameter.Conformance.Cases;

namespace EirDiameter.Conformance.Coverage;

/// <summary>Writes coverage as Markdown, into a page of which the rest is written by hand.</summary>
internal static class CoveragePage
{
    /// <summary>The line behind which coverage begins.</summary>
    public const string Begin = "<!-- coverage: begin -->";

    /// <summary>The line before which it ends.</summary>
    public const string End = "<!-- coverage: end -->";

    /// <summary>Puts coverage into a page, in the place of what was there.</summary>
    /// <param name="page">The page.</param>
    /// <param name="markdown">What to put there.</param>
    /// <returns>The new page; null when the page has no place for it.</returns>
    public static string? Fill(string page, string markdown)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal), end = page.IndexOf(End, StringComparison.Ordinal);
        return begin < 0 || end < begin ? null : string.Concat(page.AsSpan(0, begin + Begin.Length), "\n", markdown, page.AsSpan(end));
    }

    /// <summary>Coverage as Markdown.</summary>
    /// <param name="table">What is covered.</param>
    /// <param name="casesFolder">Folder of the cases as a link from the page, such as <c>cases</c>.</param>
    public static string Markdown(CoverageTable table, string casesFolder)
    {
        StringBuilder text = new();
        Sum(table, text);
        foreach (CoverageSection section in table.Sections)
            Section(section, casesFolder, text);
        return text.ToString();
    }

    private static void Sum(CoverageTable table, StringBuilder text)
    {
        int rules = table.Sections.Sum(section => section.Rules), covered = table.Sections.Sum(section => section.Covered);
        int excused = table.Sections.Sum(section => section.Excused), open = table.Sections.Sum(section => section.Open);
        int must = table.Cases.Count(one => one.Level == Level.Must), should = table.Cases.Count(one => one.Level == Level.Should);
        text.Append(CultureInfo.InvariantCulture, $"\n{rules} rules: {covered} asked for by {table.Cases.Count} cases ({must} MUST, {should} SHOULD, ");
        text.Append(CultureInfo.InvariantCulture, $"{table.Cases.Count - must - should} MAY), {excused} not, with the reason, {open} neither.\n\n");
        text.Append("| document | rules | asked for by cases | not, and why | neither |\n|---|---:|---:|---:|---:|\n");
        foreach (CoverageSection section in table.Sections)
            text.Append(CultureInfo.InvariantCulture, $"| {section.Name}, {section.Title} | {section.Rules} | {section.Covered} | {section.Excused} | {section.Open} |\n");
    }

    private static void Section(CoverageSection section, string casesFolder, StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {section.Name}\n\n");
        if (!section.IsWhole)
            text.Append("Only what the cases credit.\n\n");
        text.Append("| clause | rule | cases, or why none |\n|---|---|---|\n");
        foreach (CoverageRow row in section.Rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Number} | {Cell(row.IsRule ? row.Text : $"*{row.Text}*")} | {Credit(row, casesFolder)} |\n");
    }

    private static string Credit(CoverageRow row, string casesFolder)
    {
        if (row.Cases.Count > 0)
            return string.Join(", ", row.Cases.Select(one => $"[{one.Id}]({casesFolder}/{one.File})"));
        if (row.Uncovered is not null)
            return $"none: {Cell(row.Uncovered)}";
        return row.IsRule ? "**none**" : "";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
}
