using System.Text.Json;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Operation;

/// <summary>The first thing that anybody runs.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_answer_of_the_demo_is_as_expected_and_nothing_is_left_behind()
    {
        // Configuration of another node and registry, which the demo's own must not take up.
        Dictionary<string, string> environment = new()
        {
            ["TMPDIR"] = _folder.Path,
            ["Policy__GlobalOverride"] = "white",
            ["Registry__RegistrarKeys__0"] = "the key of another registry",
        };

        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) =
            await ChildProcess.RunAsync("dotnet", [Repository.Demo, "--json"], Limit, environment: environment);

        string text = string.Join('\n', output);
        Assert.True(exitCode == 0, $"{text}\n{string.Join('\n', errors)}");
        JsonElement story = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            ["the registrar", "the registrar", "the registrar", "Acme", "Pakistan", "Pakistan"],
            story.GetProperty("said").EnumerateArray().Select(statement => statement.GetProperty("who").GetString()!));
        string[] cases = [.. story.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("case").GetString()!)];
        string[] atLeast = ["reported stolen", "never made: a forgery", "recovered", "black, its owner uses it", "off the list by the update"];
        Assert.Empty(atLeast.Except(cases));
        Assert.All(story.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("asExpected").GetBoolean(), check.ToString()));
        JsonElement stop = story.GetProperty("stop");
        Assert.True(stop.GetProperty("disconnectPeerRequest").GetBoolean());
        Assert.Equal((0, 0), (stop.GetProperty("exitCode").GetInt32(), stop.GetProperty("registryExitCode").GetInt32()));
        Assert.DoesNotContain(Directory.EnumerateDirectories(_folder.Path), folder => Path.GetFileName(folder).StartsWith("eir-demo-", StringComparison.Ordinal));
    }
}
