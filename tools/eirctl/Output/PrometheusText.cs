using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EirDiameter.Eirctl.Output;

/// <summary>The Prometheus text exposition format, as samples.</summary>
internal static partial class PrometheusText
{
    /// <summary>One object for each sample: name, labels, value. A value stays text when JSON has no such number (NaN, +Inf).</summary>
    public static JsonArray ToJson(string text)
    {
        var samples = new JsonArray();
        foreach (string line in text.Split('\n'))
        {
            if (Sample().Match(line) is not { Success: true } match) continue;
            var labels = new JsonObject();
            foreach (Match label in Label().Matches(match.Groups["labels"].Value))
                labels[label.Groups["name"].Value] = Unescape(label.Groups["value"].Value);
            string value = match.Groups["value"].Value;
            bool isNumber = double.TryParse(value, out double number) && double.IsFinite(number);
            samples.Add(new JsonObject { ["name"] = match.Groups["name"].Value, ["labels"] = labels, ["value"] = isNumber ? number : value });
        }
        return samples;
    }

    private static string Unescape(string value) => Escape().Replace(value, escape => escape.Value[1] == 'n' ? "\n" : escape.Value[1..]);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([^"}]|"([^"\\]|\\.)*")*)\})?\s+(?<value>\S+)""")]
    private static partial Regex Sample();

    [GeneratedRegex(""""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)(?=")"""")]
    private static partial Regex Label();

    [GeneratedRegex("""\\.""")]
    private static partial Regex Escape();
}
