using System.CommandLine;
using EirDiameter.Conformance.Commands;

namespace EirDiameter.Conformance.Tests.Fuzzing;

public sealed class FuzzCommandTests
{
    [Theory]
    [InlineData("--only", "ECR@nowhere", "KIND@STATE")]
    [InlineData("--count", "0", "--count")]
    [InlineData("--seconds", "0", "--seconds")]
    [InlineData("--connections", "0", "--connections")]
    [InlineData("--memory-growth", "-1", "--memory-growth")]
    [InlineData("--only-index", "5", "--seed")]
    [InlineData("--target", "sctp://127.0.0.1:3868", "tcp://")]
    public async Task What_cannot_be_is_explained(string option, string value, string expected)
    {
        UsageException problem = await Assert.ThrowsAsync<UsageException>(() => InvokeAsync(new StringWriter(), option, value));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fuzzer_must_know_what_is_white_and_black()
    {
        using TinyEir eir = new();
        UsageException problem = await Assert.ThrowsAsync<UsageException>(() => InvokeAsync(new StringWriter(), "--target", $"tcp://{eir.Address}", "--white", FuzzTestSubject.White));
        Assert.Contains("--black", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_found_ends_with_0_and_the_seed_comes_first()
    {
        using TinyEir eir = new();
        StringWriter output = new();
        Assert.Equal(0, await InvokeAsync(output, [.. Right(eir), "--seed", "42", "--count", "200"]));
        Assert.StartsWith("seed 42", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("200 mutations sent and judged", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_found_ends_with_1_and_a_command_that_repeats_it()
    {
        using TinyEir eir = new((_, right) =>
        {
            byte[] answer = right.Encode();
            answer[4] &= 0xDF;
            return answer;
        });
        StringWriter output = new();
        Assert.Equal(1, await InvokeAsync(output, [.. Right(eir), "--seed", "42", "--count", "200"]));
        Assert.Contains($"again: fuzz --target tcp://{eir.Address} --white {FuzzTestSubject.White} --black {FuzzTestSubject.Black} --seed 42 --only-index ", output.ToString(), StringComparison.Ordinal);
    }

    private static string[] Right(TinyEir eir) => ["--target", $"tcp://{eir.Address}", "--white", FuzzTestSubject.White, "--black", FuzzTestSubject.Black];

    private static Task<int> InvokeAsync(TextWriter output, params string[] words)
    {
        RootCommand root = new() { FuzzCommand.Create() };
        return root.Parse(["fuzz", .. words]).InvokeAsync(new InvocationConfiguration { Output = output, Error = TextWriter.Null, EnableDefaultExceptionHandler = false });
    }
}
