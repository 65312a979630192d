using EirDiameter.Node.Audit;
using EirDiameter.Node.Feeds;
using EirDiameter.Store;

namespace EirDiameter.Node.Admin;

/// <summary>Single edits: each is on disk before it is acknowledged.</summary>
internal sealed class ListingEndpoints(ListingStore store, FeedFollowers followers, AuditLog audit, ILogger logger)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/feeds/{feed}/listings", AddAsync);
        routes.MapDelete("/v1/feeds/{feed}/listings/{equipment}", RemoveAsync);
    }

    private async Task<IResult> AddAsync(string feed, NewListing? body, HttpContext context)
    {
        if (EditedFeeds.WhyNot(feed, store, followers) is IResult problem) return problem;
        if (body is null) return Problem.BadRequest("Expected a JSON object with equipment and list, and perhaps reason, imsi, effective, expires");
        if (string.IsNullOrEmpty(body.List)) return Problem.Refused("list: expected white, grey or black");
        if (!ListingChange.TryParse(body.Equipment ?? "", body.List, body.Reason, body.Imsi, body.Effective, body.Expires, out ListingChange? change, out string? error))
            return Problem.Refused($"'{body.Equipment}': {error}");
        return await EditAsync("add", feed, body, () => store.AddAsync(feed, change!, context.RequestAborted), context);
    }

    private async Task<IResult> RemoveAsync(string feed, string equipment, string? imsi, string? list, HttpContext context)
    {
        if (EditedFeeds.WhyNot(feed, store, followers) is IResult problem) return problem;
        if (!ListingChange.TryParse(equipment, list, reason: null, imsi, effective: null, expires: null, out ListingChange? change, out string? error))
            return Problem.Refused($"'{equipment}': {error}");
        return await EditAsync("remove", feed, new NewListing(equipment, list, Reason: null, imsi, Effective: null, Expires: null), () => store.RemoveAsync(feed, change!, context.RequestAborted), context);
    }

    private async Task<IResult> EditAsync(string operation, string feed, NewListing edit, Func<Task<EditResult>> apply, HttpContext context)
    {
        Caller caller = Caller.Of(context);
        try
        {
            EditResult result = await apply();
            NodeLog.Edited(logger, operation, feed, caller.Address, Words.Of(result.Outcome));

            // The journal has the edit already; the audit log follows, since a second wait for the disk would double the time of an edit.
            audit.Post(operation, feed, caller.Name, edit.Reason ?? "", caller.Address, new { Edit = edit, Outcome = Words.Of(result.Outcome), result.Sequence });
            if (result.Outcome == EditOutcome.NotListed) return Problem.NotFound($"Feed {feed} does not list that equipment so; only the feed that listed it can take it back");
            EditBody answer = new(feed, result.Sequence, Words.Of(result.Outcome));
            return operation == "add" ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);
        }
        catch (StoreException e)
        {
            NodeLog.Edited(logger, operation, feed, caller.Address, e.Message);
            return store.Status.NotWritable is null ? Problem.Refused(e.Message) : Problem.NotWritable(e.Message);
        }
    }
}

/// <summary>Body of an addition.</summary>
internal sealed record NewListing(string? Equipment, string? List, string? Reason, string? Imsi, string? Effective, string? Expires);

/// <summary>Answer to an edit: <paramref name="Outcome"/> is added, changed, removed or unchanged.</summary>
internal sealed record EditBody(string Feed, long Sequence, string Outcome);
