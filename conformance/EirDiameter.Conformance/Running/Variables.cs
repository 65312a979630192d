using System.Text.RegularExpressions;

namespace EirDiameter.Conformance.Running;

/// <summary>What <c>${name}</c> stands for in the texts of a case.</summary>
internal sealed partial class Variables
{
    private readonly Dictionary<string, string> _values;

    public Variables(IEnumerable<KeyValuePair<string, string>> values) => _values = new(values);

    /// <summary>Gives a name its value.</summary>
    public string this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    /// <summary>The names in a text.</summary>
    public static IEnumerable<string> In(string text) => Name().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>The text with values in place of names.</summary>
    /// <exception cref="FormatException">A name has no value.</exception>
    public string Expand(string text) => Name().Replace(
        text,
        match => _values.GetValueOrDefault(match.Groups[1].Value) ?? throw new FormatException($"nothing is called ${{{match.Groups[1].Value}}}"));

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Name();
}
