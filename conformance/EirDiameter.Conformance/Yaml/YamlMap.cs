using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace EirDiameter.Conformance.Yaml;

/// <summary>
/// A mapping that is taken apart key by key. What nobody took by the time of <see cref="End"/> is an error: a misspelt key must not
/// silently weaken a case.
/// </summary>
internal sealed class YamlMap
{
    private readonly string _file;
    private readonly Dictionary<string, YamlNode> _values = [];
    private readonly HashSet<string> _asked = [];
    private readonly List<string> _keys = [];

    public YamlMap(string file, YamlMappingNode node)
    {
        _file = file;
        Line = node.Start.Line;
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            string name = ((key as YamlScalarNode) ?? throw Problem("a key must be plain text")).Value ?? "";
            _values[name] = value;
            _keys.Add(name);
        }
    }

    /// <summary>Line of the file where it begins.</summary>
    public long Line { get; }

    /// <summary>The keys as they stand.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>True when the key is there. Asking makes it a known key.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _values.ContainsKey(key);
    }

    /// <summary>The text of a key; null when it is not there.</summary>
    public string? Text(string key) => Node(key) is { } node ? TextOf(node, key) : null;

    /// <summary>The text of a key that must be there.</summary>
    public string RequiredText(string key) => Text(key) ?? throw Problem($"'{key}' is missing");

    /// <summary>A whole number; null when it is not there.</summary>
    public int? Number(string key)
    {
        if (Text(key) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Problem($"'{key}' must be a whole number, not '{text}'");
    }

    /// <summary>A number; null when it is not there.</summary>
    public double? Real(string key)
    {
        if (Text(key) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw Problem($"'{key}' must be a number, not '{text}'");
    }

    /// <summary>Yes or no; <paramref name="otherwise"/> when it is not there.</summary>
    public bool Flag(string key, bool otherwise) => Text(key)?.ToUpperInvariant() switch
    {
        null => otherwise,
        "YES" or "TRUE" => true,
        "NO" or "FALSE" => false,
        string other => throw Problem($"'{key}' must be yes or no, not '{other}'"),
    };

    /// <summary>One text or a list of texts; empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string key) => Node(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select(item => TextOf(item, key))],
        YamlNode node => [TextOf(node, key)],
    };

    /// <summary>All of it as keys with one text each.</summary>
    public Dictionary<string, string> AllTexts() => _keys.ToDictionary(key => key, RequiredText);

    /// <summary>A mapping; null when it is not there.</summary>
    public YamlMap? Map(string key) => Node(key) is { } node ? MapOf(node, key) : null;

    /// <summary>A list of mappings; empty when it is not there.</summary>
    public IReadOnlyList<YamlMap> Maps(string key) => [.. Nodes(key).Select(node => MapOf(node, key))];

    /// <summary>The items of a list; empty when it is not there.</summary>
    public IReadOnlyList<YamlNode> Nodes(string key) => Node(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list],
        _ => throw Problem($"'{key}' must be a list"),
    };

    /// <summary>Whatever stands there; null when nothing does.</summary>
    public YamlNode? Node(string key)
    {
        _asked.Add(key);
        return _values.GetValueOrDefault(key);
    }

    /// <summary>A node of this file as a mapping.</summary>
    public YamlMap MapOf(YamlNode node, string what) =>
        node is YamlMappingNode map ? new YamlMap(_file, map) : throw ProblemAt(node, $"'{what}' must be a mapping, such as {{key: value}}");

    /// <summary>A node of this file as text.</summary>
    public string TextOf(YamlNode node, string what) =>
        node is YamlScalarNode { Value: { } text } ? text : throw ProblemAt(node, $"'{what}' must be one value");

    /// <summary>To be called when everything was taken.</summary>
    /// <exception cref="YamlProblemException">A key was not taken by anybody.</exception>
    public void End(string what)
    {
        if (_keys.FirstOrDefault(key => !_asked.Contains(key)) is { } unknown)
            throw Problem($"{what} has no key '{unknown}'; it has {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
    }

    /// <summary>An error at this mapping.</summary>
    public YamlProblemException Problem(string problem) => new(_file, Line, problem);

    /// <summary>An error at a node.</summary>
    public YamlProblemException ProblemAt(YamlNode node, string problem) => new(_file, node.Start.Line, problem);
}
