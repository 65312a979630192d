using System.Globalization;
using System.Text.RegularExpressions;
using EirDiameter.Conformance.Profiles;

namespace EirDiameter.Conformance.Cases;

/// <summary>A time in a case: <c>200ms</c>, <c>2s</c>, and sums with the target's timers such as <c>3*watchdog - jitter + 1s</c>.</summary>
internal sealed partial class Duration
{
    private readonly string _text;
    private readonly List<(double Factor, string Unit)> _terms;

    private Duration(string text, List<(double Factor, string Unit)> terms)
    {
        _text = text;
        _terms = terms;
    }

    /// <summary>True when it depends on a timer of the target, so takes long.</summary>
    public bool NamesTimer => _terms.Exists(term => term.Unit is not ("s" or "ms"));

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is none; the message says how to write one.</exception>
    public static Duration Parse(string text)
    {
        List<(double Factor, string Unit)> terms = [];
        Match match = Sum().Match(text.Trim());
        if (!match.Success)
            throw new FormatException($"'{text}' is no duration: write 200ms, 2s, or a sum such as watchdog + jitter + 1s, 3*watchdog - 200ms, capabilities + 2s");
        for (int i = 0; i < match.Groups["term"].Captures.Count; i++)
        {
            Match term = Term().Match(match.Groups["term"].Captures[i].Value);
            double factor = term.Groups["factor"].Success ? double.Parse(term.Groups["factor"].Value, CultureInfo.InvariantCulture) : 1;
            bool isMinus = i > 0 && match.Groups["sign"].Captures[i - 1].Value == "-";
            terms.Add((isMinus ? -factor : factor, term.Groups["unit"].Value));
        }

        return new Duration(text, terms);
    }

    /// <summary>How long that is for this target; never less than nothing.</summary>
    public TimeSpan For(Profile profile)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach ((double factor, string unit) in _terms)
        {
            sum += factor * unit switch
            {
                "ms" => TimeSpan.FromMilliseconds(1),
                "s" => TimeSpan.FromSeconds(1),
                "watchdog" => profile.Watchdog,
                "jitter" => profile.Jitter,
                "answer" => profile.Answer,
                _ => profile.Capabilities,
            };
        }

        return sum > TimeSpan.Zero ? sum : TimeSpan.Zero;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    [GeneratedRegex(@"^(?<factor>\d+(\.\d+)?)?\s*\*?\s*(?<unit>ms|s|watchdog|jitter|capabilities|answer)$")]
    private static partial Regex Term();

    [GeneratedRegex(@"^(?<term>(\d+(\.\d+)?\s*(ms|s)|(\d+(\.\d+)?\s*\*\s*)?(watchdog|jitter|capabilities|answer)))(\s*(?<sign>[+-])\s*(?<term>(\d+(\.\d+)?\s*(ms|s)|(\d+(\.\d+)?\s*\*\s*)?(watchdog|jitter|capabilities|answer))))*$")]
    private static partial Regex Sum();
}
