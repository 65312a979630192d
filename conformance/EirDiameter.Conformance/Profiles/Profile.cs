using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Profiles;

/// <summary>What a target is configured to: cases are judged by it. <c>conformance/README.md</c> documents each key.</summary>
internal sealed record Profile
{
    /// <summary>The configuration that a case is for unless it says otherwise.</summary>
    public const string Standard = "standard";

    /// <summary>What to call the target in reports.</summary>
    public required string Name { get; init; }

    /// <summary>The target's Origin-Host; empty: learned from its CEA.</summary>
    public string OriginHost { get; init; } = "";

    /// <summary>The target's Origin-Realm; empty: learned from its CEA.</summary>
    public string OriginRealm { get; init; } = "";

    /// <summary>The realm of the MMEs; empty: the target's own.</summary>
    public string ClientRealm { get; init; } = "";

    /// <summary>Tw of RFC 3539 3.4.1, before jitter.</summary>
    public TimeSpan Watchdog { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most that jitter adds to or takes from the watchdog interval.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the target waits for a CER.</summary>
    public TimeSpan Capabilities { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that an answer may take.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many cases may run at a time.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>How the target is configured now, when the runner did not start it.</summary>
    public string Configuration { get; init; } = Standard;

    /// <summary>What the target answers where operators decide: word → status or Result-Code.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>Test equipment on the target's lists: name → IMEI.</summary>
    public IReadOnlyDictionary<string, string> Equipment { get; init; } = new Dictionary<string, string>();

    /// <summary>Configuration of a node that the runner starts.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The configurations that there are, by name.</summary>
    public IReadOnlyDictionary<string, TargetConfiguration> Configurations { get; init; } = new Dictionary<string, TargetConfiguration>();

    /// <summary>The answers in one configuration.</summary>
    public IReadOnlyDictionary<string, string> AnswersIn(string configuration)
    {
        Dictionary<string, string> answers = new(Answers);
        foreach ((string word, string answer) in Configurations.GetValueOrDefault(configuration)?.Answers ?? new Dictionary<string, string>())
            answers[word] = answer;
        return answers;
    }

    /// <summary>Reads a profile.</summary>
    /// <exception cref="YamlProblemException">It cannot be understood.</exception>
    public static Profile Read(string path)
    {
        YamlMap map = YamlFile.Read(path);
        Profile profile = new()
        {
            Name = map.Text("name") ?? Path.GetFileNameWithoutExtension(path),
            OriginHost = map.Text("origin-host") ?? "",
            OriginRealm = map.Text("origin-realm") ?? "",
            ClientRealm = map.Text("client-realm") ?? "",
            Watchdog = Seconds(map, "watchdog-seconds", 30),
            Jitter = Seconds(map, "watchdog-jitter-seconds", 2),
            Capabilities = Seconds(map, "capabilities-seconds", 10),
            Answer = Seconds(map, "answer-seconds", 3),
            Parallel = map.Number("parallel") ?? 8,
            Configuration = map.Text("configuration") ?? Standard,
            Answers = map.Map("answers")?.AllTexts() ?? [],
            Equipment = map.Map("equipment")?.AllTexts() ?? [],
            Settings = map.Map("settings")?.AllTexts() ?? [],
            Configurations = ConfigurationsOf(map),
        };
        map.End("a profile");
        return profile.Parallel is >= 1 and <= 1000 ? profile : throw map.Problem("'parallel' must be 1 to 1000");
    }

    private static Dictionary<string, TargetConfiguration> ConfigurationsOf(YamlMap map)
    {
        Dictionary<string, TargetConfiguration> configurations = [];
        if (map.Map("configurations") is not { } all)
            return configurations;
        foreach (string name in all.Keys)
        {
            YamlMap one = all.Map(name)!;
            configurations[name] = new TargetConfiguration(one.Map("settings")?.AllTexts() ?? [], one.Map("answers")?.AllTexts() ?? []);
            one.End("a configuration");
        }

        return configurations;
    }

    private static TimeSpan Seconds(YamlMap map, string key, double otherwise)
    {
        double seconds = map.Real(key) ?? otherwise;
        return seconds is >= 0 and <= 3600 ? TimeSpan.FromSeconds(seconds) : throw map.Problem($"'{key}' must be 0 to 3600");
    }
}
