using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>A change that is held: why, and what it would do.</summary>
internal static class HeldView
{
    public static void Show(Printer printer, string feed, JsonElement held)
    {
        printer.Headline($"{Words.OneLine(feed)}: sequence {held.Cell("sequence")} is held since {held.Cell("since")}");
        JsonElement diff = held.Member("diff") ?? held;
        printer.Facts(
            ("made", held.Cell("created")),
            ("manifest", held.Cell("sha256")),
            ("listings", $"{diff.Number("before")} to {diff.Number("after")}"),
            ("added", diff.Cell("added")),
            ("changed", diff.Cell("changed")),
            ("removed", diff.Cell("removed")),
            ("newly black", diff.Cell("newlyBlack")),
            ("in use here", $"{diff.Number("seenNewlyBlack")} of {Words.Count(diff.Number("seen"), "equipment", "equipment")} of the last day would be blocked"),
            ("behind it", held.Member("newer") is { } newer ? $"sequence {newer.Cell("sequence")}" : null));
        printer.Title("Why");
        foreach (JsonElement guard in held.Items("guards")) printer.Line($"  {guard.Cell("guard")}: {guard.Cell("text")} ({guard.Cell("value")}, allowed {guard.Cell("limit")})");
        string[] blocked = [.. diff.Items("blocked").Select(Words.Cell)];
        if (blocked.Length == 0) return;
        printer.Title("Equipment in use here that it would block");
        foreach (string equipment in blocked) printer.Line($"  {equipment}");
        if (diff.Number("seenNewlyBlack") > blocked.Length) printer.Line($"  and {diff.Number("seenNewlyBlack") - blocked.Length} more");
    }
}
