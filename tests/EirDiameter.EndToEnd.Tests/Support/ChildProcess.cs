using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>A process with its output kept line by line. Killed, with its children, when the test is over.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    private ChildProcess(Process process, string name)
    {
        _process = process;
        Name = name;
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public IReadOnlyList<string> Output => Copy(_output);

    public IReadOnlyList<string> Errors => Copy(_errors);

    public static ChildProcess Start(string fileName, IEnumerable<string> arguments, string? workingDirectory = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(fileName)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        ChildProcess child = new(new Process { StartInfo = start }, $"{Path.GetFileName(fileName)} {string.Join(' ', start.ArgumentList)}");
        child._process.OutputDataReceived += (_, line) => child.Keep(child._output, line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Keep(child._errors, line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a command to its end. Fails when it takes longer than the deadline.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunAsync(
        string fileName, IEnumerable<string> arguments, TimeSpan deadline, string? workingDirectory = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using ChildProcess child = Start(fileName, arguments, workingDirectory, environment);
        int exitCode = await child.WaitForExitAsync(deadline);
        return (exitCode, child.Output, child.Errors);
    }

    /// <summary>The first line, of either stream, for which the condition holds.</summary>
    public async Task<string> WaitForLineAsync(string what, Func<string, bool> condition, TimeSpan deadline)
    {
        string? found = null;
        try
        {
            await Eventually.IsTrueAsync(what, deadline, () => Find() is not null || (_process.HasExited && Find() is null));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Transcript()}", e);
        }

        return Find() ?? throw new InvalidOperationException($"Ended with {_process.ExitCode} before: {what}\n{Transcript()}");

        string? Find() => found ??= Output.Concat(Errors).FirstOrDefault(condition);
    }

    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using CancellationTokenSource limit = new(deadline);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not ended within {deadline.TotalSeconds:0} s\n{Transcript()}");
        }

        return _process.ExitCode;
    }

    public void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0) throw new InvalidOperationException($"kill({_process.Id}, {signal}): errno {Marshal.GetLastPInvokeError()}");
    }

    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>A number of MiB from <c>/proc/PID/status</c>, such as <c>VmRSS</c>.</summary>
    public int MemoryMiB(string field)
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith(field + ":", StringComparison.Ordinal));
        return int.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    public string Transcript() => $"{Name}\n{string.Join('\n', Output.TakeLast(40))}\n{string.Join('\n', Errors.TakeLast(60))}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private void Keep(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (_lock) lines.Add(line);
    }

    private List<string> Copy(List<string> lines)
    {
        lock (_lock) return [.. lines];
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
