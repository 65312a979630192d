using System.Text;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Reports;

/// <summary>A failure in full: what was asked, and what must have come beside what came.</summary>
internal static class FailureText
{
    private const int LongestMessage = 60;
    private const int LongestLine = 240;

    /// <summary>The text, lines ended by line feeds.</summary>
    public static string Of(CaseResult result, int width = 160)
    {
        StringBuilder text = new();
        text.Append(result.Reason).Append('\n');
        if (result.Failure is not { } failure)
            return text.ToString();
        foreach (Difference difference in failure.Differences)
            text.Append("  ").Append(difference).Append('\n');
        if (failure.Connection is not null)
            text.Append("on connection '").Append(failure.Connection).Append("'\n");
        if (failure.Received is not { } received)
        {
            if (failure.Request is { } alone)
                text.Append("\nsent:\n").AppendJoin('\n', Short(MessageLines.Of(alone)).Select(line => "  " + line)).Append('\n');
            return text.ToString();
        }

        IReadOnlyList<string> came = Short(MessageLines.Of(received));
        if (failure.Request is { } request)
            text.Append('\n').Append(SideBySide.Of(Short(MessageLines.Of(request)), came, "request", "answer", width, LinesApart.Instance));
        if (failure.Differences.Count > 0)
            text.Append('\n').Append(SideBySide.Of(ExpectedLines.Of(came, failure.Differences), came, "expected", "received", width));
        else if (failure.Request is null)
            text.Append("\nreceived:\n").AppendJoin('\n', came.Select(line => "  " + line)).Append('\n');
        return text.ToString();
    }

    private static IReadOnlyList<string> Short(IReadOnlyList<string> lines) =>
        [.. lines.Take(LongestMessage).Select(Short), .. lines.Count > LongestMessage ? [$"… {lines.Count - LongestMessage} more lines"] : Array.Empty<string>()];

    private static string Short(string line) => line.Length <= LongestLine ? line : $"{line[..LongestLine]}… ({line.Length - LongestLine} more characters)";

    // A request and its answer are two messages, not two versions of one: only the names of AVPs are put side by side, and values are free.
    private sealed class LinesApart : IEqualityComparer<string>
    {
        public static readonly LinesApart Instance = new();

        public bool Equals(string? x, string? y) => Name(x!) == Name(y!);

        public int GetHashCode(string line) => Name(line).GetHashCode(StringComparison.Ordinal);

        private static string Name(string line)
        {
            int bracket = line.IndexOf('[', StringComparison.Ordinal);
            return bracket < 0 ? line.Split(' ')[0].Replace("Request", "", StringComparison.Ordinal).Replace("Answer", "", StringComparison.Ordinal) : line[..bracket];
        }
    }
}
