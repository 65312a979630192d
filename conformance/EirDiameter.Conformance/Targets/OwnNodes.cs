using System.Collections.Concurrent;
using EirDiameter.Conformance.Profiles;

namespace EirDiameter.Conformance.Targets;

/// <summary>Nodes of this project, one for each configuration, started when the first case wants it; a case that stops its node has one of its own.</summary>
/// <param name="profile">Its settings and configurations are the nodes'.</param>
/// <param name="program">The node's <c>.dll</c>.</param>
/// <param name="list">Its list of equipment.</param>
/// <param name="listen">Where they listen.</param>
internal sealed class OwnNodes(Profile profile, string program, string list, string listen = "tcp://127.0.0.1:0") : ITargets
{
    private static readonly string[] Kinds = ["Release", "Debug"];

    private readonly (string Certificate, string Key)? _certificate =
        listen.StartsWith("tls:", StringComparison.Ordinal) ? NodeCertificate.Write(profile.OriginHost) : null;

    // Each start takes a processor whole; many at once would all be late.
    private readonly SemaphoreSlim _starting = new(Environment.ProcessorCount);
    private readonly ConcurrentDictionary<string, Lazy<Task<NodeProcess>>> _nodes = new();

    /// <summary>The processes that run now.</summary>
    public IEnumerable<NodeProcess> Running =>
        _nodes.Values.Where(node => node is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }).Select(node => node.Value.Result);

    /// <inheritdoc/>
    public bool CanStop => true;

    /// <inheritdoc/>
    public bool IsSecured => _certificate is not null;

    /// <inheritdoc/>
    public bool Has(string configuration) => configuration == Profile.Standard || profile.Configurations.ContainsKey(configuration);

    /// <summary>The node's program in a working copy of this project.</summary>
    /// <exception cref="TargetProblemException">There is none.</exception>
    public static string FindProgram()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "EirDiameter.sln")))
                continue;
            string[] built = [.. Kinds.Select(kind => Path.Combine(folder.FullName, "src", "EirDiameter.Node", "bin", kind, "net10.0", "EirDiameter.Node.dll"))];
            return built.FirstOrDefault(File.Exists) ?? throw new TargetProblemException("the node is not built: run dotnet build -c Release src/EirDiameter.Node");
        }

        throw new TargetProblemException("--node needs a working copy of EirDiameter around this program; with any other EIR, give --target tcp://HOST:PORT");
    }

    /// <inheritdoc/>
    public async Task<TargetLease> LeaseAsync(string configuration, bool exclusive)
    {
        if (exclusive)
        {
            NodeProcess own = await StartAsync(configuration);
            return new TargetLease(own.Address, own.Stop, own.DisposeAsync);
        }

        NodeProcess node = await _nodes.GetOrAdd(configuration, name => new Lazy<Task<NodeProcess>>(() => StartAsync(name))).Value;
        return new TargetLease(node.Address, Stop: null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (NodeProcess node in Running)
            await node.DisposeAsync();
        if (_certificate is { } files)
            Directory.Delete(Path.GetDirectoryName(files.Certificate)!, recursive: true);
        _starting.Dispose();
    }

    private async Task<NodeProcess> StartAsync(string configuration)
    {
        Dictionary<string, string> settings = new()
        {
            ["Diameter:Listen:0"] = listen,
            ["Diameter:OriginHost"] = profile.OriginHost,
            ["Diameter:OriginRealm"] = profile.OriginRealm,
            ["Admin:Url"] = "http://127.0.0.1:0",
            ["Lists:0:Feed"] = "local",
            ["Lists:0:File"] = list,
        };
        if (_certificate is { } files)
        {
            settings["Diameter:Tls:Certificate"] = files.Certificate;
            settings["Diameter:Tls:Key"] = files.Key;

            // Each case is an MME of another name, and who shows no certificate is bound to none.
            settings["Diameter:Tls:RequireClientCertificate"] = "false";
        }

        foreach ((string key, string value) in profile.Settings.Concat(profile.Configurations.GetValueOrDefault(configuration)?.Settings ?? new Dictionary<string, string>()))
            settings[key] = value;
        await _starting.WaitAsync();
        try
        {
            return await NodeProcess.StartAsync(program, settings);
        }
        finally
        {
            _starting.Release();
        }
    }
}
