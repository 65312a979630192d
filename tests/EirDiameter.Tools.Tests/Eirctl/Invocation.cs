using System.Text;
using System.Text.Json;
using EirDiameter.Eirctl;

namespace EirDiameter.Tools.Tests.Eirctl;

/// <summary>What eirctl did with one command line.</summary>
internal sealed record Invocation(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement.Clone();

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs with a URL in the environment, as an operator has it; output goes to a pipe.</summary>
    public static Task<Invocation> RunAsync(StandInNode node, params string[] arguments) =>
        RunAsync(new Dictionary<string, string> { ["EIRCTL_URL"] = node.Url }, arguments);

    public static Task<Invocation> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunAsync(environment, input: "", interactive: false, arguments);

    public static async Task<Invocation> RunAsync(IReadOnlyDictionary<string, string> environment, string input, bool interactive, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var terminal = new Terminal(output, error, () => new PipeLike(Encoding.UTF8.GetBytes(input)), environment.GetValueOrDefault, interactive);
        int code = await CommandLine.RunAsync(arguments, terminal);
        return new Invocation(code, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Standard input has no length and cannot be wound back.</summary>
    private sealed class PipeLike(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
