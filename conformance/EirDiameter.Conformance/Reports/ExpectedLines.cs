using EirDiameter.Conformance.Judging;

namespace EirDiameter.Conformance.Reports;

/// <summary>What a message should have been: the lines of what came, with what differs put right.</summary>
internal static class ExpectedLines
{
    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> received, IReadOnlyList<Difference> differences)
    {
        List<string> lines = [.. received];
        foreach (Difference difference in differences)
            Apply(lines, difference);
        return lines;
    }

    private static void Apply(List<string> lines, Difference difference)
    {
        string name = difference.What.Split('/')[^1].Split('[')[0];
        int at = lines.FindIndex(line => line.TrimStart().StartsWith(name + " [", StringComparison.Ordinal));
        if (at < 0)
        {
            // Something of the header stands above the AVPs; an AVP that is missing is missing at the end.
            if (difference.What.Any(char.IsLower) && difference.Actual != "nothing")
                lines.Insert(Math.Min(2, lines.Count), $"{difference.What}: {difference.Expected}");
            else if (difference.Expected != "absent")
                lines.Add($"{name}: {difference.Expected}");
            return;
        }

        string indent = lines[at][..(lines[at].Length - lines[at].TrimStart().Length)];
        if (difference.Expected == "absent")
        {
            do
                lines.RemoveAt(at);
            while (at < lines.Count && lines[at].StartsWith(indent + "  ", StringComparison.Ordinal));
        }
        else
        {
            lines[at] = $"{indent}{name}: {difference.Expected}";
        }
    }
}
