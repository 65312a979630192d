using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Interworking;

/// <summary>The table of who gets on with whom, as anybody can have it written.</summary>
public sealed class InteroperabilityTests : IDisposable
{
    private const int Pairs = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_pair_passes_every_check_and_the_table_says_so()
    {
        string report = _folder.File("interoperability.md");
        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await ChildProcess.RunAsync(
            Path.Combine(Repository.Root, "conformance", "interoperability", "run"), ["--requests", "200", "--output", report], TimeSpan.FromMinutes(4));

        Assert.True(exitCode == 0, string.Join('\n', output.Concat(errors)));
        string[] rows = [.. (await File.ReadAllLinesAsync(report)).Where(line => line.StartsWith("| our ", StringComparison.Ordinal))];
        Assert.Equal(Pairs, rows.Length);
        Assert.All(rows, row => Assert.DoesNotContain("failed", row, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.True(row.Split("passed").Length > 4, row));
    }
}
