using EirDiameter.Conformance.Captures;

namespace EirDiameter.Conformance.Tests.Captures;

/// <summary>The captures of <c>conformance/traces</c>.</summary>
internal static class Samples
{
    public static TheoryData<string> Names => new("freediameter-mme.pcapng", "erlang-mme.pcap", "freediameter-mme-cooked.pcap");

    public static Capture Read(string name) => Capture.Read(PathOf(name));

    public static string PathOf(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "EirDiameter.sln")))
            folder = Path.GetDirectoryName(folder);
        return Path.Combine(folder!, "conformance", "traces", name);
    }
}
