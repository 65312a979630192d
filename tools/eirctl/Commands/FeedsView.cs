using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>All feeds as a table, and those that are followed as another.</summary>
internal static class FeedsView
{
    public static void Show(Printer printer, IEnumerable<JsonElement> feeds)
    {
        JsonElement[] all = [.. feeds];
        if (all.Length == 0)
        {
            printer.Line("no feeds");
            return;
        }

        printer.Table(["feed", "sequence", "white", "grey", "black", "pairs", "ranges", "produced ranges", "counts", "memory"], [.. all.Select(Row)]);
        JsonElement[] followed = [.. all.Where(feed => feed.Member("follow") is not null)];
        if (followed.Length == 0) return;
        printer.Title("Followed");
        printer.Table(["feed", "published", "confirmed", "stale", "held", "doing", "last error", "from"], [.. followed.Select(feed => Row(feed.Cell("name"), feed.Member("follow")!.Value))]);
    }

    private static string[] Row(string name, JsonElement follow)
    {
        string confirmed = follow.Text("lastSuccess") is null ? "never" : $"{Words.Duration(follow.GetProperty("ageSeconds").GetDouble())} ago";
        string held = follow.Member("held") is { } change ? $"sequence {change.Cell("sequence")}: {change.Cell("guards")}"
            : follow.Member("rolledBack") is { } pin ? $"rolled back by {pin.Cell("who")}"
            : "no";
        string doing = follow.Member("progress") is { } progress ? FollowProgressView.Of(progress) : "waiting";
        string error = follow.Member("lastError") is { } last ? $"{last.Cell("message")} (since {last.Cell("since")})" : Words.Nothing;
        return [name, follow.Cell("sequence"), confirmed, follow.Cell("stale"), held, doing, error, follow.Cell("url")];
    }

    private static string[] Row(JsonElement feed)
    {
        string produced = feed.Member("produced") is { } known
            ? $"{known.Cell("ranges")} of {Words.Count(known.Number("tacs"), "TAC")}, {known.Cell("completeTacs")} complete"
            : Words.Nothing;
        string memory = $"{Words.Size(feed.Number("memoryBytes"))}{(feed.Cell("inMemory") == "no" ? " and disk" : "")}";
        return
        [
            feed.Cell("name"), feed.Cell("sequence"), feed.Cell("white"), feed.Cell("grey"), feed.Cell("black"), feed.Cell("pairs"), feed.Cell("ranges"), produced,
            feed.Cell("ignored") == "yes" ? "no" : "yes", memory,
        ];
    }
}
