using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EirDiameter.Conformance.Targets;

/// <summary>A node of this project as a process of its own, with its store in a temporary folder.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const string Ready = "ready ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;

    private NodeProcess(Process process, string folder, TargetEndPoint address)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    /// <summary>Where it listens for Diameter.</summary>
    public TargetEndPoint Address { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a node, and waits until it serves.</summary>
    /// <param name="program">The node's <c>.dll</c>.</param>
    /// <param name="settings">Configuration keys and values.</param>
    /// <exception cref="TargetProblemException">It does not start.</exception>
    public static async Task<NodeProcess> StartAsync(string program, IEnumerable<KeyValuePair<string, string>> settings)
    {
        string folder = Directory.CreateTempSubdirectory("eir-conformance-").FullName;
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.ArgumentList.Add(program);
        foreach ((string key, string value) in settings.Append(new("Store:Path", Path.Combine(folder, "store"))))
        {
            start.ArgumentList.Add("--" + key);
            start.ArgumentList.Add(value);
        }

        Process process = new() { StartInfo = start };
        List<string> said = [];
        TaskCompletionSource<string?> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetResult(null);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        string? addresses = await Task.WhenAny(ready.Task, Task.Delay(StartLimit)) == ready.Task ? await ready.Task : null;
        if (addresses?.Split(' ').FirstOrDefault(address => !address.StartsWith("http", StringComparison.Ordinal) && address.Contains("://", StringComparison.Ordinal)) is { } own)
            return new NodeProcess(process, folder, TargetEndPoint.Parse(own));
        string how = process.HasExited ? "did not start" : $"was not ready within {StartLimit.TotalSeconds} s";
        await EndAsync(process, folder);
        lock (said)
            throw new TargetProblemException($"the node {how}:\n  {string.Join("\n  ", said.TakeLast(10))}");

        void Keep(string? line)
        {
            if (line is null)
                return;
            lock (said)
                said.Add(line);
            if (line.StartsWith(Ready, StringComparison.Ordinal))
                ready.TrySetResult(line);
        }
    }

    /// <summary>Asks it to stop, as an operator does.</summary>
    public void Stop() => Kill(_process.Id, Terminate);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => EndAsync(_process, _folder);

    private static async ValueTask EndAsync(Process process, string folder)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
