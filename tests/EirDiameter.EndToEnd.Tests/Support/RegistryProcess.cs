using System.Text.Json;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>The registry as its operator runs it: a process on a port of the loopback address. <see cref="RegistrySite"/> starts it.</summary>
internal sealed class RegistryProcess : IAsyncDisposable
{
    public const string RegistrarKey = "the-registrars-own-key";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private RegistryProcess(ChildProcess process, string ready)
    {
        Process = process;
        Url = new Uri(ready.Split(' ')[1]);
        Registrar = new RegistryApi(Url, RegistrarKey);
    }

    public ChildProcess Process { get; }

    public Uri Url { get; }

    /// <summary>The API as the registrar sees it.</summary>
    public RegistryApi Registrar { get; }

    /// <summary>Starts a registry and waits until it is ready.</summary>
    public static async Task<RegistryProcess> StartAsync(string[] settings, string[]? through = null)
    {
        string[] command = [.. through ?? [], "dotnet", Repository.Registry, .. settings];

        // Where no appsettings.json lies about.
        ChildProcess process = ChildProcess.Start(command[0], command.Skip(1), Path.GetTempPath());
        try
        {
            string ready = await process.WaitForLineAsync("ready", line => line.StartsWith("ready ", StringComparison.Ordinal), StartLimit);
            return new RegistryProcess(process, ready);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The API as a participant sees it.</summary>
    public RegistryApi As(string key) => new(Url, key);

    /// <summary>The public key that signs the feeds, as it is handed out.</summary>
    public Task<string> PublicKeyAsync() => Registrar.GetTextAsync("/feeds/global/public-key.pem");

    /// <summary>What is published of a feed, as the registry says.</summary>
    public async Task<JsonElement> PublishedAsync(string feed)
    {
        JsonElement publishing = await Registrar.GetAsync("/v1/publishing");
        return publishing.GetProperty("feeds").EnumerateArray().Single(each => each.GetProperty("feed").GetString() == feed);
    }

    /// <summary>Asks it to stop (SIGTERM) and returns its exit code.</summary>
    public Task<int> StopAsync()
    {
        Process.Signal(ChildProcess.Terminate);
        return Process.WaitForExitAsync(StopLimit);
    }

    public async ValueTask DisposeAsync()
    {
        Registrar.Dispose();
        await Process.DisposeAsync();
    }
}
