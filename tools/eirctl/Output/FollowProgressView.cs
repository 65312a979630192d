using System.Text.Json;
using EirDiameter.Eirctl.Client;
using Spectre.Console;

namespace EirDiameter.Eirctl.Output;

/// <summary>What a node does with a feed while somebody waits for it; nothing when nobody looks.</summary>
internal static class FollowProgressView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public static Task<Answer> RunAsync(Run run, string feed, Func<Task<Answer>> work) =>
        run.Printer.IsInteractive && !run.Json
            ? run.Printer.Console.Status().StartAsync(Markup.Escape(Words.OneLine(feed)), status => WatchAsync(run, feed, work(), text => status.Status = Markup.Escape(text)))
            : work();

    private static async Task<Answer> WatchAsync(Run run, string feed, Task<Answer> work, Action<string> show)
    {
        while (await Task.WhenAny(work, Task.Delay(Interval, run.Cancel)) != work && !run.Cancel.IsCancellationRequested)
        {
            if (await DoingAsync(run, feed) is { } text) show(text);
        }
        return await work;
    }

    private static async Task<string?> DoingAsync(Run run, string feed)
    {
        try
        {
            JsonElement feeds = (await run.Node.GetAsync("v1/feeds", run.Cancel)).Json();
            JsonElement state = JsonView.ListIn(feeds, "feeds").FirstOrDefault(item => item.Text("name") == feed);
            return state.Member("follow")?.Member("progress") is { } progress ? $"{Words.OneLine(feed)}: {Of(progress)}" : null;
        }
        catch (RefusedException)
        {
            // The work itself tells how it ended.
            return null;
        }
    }

    /// <summary>`segments 12 of 40`.</summary>
    public static string Of(JsonElement progress)
    {
        string total = progress.Number("total") > 0 ? $" of {progress.Number("total")}" : "";
        return progress.Number("done") > 0 ? $"{progress.Cell("phase")} {progress.Number("done")}{total}" : progress.Cell("phase");
    }
}
