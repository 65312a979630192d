using EirDiameter.EndToEnd.Tests.Support;

namespace EirDiameter.EndToEnd.Tests.Interworking;

/// <summary>What went over the loopback interface on the test's own ports, as tshark sees it.</summary>
internal sealed class Capture : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _dumpcap;
    private readonly string _file;
    private readonly int[] _ports;

    private Capture(ChildProcess dumpcap, string file, int[] ports)
    {
        _dumpcap = dumpcap;
        _file = file;
        _ports = ports;
    }

    /// <summary>Captures from now on. <paramref name="through"/> is a command that runs it elsewhere, such as in a namespace.</summary>
    public static async Task<Capture> StartAsync(TemporaryFolder folder, int[] ports, string[]? through = null)
    {
        string file = folder.File("capture.pcapng");
        string filter = string.Join(" or ", ports.Select(port => $"tcp port {port}"));
        string[] command = [.. through ?? [], "dumpcap", "-q", "-i", "lo", "-f", filter, "-w", file];
        ChildProcess dumpcap = ChildProcess.Start(command[0], command.Skip(1));
        await dumpcap.WaitForLineAsync("dumpcap captures", line => line.StartsWith("File:", StringComparison.Ordinal), Limit);
        return new Capture(dumpcap, file, ports);
    }

    /// <summary>Waits until so many messages of the kinds named are in the capture, ends it, and returns the count of every kind.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">tshark objects to something in it.</exception>
    public async Task<Dictionary<string, int>> EndAsync(params (string Kind, int Count)[] expected)
    {
        // What the kernel holds for dumpcap reaches the file a little later than the MME ends.
        await Eventually.IsTrueAsync($"{string.Join(", ", expected)} in the capture", Limit, async () =>
        {
            Dictionary<string, int> counts = (await CheckAsync()).Counts;
            return expected.All(kind => counts.GetValueOrDefault(kind.Kind) >= kind.Count);
        });
        _dumpcap.Signal(ChildProcess.Interrupt);
        await _dumpcap.WaitForExitAsync(Limit);
        (int exitCode, Dictionary<string, int> final, string text) = await CheckAsync();
        Xunit.Assert.True(exitCode == 0, text);
        return final;
    }

    public ValueTask DisposeAsync() => _dumpcap.DisposeAsync();

    private async Task<(int ExitCode, Dictionary<string, int> Counts, string Text)> CheckAsync()
    {
        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) =
            await ChildProcess.RunAsync(Repository.Peer("check-capture"), [_file, .. _ports.Select(port => $"{port}")], Limit);
        Dictionary<string, int> counts = [];
        foreach (string[] words in output.Select(line => line.Split(' ')).Where(words => words.Length == 2))
        {
            if (int.TryParse(words[1], out int count)) counts[words[0]] = count;
        }

        return (exitCode, counts, string.Join('\n', output.Concat(errors)));
    }
}
