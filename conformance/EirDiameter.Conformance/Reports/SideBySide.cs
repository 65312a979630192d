using System.Text;

namespace EirDiameter.Conformance.Reports;

/// <summary>
/// Two lists of lines as one block of two columns. Equal lines stand beside each other; between the columns stands what differs:
/// <c>|</c> both are there and differ, <c>&lt;</c> only the left is there, <c>&gt;</c> only the right.
/// </summary>
internal static class SideBySide
{
    private const int LeastColumn = 8;

    /// <summary>The block, each line ended by a line feed. Long lines go on below, indented.</summary>
    /// <param name="left">The left lines.</param>
    /// <param name="right">The right lines.</param>
    /// <param name="leftTitle">What stands above the left ones, such as <c>expected</c>.</param>
    /// <param name="rightTitle">What stands above the right ones, such as <c>received</c>.</param>
    /// <param name="width">Characters of a whole line.</param>
    /// <param name="comparer">When two lines are equal; letter by letter if not given.</param>
    public static string Of(
        IReadOnlyList<string> left,
        IReadOnlyList<string> right,
        string leftTitle = "expected",
        string rightTitle = "received",
        int width = 160,
        IEqualityComparer<string>? comparer = null)
    {
        int column = Math.Max(LeastColumn, (width - 3) / 2);
        StringBuilder block = new();
        AddRow(block, leftTitle, rightTitle, ' ', column);
        AddRow(block, new string('-', column), new string('-', column), ' ', column);
        foreach ((string? l, string? r, bool same) in LineAlignment.Of(left, right, comparer ?? StringComparer.Ordinal))
            AddRow(block, l ?? "", r ?? "", same ? ' ' : l is null ? '>' : r is null ? '<' : '|', column);
        return block.ToString();
    }

    private static void AddRow(StringBuilder block, string left, string right, char marker, int column)
    {
        List<string> lefts = Wrap(left, column), rights = Wrap(right, column);
        for (int i = 0; i < Math.Max(lefts.Count, rights.Count); i++)
        {
            string l = i < lefts.Count ? lefts[i] : "", r = i < rights.Count ? rights[i] : "";
            block.Append($"{l.PadRight(column)} {marker} {r}".TrimEnd()).Append('\n');
        }
    }

    private static List<string> Wrap(string line, int column)
    {
        int indent = Math.Min(line.Length - line.TrimStart().Length + 4, column / 2);
        List<string> rows = [];
        while (line.Length > column)
        {
            // Behind a space in the last third, else wherever the column ends; never through a surrogate pair.
            int space = line.LastIndexOf(' ', column - 1, column / 3);
            int cut = space > indent ? space + 1 : char.IsLowSurrogate(line[column]) ? column - 1 : column;
            rows.Add(line[..cut]);
            line = new string(' ', indent) + line[cut..];
        }

        rows.Add(line);
        return rows;
    }
}
