using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace EirDiameter.Demo;

/// <summary>The node or the registry, run as a user runs it: its program, a command line, its own directory, and a signal to stop.</summary>
internal sealed partial class ProgramProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int KeptLogLines = 20;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private static readonly string[] Sections =
        ["Diameter__", "Policy__", "Store__", "Feeds__", "Push__", "Lists__", "Seen__", "Admin__", "N17__", "Registry__", "Logging__"];

    private readonly Process _process;
    private readonly string _name;
    private readonly ConcurrentQueue<string> _log = new();

    private ProgramProcess(Process process, string name)
    {
        _process = process;
        _name = name;
    }

    /// <summary>Where it listens for Diameter, if it does.</summary>
    public IPEndPoint Diameter { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Http { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts the program and waits for its `ready` line.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="program">Its assembly.</param>
    /// <param name="directory">Its current directory, which it may fill.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="cancel">Gives up, and ends it.</param>
    /// <exception cref="DemoException">It did not get ready; the message holds what it said.</exception>
    public static async Task<ProgramProcess> StartAsync(
        string name, string program, string directory, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(DotnetPath())
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        // Configuration for another one on this machine is not meant for this one.
        foreach (string key in start.Environment.Keys.Where(key => Sections.Any(section => key.StartsWith(section, StringComparison.OrdinalIgnoreCase))).ToArray())
            _ = start.Environment.Remove(key);

        var process = new ProgramProcess(Process.Start(start)!, name);
        try
        {
            process._process.ErrorDataReceived += (_, line) => process.Keep(line.Data);
            process._process.BeginErrorReadLine();
            await process.WaitUntilReadyAsync(cancel);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop with SIGTERM, as systemd and Kubernetes do.</summary>
    public void RequestStop()
    {
        if (OperatingSystem.IsWindows()) _process.Kill();
        else _ = Kill(_process.Id, SigTerm);
    }

    /// <summary>Waits until it has stopped.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StopPatience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new DemoException($"the {_name} did not stop within {StopPatience.TotalSeconds:0} s of SIGTERM", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            RequestStop();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartPatience);
        try
        {
            while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (!line.StartsWith("ready ", StringComparison.Ordinal)) continue;
                Uri[] addresses = [.. line.Split(' ')[1..].Select(address => new Uri(address))];
                Http = addresses.Single(address => address.Scheme == Uri.UriSchemeHttp);
                if (addresses.SingleOrDefault(address => address.Scheme == "tcp") is { } diameter)
                    Diameter = new IPEndPoint(IPAddress.Parse(diameter.Host), diameter.Port);
                return;
            }
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new DemoException($"the {_name} was not ready within {StartPatience.TotalSeconds:0} s{Log()}", error);
        }
        await _process.WaitForExitAsync(cancel);
        throw new DemoException($"the {_name} ended with exit code {_process.ExitCode} instead of getting ready{Log()}");
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _log.Enqueue(line);
        if (_log.Count > KeptLogLines) _ = _log.TryDequeue(out _);
    }

    private string Log() => _log.IsEmpty ? "" : ":\n  " + string.Join("\n  ", _log);

    /// <summary>The dotnet that runs this program, also when it was started by its own name.</summary>
    private static string DotnetPath()
    {
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string dotnet = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(dotnet) ? dotnet : "dotnet";
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
