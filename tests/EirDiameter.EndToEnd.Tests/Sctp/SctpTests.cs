using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Sctp;

/// <summary>The node over SCTP, under a kernel that has it: <c>tests/sctp/checks</c> runs there once, and each of its checks is a test.</summary>
public sealed class SctpTests(SctpTests.Kernel kernel) : IClassFixture<SctpTests.Kernel>
{
    [Theory]
    [InlineData("listens")]
    [InlineData("all-addresses")]
    [InlineData("ipv6")]
    [InlineData("suites")]
    [InlineData("freediameter")]
    [InlineData("payload-protocols")]
    [InlineData("one-message-each")]
    [InlineData("unordered")]
    [InlineData("well-formed")]
    [InlineData("hostile")]
    [InlineData("load")]
    [InlineData("dialled")]
    [InlineData("first-path-lost")]
    [InlineData("clean-stop")]
    public void Over_SCTP_the_check_passes(string name)
    {
        string? line = kernel.Lines.FirstOrDefault(line => line.StartsWith($"CHECK {name} ", StringComparison.Ordinal));
        Assert.True(line is not null, $"there is no check {name}:\n{string.Join('\n', kernel.Lines)}");
        Assert.StartsWith($"CHECK {name} passed", line, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_a_test_for_each_check() =>
        Assert.Equal(14, kernel.Lines.Count(line => line.StartsWith("CHECK ", StringComparison.Ordinal)));

    /// <summary>One run of all checks.</summary>
    public sealed class Kernel : IAsyncLifetime
    {
        public IReadOnlyList<string> Lines { get; private set; } = [];

        public async Task InitializeAsync()
        {
            string folder = Path.Combine(Repository.Root, "tests", "sctp");
            (_, IReadOnlyList<string> output, IReadOnlyList<string> errors) =
                await ChildProcess.RunAsync(Path.Combine(folder, "in-kernel"), ["-t", "420", Path.Combine(folder, "checks")], TimeSpan.FromMinutes(8));
            Lines = [.. output, .. errors];
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
