using System.Text.Json;
using System.Text.Json.Nodes;
using EirDiameter.Feed;
using EirDiameter.Node.Feeds;
using EirDiameter.Store;

namespace EirDiameter.Node.Admin;

/// <summary>How feeds are, and what operators do with those that are followed.</summary>
internal sealed class FeedEndpoints(ListingStore store, FeedFollowers followers)
{
    private const int LongestWho = 64;
    private const int LongestWhy = 500;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/feeds", () => TypedResults.Ok(Feeds()));
        routes.MapPost("/v1/feeds/{feed}/sync", SyncAsync);
        routes.MapPost("/v1/feeds/{feed}/verify", VerifyAsync);
        routes.MapGet("/v1/feeds/{feed}/held", Held);
        routes.MapPost("/v1/feeds/{feed}/approve", (string feed, DecisionBody? body) => DecideAsync(feed, body, (follower, word) => follower.ApproveAsync(word)));
        routes.MapPost("/v1/feeds/{feed}/reject", (string feed, DecisionBody? body) => DecideAsync(feed, body, (follower, word) => follower.RejectAsync(word)));
        routes.MapPost("/v1/feeds/{feed}/forget", (string feed, DecisionBody? body) => DecideAsync(feed, body, (follower, word) => follower.ForgetAsync(word)));
        routes.MapPost("/v1/feeds/{feed}/rollback", (string feed, DecisionBody? body) => DecideAsync(feed, body, (follower, word) => follower.RollBackAsync(word)));
    }

    private JsonArray Feeds()
    {
        JsonArray feeds = [];
        foreach (FeedStatus status in store.Status.Feeds)
        {
            JsonNode feed = JsonSerializer.SerializeToNode(status, AdminJson.Options)!;
            feed["follow"] = followers.Find(status.Name) is FeedFollower follower ? JsonSerializer.SerializeToNode(follower.Status, AdminJson.Options) : null;
            feeds.Add(feed);
        }

        return feeds;
    }

    // Who asked may go away; the feed is brought up to date all the same.
    private async Task<IResult> SyncAsync(string feed)
    {
        if (!TryFind(feed, out FeedFollower? follower, out IResult? problem)) return problem!;
        return Results.Json(await follower!.SyncAnewAsync(), AdminJson.Options);
    }

    private async Task<IResult> VerifyAsync(string feed, bool? repair)
    {
        if (!TryFind(feed, out FeedFollower? follower, out IResult? problem)) return problem!;
        return await AnswerAsync(async () => Results.Json(await follower!.VerifyAsync(repair ?? false), AdminJson.Options));
    }

    private IResult Held(string feed)
    {
        if (!TryFind(feed, out FeedFollower? follower, out IResult? problem)) return problem!;
        return follower!.Held is HeldChange held ? Results.Json(held, AdminJson.Options) : Problem.NotFound($"Nothing of feed {feed} is held");
    }

    private async Task<IResult> DecideAsync(string feed, DecisionBody? body, Func<FeedFollower, OperatorWord, Task<SyncOutcome>> decide)
    {
        if (!TryFind(feed, out FeedFollower? follower, out IResult? problem)) return problem!;
        if (body is null) return Problem.BadRequest("Expected a JSON object with who and why");
        if (FaultOf("who", body.Who, LongestWho) is string who) return Problem.Refused(who);
        if (FaultOf("why", body.Why, LongestWhy) is string why) return Problem.Refused(why);
        OperatorWord word = new(body.Who!.Trim(), body.Why!.Trim(), body.Sha256);
        return await AnswerAsync(async () => Results.Json(await decide(follower!, word), AdminJson.Options));
    }

    private async Task<IResult> AnswerAsync(Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (OperatorRefusedException e)
        {
            return Problem.Refused(e.Message);
        }
        catch (OperationCanceledException)
        {
            return Problem.Refused("Another operator's decision went before, or the node is stopping; ask again");
        }
        catch (FeedException e)
        {
            return Problem.Refused(e.Message);
        }
        catch (StoreException e)
        {
            return store.Status.NotWritable is null ? Problem.Refused(e.Message) : Problem.NotWritable(e.Message);
        }
    }

    private bool TryFind(string feed, out FeedFollower? follower, out IResult? problem)
    {
        follower = followers.Find(feed);
        problem = follower is not null ? null
            : !store.Feeds.Contains(feed) ? Problem.NotFound($"There is no feed '{feed}'; expected one of {string.Join(", ", store.Feeds)}")
            : Problem.NotFound($"Feed {feed} is not followed: it has no Url in the configuration");
        return follower is not null;
    }

    private static string? FaultOf(string name, string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) ? $"{name}: expected {(name == "who" ? "the name of who decides" : "the reason of the decision")}"
        : text.Trim().Length > longest ? $"{name}: expected at most {longest} characters, not {text.Trim().Length}"
        : text.Trim().Any(char.IsControl) ? $"{name}: expected text on one line without control characters"
        : null;
}

/// <summary>Body of a decision. <paramref name="Sha256"/>, if given, names the manifest that was looked at: another one is not decided on.</summary>
internal sealed record DecisionBody(string? Who, string? Why, string? Sha256);
