namespace EirDiameter.Conformance.Reports;

/// <summary>Which lines of two lists belong beside each other: the longest common subsequence, and between its lines those that begin alike.</summary>
internal static class LineAlignment
{
    // Beyond it (lists of some 2,000 lines that have nothing in common) lines stand beside each other as they come.
    private const long MostCells = 4_000_000;

    /// <summary>The rows; null where one side has no line.</summary>
    public static IReadOnlyList<(string? Left, string? Right, bool Same)> Of(
        IReadOnlyList<string> left, IReadOnlyList<string> right, IEqualityComparer<string> comparer)
    {
        List<(string?, string?, bool)> rows = [];
        int l = 0, r = 0;
        foreach ((int nextLeft, int nextRight) in Common(left, right, comparer).Append((left.Count, right.Count)))
        {
            AddDifference(rows, [.. left.Skip(l).Take(nextLeft - l)], [.. right.Skip(r).Take(nextRight - r)]);
            if (nextLeft < left.Count)
                rows.Add((left[nextLeft], right[nextRight], true));
            (l, r) = (nextLeft + 1, nextRight + 1);
        }

        return rows;
    }

    // Lines that differ are pairs when they begin with the same word at the same depth: the same AVP with another value.
    private static void AddDifference(List<(string?, string?, bool)> rows, List<string> left, List<string> right)
    {
        int l = 0, r = 0;
        List<(int, int)> pairs = Common([.. left.Select(Beginning)], [.. right.Select(Beginning)], StringComparer.Ordinal);
        foreach ((int nextLeft, int nextRight) in pairs.Append((left.Count, right.Count)))
        {
            for (; l < nextLeft; l++)
                rows.Add((left[l], null, false));
            for (; r < nextRight; r++)
                rows.Add((null, right[r], false));
            if (nextLeft < left.Count)
                rows.Add((left[l++], right[r++], false));
        }
    }

    private static string Beginning(string line)
    {
        int indent = line.Length - line.TrimStart().Length, space = line.IndexOf(' ', indent);
        return space < 0 ? line : line[..space];
    }

    private static List<(int Left, int Right)> Common(IReadOnlyList<string> left, IReadOnlyList<string> right, IEqualityComparer<string> comparer)
    {
        List<(int, int)> common = [];
        int start = 0, leftEnd = left.Count, rightEnd = right.Count;
        for (; start < leftEnd && start < rightEnd && comparer.Equals(left[start], right[start]); start++)
            common.Add((start, start));
        while (leftEnd > start && rightEnd > start && comparer.Equals(left[leftEnd - 1], right[rightEnd - 1]))
            (leftEnd, rightEnd) = (leftEnd - 1, rightEnd - 1);
        if ((long)(leftEnd - start) * (rightEnd - start) <= MostCells)
            common.AddRange(Longest(left, right, comparer, start, leftEnd, rightEnd));
        for (int i = 0; i < left.Count - leftEnd; i++)
            common.Add((leftEnd + i, rightEnd + i));
        return common;
    }

    private static IEnumerable<(int Left, int Right)> Longest(
        IReadOnlyList<string> left, IReadOnlyList<string> right, IEqualityComparer<string> comparer, int start, int leftEnd, int rightEnd)
    {
        // lengths[l, r]: how many lines the rest from there has in common.
        int[,] lengths = new int[leftEnd - start + 1, rightEnd - start + 1];
        for (int l = leftEnd - start - 1; l >= 0; l--)
        {
            for (int r = rightEnd - start - 1; r >= 0; r--)
            {
                lengths[l, r] = comparer.Equals(left[start + l], right[start + r])
                    ? lengths[l + 1, r + 1] + 1
                    : Math.Max(lengths[l + 1, r], lengths[l, r + 1]);
            }
        }

        for (int l = 0, r = 0; l < leftEnd - start && r < rightEnd - start;)
        {
            if (comparer.Equals(left[start + l], right[start + r]))
                yield return (start + l++, start + r++);
            else if (lengths[l + 1, r] >= lengths[l, r + 1])
                l++;
            else
                r++;
        }
    }
}
