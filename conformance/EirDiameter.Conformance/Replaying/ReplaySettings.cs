using System.Net;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Replaying;

/// <summary>To whom a capture is replayed, and how.</summary>
/// <param name="Target">Where the target listens.</param>
/// <param name="Answer">How long an answer may take.</param>
/// <param name="Known">What the target calls itself; null: learned from its CEA.</param>
/// <param name="Log">Who wants to know what passes; may be null.</param>
internal sealed record ReplaySettings(IPEndPoint Target, TimeSpan Answer, Identity? Known, ITrafficLog? Log)
{
    /// <summary>What a profile says of answers and names; nothing else in it matters here.</summary>
    /// <exception cref="YamlProblemException">It cannot be understood.</exception>
    public static (TimeSpan Answer, Identity? Known) ReadProfile(string path)
    {
        YamlMap map = YamlFile.Read(path);
        double seconds = map.Real("answer-seconds") ?? 3;
        if (seconds is <= 0 or > 3600)
            throw map.Problem("'answer-seconds' must be more than 0, and at most 3600");
        string? host = map.Text("origin-host"), realm = map.Text("origin-realm");
        return (TimeSpan.FromSeconds(seconds), host is null || realm is null ? null : new Identity(host, realm));
    }
}
