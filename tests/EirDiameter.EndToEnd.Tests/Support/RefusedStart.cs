using Xunit;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>How a node refuses to start: nothing on standard output, one line on standard error that says why, no stack trace.</summary>
internal static class RefusedStart
{
    public static void Expect(int exitCode, string pattern, (int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors) start)
    {
        string all = string.Join('\n', start.Output.Concat(start.Errors));
        Assert.True(start.ExitCode == exitCode, $"exit code {start.ExitCode}\n{all}");
        Assert.True(start.Output.Count == 0, all);

        // Log lines, which start with a time, may stand before it.
        string[] lines = [.. start.Errors.Where(line => line.Length > 0 && !char.IsAsciiDigit(line[0]))];
        Assert.True(lines.Length == 1, all);
        Assert.Matches(pattern, lines[0]);
    }
}
