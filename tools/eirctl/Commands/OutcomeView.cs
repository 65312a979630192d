using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>What became of a feed, in one line.</summary>
internal static class OutcomeView
{
    /// <summary>Prints it, unless the answer itself is shown; true if it is one of those that were asked for.</summary>
    public static bool Show(Run run, string feed, JsonElement outcome, params string[] asked)
    {
        string word = outcome.Text("outcome") ?? "";
        if (!run.Json) run.Printer.Line($"{Words.OneLine(feed)}: {Meaning(word, feed)}{Changes(outcome)}{Why(outcome)}");
        return asked.Contains(word);
    }

    private static string Meaning(string outcome, string feed) => outcome switch
    {
        "up-to-date" => "up to date",
        "held" => $"held: see `eirctl feeds held {Words.OneLine(feed)}`, then approve or reject",
        "rolled-back-held" => "held, since it was rolled back: approve what is to count",
        "rolled-back" => "rolled back",
        "forgotten" => "forgotten what was verified: see `eirctl feeds`, what comes next may be held",
        "rejected" => "rejected, and not tried again",
        _ => Words.OneLine(outcome),
    };

    private static string Changes(JsonElement outcome)
    {
        if (outcome.Cell("to") == Words.Nothing) return "";
        string sequence = outcome.Cell("from") == outcome.Cell("to") ? $", sequence {outcome.Cell("to")}" : $", sequence {outcome.Cell("from")} to {outcome.Cell("to")}";
        if (outcome.Cell("added") == Words.Nothing) return sequence;
        return $"{sequence}: {outcome.Number("added")} added, {outcome.Number("changed")} changed, {outcome.Number("removed")} removed, {outcome.Number("newlyBlack")} newly black";
    }

    private static string Why(JsonElement outcome) => outcome.Text("message") is { } message ? $": {Words.OneLine(message)}" : "";
}
