using System.Text;

namespace EirDiameter.Registry;

/// <summary>The lines of a declaration, from whatever it is written in.</summary>
internal static class DeclaredLines
{
    private static readonly string[] Ranges = ["from", "to", "complete"];
    private static readonly string[] Imeis = ["complete", "tac", "from", "to"];

    /// <summary>Lines of a bulk body: columns <c>tac,from,to,complete</c>, or <c>imei</c>.</summary>
    /// <exception cref="RegistryException">The header cannot be used, or the stream is damaged.</exception>
    public static IEnumerable<DeclaredLine> Read(BulkBody body, BulkFormat format, BulkReport report)
    {
        bool hasImeis = format == BulkFormat.Csv && HeaderOf(body.Open()).Any(h => h.Equals("imei", StringComparison.OrdinalIgnoreCase));
        BulkRows rows = format == BulkFormat.Ndjson ? new(format, [], ["tac", "imei", .. Ranges])
            : hasImeis ? new(format, ["imei"], Imeis)
            : new(format, ["tac", "from"], ["to", "complete"]);
        List<DeclaredLine> refused = [];
        rows = rows.Telling(row => refused.Add(DeclaredLine.Refused(row.Line, row[0])));
        (int tac, int imei, int from, int to, int complete) = format == BulkFormat.Ndjson ? (0, 1, 2, 3, 4) : hasImeis ? (2, 0, 3, 4, 1) : (0, -1, 1, 2, 3);
        foreach (BulkRow row in rows.Read(body.Open(), report))
        {
            bool isImei = imei >= 0 && row[imei].Length > 0;
            string? error = !isImei ? DeclaredLine.TryRange(row.Line, row[tac], row[from], row[to], row[complete], out DeclaredLine line)
                : row[from].Length > 0 || row[to].Length > 0 || row[tac].Length > 0 ? Both(out line)
                : DeclaredLine.TryImei(row.Line, row[imei], row[complete], out line);
            if (error is not null)
            {
                report.Reject(row.Line, isImei ? row[imei] : row[tac], error);
                refused.Add(DeclaredLine.Refused(row.Line, row[tac], isImei ? row[imei] : row[from], row[to]));
                continue;
            }

            report.Accept();
            yield return line;
        }

        foreach (DeclaredLine line in refused)
            yield return line;
    }

    /// <summary>Lines of one declaration, counted from 1: its ranges, then its IMEIs.</summary>
    /// <exception cref="RegistryException">Something of it is wrong.</exception>
    public static List<DeclaredLine> Of(Declaration declaration)
    {
        List<DeclaredLine> lines = [];
        string tac = declaration.Tac ?? "";
        foreach (DeclaredRange? range in declaration.Ranges ?? [])
        {
            if (string.IsNullOrEmpty(range?.From))
                throw Refused($"ranges: range {lines.Count + 1} has no 'from'");
            if (DeclaredLine.TryRange(lines.Count + 1, tac, range.From, range.To ?? "", "", out DeclaredLine line) is { } error)
                throw Refused($"ranges: {error}");
            lines.Add(line);
        }

        foreach (string? imei in declaration.Imeis ?? [])
        {
            if (DeclaredLine.TryImei(lines.Count + 1, imei ?? "", "", out DeclaredLine line) is { } error)
                throw Refused($"imeis: '{imei}': {error}");
            lines.Add(line);
        }

        if (lines.Count == 0 || tac.Length > 0)
        {
            // Of the TAC as a whole.
            if (DeclaredLine.TryRange(lines.Count + 1, tac, "", "", "", out DeclaredLine line) is { } error)
                throw Refused($"tac: {error}");
            lines.Add(line);
        }

        if (lines.Exists(l => l.Tac != lines[0].Tac))
            throw Refused($"a declaration is of one TAC, this has {lines[0].Tac} and {lines.First(l => l.Tac != lines[0].Tac).Tac}; send CSV for many");
        return [.. lines.Select(l => l with { Complete = declaration.Complete })];
    }

    private static string? Both(out DeclaredLine line)
    {
        line = default;
        return "the line has an IMEI and a range: give each its own line";
    }

    private static string[] HeaderOf(Stream stream)
    {
        foreach ((_, ReadOnlyMemory<byte>? line) in BulkLines.Read(stream))
        {
            if (line is { IsEmpty: false } octets)
                return [.. Encoding.UTF8.GetString(octets.Span).Split(',').Select(c => c.Trim(' ', '"'))];
        }

        return [];
    }

    private static RegistryException Refused(string message) => new(RegistryFault.Refused, message);
}
