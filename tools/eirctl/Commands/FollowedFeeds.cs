using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>Does something to one feed, or to each that the node follows, and shows what became of it.</summary>
internal static class FollowedFeeds
{
    public static Argument<string?> Optional() => new("FEED") { Description = "The feed. Default: each that the node follows.", Arity = ArgumentArity.ZeroOrOne };

    public static Argument<string> Required() => new("FEED") { Description = "The feed." };

    /// <param name="run">What was typed.</param>
    /// <param name="feed">The feed that was named; null = each that is followed.</param>
    /// <param name="path">The address to ask, given a feed.</param>
    /// <param name="show">Prints the answer for people and tells whether it is what was asked for.</param>
    public static async Task<int> EachAsync(Run run, string? feed, Func<string, string> path, Func<string, JsonElement, bool> show)
    {
        bool isDone = true;
        var all = new JsonArray();
        foreach (string name in feed is null ? await NamesAsync(run) : [feed])
        {
            Answer answer = await FollowProgressView.RunAsync(run, name, () => run.Node.PostLongAsync(path(name), json: null, run.Cancel));
            isDone &= show(name, answer.Json());
            if (feed is not null && run.Json) run.Terminal.Out.WriteLine(answer.Body.TrimEnd());
            all.Add(new JsonObject { ["feed"] = name, ["answer"] = JsonNode.Parse(answer.Body) });
        }
        if (feed is null && run.Json) run.Terminal.Out.WriteLine(all.ToJsonString());
        return isDone ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static async Task<string[]> NamesAsync(Run run)
    {
        JsonElement feeds = (await run.Node.GetAsync("v1/feeds", run.Cancel)).Json();
        string[] names = [.. JsonView.ListIn(feeds, "feeds").Where(feed => feed.Member("follow") is not null).Select(feed => feed.Text("name") ?? "")];
        return names.Length > 0 ? names : throw new RefusedException("the node follows no feed: none has a Url in its configuration");
    }
}
