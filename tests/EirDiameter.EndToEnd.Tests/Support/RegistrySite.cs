using EirDiameter.Registry.Tests;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>
/// What stays of a registry while its processes come and go: a database, keys, the published feeds, and the address it comes back on.
/// </summary>
internal sealed class RegistrySite
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);

    private readonly string[] _settings;
    private string _url = "http://127.0.0.1:0";

    private RegistrySite(TemporaryFolder folder, string database, string connection)
    {
        Feeds = folder.File("feeds");
        SigningKey = folder.File("feed.key.pem");
        _settings =
        [
            "--Registry:Database:Provider", database,
            "--Registry:Database:Connection", connection,
            "--Registry:Publish:Folder", Feeds,
            "--Registry:Publish:Key", SigningKey,
            "--Registry:RegistrarKeys:0", RegistryProcess.RegistrarKey,
        ];
    }

    /// <summary>The databases that a registry may have.</summary>
    public static string[] Databases { get; } = ["Sqlite", "PostgreSql"];

    /// <summary>Where it publishes: one folder for each feed.</summary>
    public string Feeds { get; }

    /// <summary>The private key that signs the feeds.</summary>
    public string SigningKey { get; }

    /// <summary>A new one, with an empty database.</summary>
    public static async Task<RegistrySite> CreateAsync(TemporaryFolder folder, string database = "Sqlite") =>
        new(folder, database, database == "Sqlite" ? $"Data Source={folder.File("registry.db")}" : await CreatePostgreSqlAsync());

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <param name="settings">More configuration: key, value, key, value.</param>
    /// <param name="through">A command that runs it, such as one that enters a namespace.</param>
    public async Task<RegistryProcess> StartAsync(string[]? settings = null, string[]? through = null)
    {
        RegistryProcess process = await RegistryProcess.StartAsync(["--Registry:Url", _url, .. _settings, .. settings ?? []], through);
        _url = process.Url.GetLeftPart(UriPartial.Authority);
        return process;
    }

    /// <summary>Starts one more process on the same database and feeds, at an address of its own.</summary>
    public Task<RegistryProcess> StartAnotherAsync(string[]? settings = null) =>
        RegistryProcess.StartAsync(["--Registry:Url", "http://127.0.0.1:0", .. _settings, .. settings ?? []]);

    /// <summary>Runs a command that must succeed, and returns what it printed.</summary>
    public async Task<string> RunAsync(params string[] words)
    {
        (int exitCode, IReadOnlyList<string> output, IReadOnlyList<string> errors) =
            await ChildProcess.RunAsync("dotnet", [Repository.Registry, .. words, .. _settings], CommandLimit, Path.GetTempPath());
        string text = string.Join('\n', output);
        if (exitCode != 0) throw new InvalidOperationException($"{string.Join(' ', words)}: {exitCode}\n{text}\n{string.Join('\n', errors)}");
        return text;
    }

    private static async Task<string> CreatePostgreSqlAsync()
    {
        string connection = PostgreSqlServer.Connection, name = $"eir_{Guid.NewGuid():N}";
        Dictionary<string, string> server = connection.Split(';').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        (int exitCode, _, IReadOnlyList<string> errors) =
            await ChildProcess.RunAsync("createdb", ["-h", server["Host"], "-p", server["Port"], "-U", server["Username"], name], CommandLimit);
        return exitCode == 0 ? $"{connection};Database={name}" : throw new InvalidOperationException(string.Join('\n', errors));
    }
}
