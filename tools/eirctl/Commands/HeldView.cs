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
            ("in ranges", diff.Number("newlyBlackInRanges") > 0 ? Words.Count(diff.Number("newlyBlackInRanges"), "equipment", "equipment") : null),
            ("black no longer", diff.Number("noLongerBlack") > 0 ? $"{diff.Number("noLongerBlack")} of {diff.Number("blackBefore")}" : null),
            ("in use here", $"{diff.Number("seenNewlyBlack")} of {Words.Count(diff.Number("seen"), "equipment", "equipment")} of the last day would be blocked"),
            ("produced ranges", diff.Member("produced") is { } produced ? Produced(produced, diff.Number("seen")) : null),
            ("behind it", held.Member("newer") is { } newer ? $"sequence {newer.Cell("sequence")}" : null));
        printer.Title("Why");
        foreach (JsonElement guard in held.Items("guards")) printer.Line($"  {guard.Cell("guard")}: {guard.Cell("text")} ({guard.Cell("value")}, allowed {guard.Cell("limit")})");
        ShowSome(printer, "Equipment in use here that it would block", diff, "blocked", "seenNewlyBlack");
        if (diff.Member("produced") is { } ranges) ShowSome(printer, "Equipment in use here that would count as not produced", ranges, "notProduced", "seenNotProduced");
    }

    private static string Produced(JsonElement diff, long seen) =>
        $"sequence {diff.Cell("from")} to {diff.Cell("to")}: {diff.Number("tacsBefore")} to {Words.Count(diff.Number("tacsAfter"), "TAC")}, "
        + $"{diff.Number("completeBefore")} to {diff.Number("completeAfter")} complete, {diff.Number("serialsBefore")} to {diff.Number("serialsAfter")} serial numbers; "
        + $"{diff.Number("seenNotProduced")} of {Words.Count(seen, "equipment", "equipment")} of the last day would be answered otherwise";

    private static void ShowSome(Printer printer, string title, JsonElement diff, string names, string count)
    {
        string[] some = [.. diff.Items(names).Select(Words.Cell)];
        if (some.Length == 0) return;
        printer.Title(title);
        foreach (string equipment in some) printer.Line($"  {equipment}");
        if (diff.Number(count) > some.Length) printer.Line($"  and {diff.Number(count) - some.Length} more");
    }
}
