using System.Text;
using EirDiameter.Conformance.Captures;

namespace EirDiameter.Conformance.Extracting;

/// <summary>One exchange as a suite of one case, in the format of <c>conformance/cases/README.md</c>.</summary>
internal static class ExtractedCase
{
    /// <summary>An id for it when the user gives none: the file's name and the exchange's number.</summary>
    public static string UsualId(string capture, int number)
    {
        string name = string.Concat(Path.GetFileNameWithoutExtension(capture).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return $"{(name.Length == 0 ? "capture" : name)}-{number}";
    }

    /// <summary>The text of the file.</summary>
    public static string Text(string capture, CapturedExchange exchange, string id)
    {
        IReadOnlyList<string> request = RequestSteps.Of(exchange, out string kind), answer = AnswerSteps.Of(exchange);
        string title = $"Exchange {exchange.Number} of {capture}: {ExchangeText.OfRequest(exchange.Request.Octets)} is answered {ExchangeText.OfAnswer(exchange.Answer?.Octets)}";
        StringBuilder text = new();
        text.Append($"# As a capture has it: make title, clause and level say what rule it shows.\n");
        text.Append($"title: {Quoted($"From {capture}")}\ncases:\n");
        text.Append($"  - id: {id}\n    title: {Quoted(title)}\n    clause: RFC 6733 6.2\n    level: MUST\n    steps:\n");

        // A case begins with an open connection, where a CER has no place any more.
        if (exchange.Command == 257)
            AddStep(text, ["connect: mme", "capabilities: no"]);
        AddStep(text, request);
        AddStep(text, kind.Length == 0 && exchange.Answer is not null ? ["expect: answer", .. answer.Skip(1)] : answer);
        return text.ToString();
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static void AddStep(StringBuilder text, IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
            text.Append(i == 0 ? "      - " : "        ").Append(lines[i]).Append('\n');
    }
}
