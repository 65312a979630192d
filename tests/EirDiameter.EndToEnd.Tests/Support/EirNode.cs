using EirDiameter.EndToEnd.Tests.Diameter;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>The node as an operator runs it: a process with its own folder, on free ports of the loopback address.</summary>
internal sealed class EirNode : IAsyncDisposable
{
    public const string OriginHost = "eir.epc.mnc001.mcc001.3gppnetwork.org";
    public const string OriginRealm = "epc.mnc001.mcc001.3gppnetwork.org";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private EirNode(ChildProcess process, string ready)
    {
        Process = process;
        string[] addresses = ready.Split(' ');
        DiameterPort = new Uri(addresses.First(address => address.StartsWith("tcp://", StringComparison.Ordinal))).Port;
        AdminUrl = new Uri(addresses.First(address => address.StartsWith("http://", StringComparison.Ordinal)));
        Admin = new AdminApi(AdminUrl);
    }

    public ChildProcess Process { get; }

    public int DiameterPort { get; }

    public Uri AdminUrl { get; }

    public AdminApi Admin { get; }

    /// <summary>Starts a node and waits until it is ready.</summary>
    /// <param name="store">Its store.</param>
    /// <param name="settings">More configuration: key, value, key, value.</param>
    /// <param name="through">A command that runs the node, such as one that enters a namespace.</param>
    public static async Task<EirNode> StartAsync(string store, string[]? settings = null, string[]? through = null)
    {
        ChildProcess process = Launch(store, settings, through);
        try
        {
            return new EirNode(process, await process.WaitForLineAsync("ready", line => line.StartsWith("ready ", StringComparison.Ordinal), StartLimit));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node that is expected to refuse, and waits until it has ended.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RefusedStartAsync(
        string store, string[]? settings = null, string[]? through = null)
    {
        await using ChildProcess process = Launch(store, settings, through);
        int exitCode = await process.WaitForExitAsync(StartLimit);
        return (exitCode, process.Output, process.Errors);
    }

    public Task<DiameterClient> ConnectAsync() => DiameterClient.OpenAsync(DiameterPort);

    /// <summary>What one new connection is answered about one equipment.</summary>
    public async Task<string> CheckAsync(string imei)
    {
        await using DiameterClient client = await ConnectAsync();
        return await client.CheckAsync(imei);
    }

    /// <summary>Asks it to stop (SIGTERM) and returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        Process.Signal(ChildProcess.Terminate);
        return Process.WaitForExitAsync(StopLimit);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Process.DisposeAsync();
    }

    private static ChildProcess Launch(string store, string[]? settings, string[]? through)
    {
        List<string> command = [.. through ?? [], "dotnet", Repository.Node, "--Store:Path", store];
        Dictionary<string, string> defaults = new()
        {
            ["--Diameter:Listen:0"] = "tcp://127.0.0.1:0",
            ["--Admin:Url"] = "http://127.0.0.1:0",
        };
        foreach ((string key, string value) in defaults)
        {
            if (settings is null || !settings.Contains(key)) command.AddRange([key, value]);
        }

        command.AddRange(settings ?? []);
        // Where no appsettings.json lies about.
        return ChildProcess.Start(command[0], command.Skip(1), Path.GetTempPath());
    }
}
