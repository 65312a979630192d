using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>Whether a feed's listings are those that are published, in one line.</summary>
internal static class VerifyView
{
    /// <summary>Prints it, unless the answer itself is shown; true if they are, or are now.</summary>
    public static bool Show(Run run, string feed, JsonElement outcome)
    {
        bool isCompared = outcome.Cell("compared") == "yes";
        string[] drifted = [.. outcome.Items("drifted").Select(Words.Cell)];
        string[] miscounted = [.. outcome.Items("miscounted").Select(Words.Cell)];
        bool isRepaired = outcome.Cell("repaired") == "yes";
        if (!run.Json)
        {
            string text = !isCompared ? $"not compared: the store is at sequence {outcome.Cell("sequence")}, the feed at {outcome.Cell("published")}"
                : drifted.Length == 0 ? $"sequence {outcome.Cell("sequence")}, as published"
                : $"sequence {outcome.Cell("sequence")}, {Words.Count(drifted.Length, "bucket")} of 256 {(isRepaired ? "drifted, now repaired" : "drifted")}: {string.Join(", ", drifted)}";
            if (miscounted.Length > 0) text += $"; kept digests that were not those counted anew: {string.Join(", ", miscounted)}";
            if (outcome.Text("message") is { } message) text += $": {Words.OneLine(message)}";
            run.Printer.Line($"{Words.OneLine(feed)}: {text}");
        }
        return isCompared && ((drifted.Length == 0 && miscounted.Length == 0) || isRepaired);
    }
}
