namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>Where the things under test are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Node { get; } = Built("src", "EirDiameter.Node");

    public static string Registry { get; } = Built("src", "EirDiameter.Registry");

    public static string Eirctl { get; } = Built("tools", "eirctl");

    public static string S13Load { get; } = Built("tools", "s13load");

    public static string Demo { get; } = Built("tools", "demo");

    /// <summary>A script of <c>conformance/peers</c>.</summary>
    public static string Peer(string script) => Path.Combine(Root, "conformance", "peers", script);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EirDiameter.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"EirDiameter.sln is in no folder above {AppContext.BaseDirectory}");
    }

    // Beside this assembly, in the same configuration: .../tests/PROJECT/bin/Release/net10.0/
    private static string Built(string folder, string project)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Root, folder, project, "bin", configuration, "net10.0", project + ".dll");
    }
}
