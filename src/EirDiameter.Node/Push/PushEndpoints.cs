using System.Globalization;
using System.Text.Json;
using EirDiameter.Node.Admin;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EirDiameter.Node.Push;

/// <summary>
/// Where registers push: one record a call. What was answered 200 is durable and served; the same record again is answered 200 as well, since
/// registers try again, and stop at an error. Each feed has its key, which opens nothing else, and its rate.
/// </summary>
/// <remarks>Records are judged in the order of their arrival: from the reading of a body to the store's queue nothing is waited for.</remarks>
internal sealed class PushEndpoints : IDisposable
{
    /// <summary>Where pushing is; open to the keys of <c>Push</c> and not to those of <c>Admin:Keys</c>.</summary>
    public const string Path = "/v1/push";

    private const int MaxBodyBytes = 16 * 1024;
    private const int SecondsToMakeRoom = 30;

    private readonly Dictionary<string, PushedFeed> _feeds;
    private readonly PushMeter _meter = new();
    private readonly ListingStore _store;
    private readonly ILogger _logger;

    public PushEndpoints(IReadOnlyList<PushSection> feeds, ListingStore store, TimeProvider time, ILogger logger)
    {
        _feeds = feeds.ToDictionary(feed => feed.Feed, feed => new PushedFeed(new PushKey(feed.Key), new RecordAllowance(feed.MaxRecordsPerSecond, time)));
        _store = store;
        _logger = logger;
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path + "/{feed}", PushAsync);

    public void Dispose() => _meter.Dispose();

    private async Task<IResult> PushAsync(string feed, HttpContext context)
    {
        // Which feeds are pushed is nobody's business without a key.
        if (!_feeds.TryGetValue(feed, out PushedFeed? pushed) || !pushed.Key.IsShownBy(context.Request.Headers.Authorization.ToString()))
            return Unauthorized(feed, pushed is not null, context);
        if (!pushed.Allowance.TryTake(out TimeSpan wait)) return Limited(feed, wait, context);
        (JsonElement body, string? fault) = await ReadAsync(context);
        if (fault is not null) return Refused(feed, fault, context, Problem.BadRequest(fault));
        if (!PushRecord.TryRead(body, out PushRecord? record, out string? error)) return Refused(feed, error, context, Problem.Refused(error));
        try
        {
            EditResult result = record.IsRemoval
                ? await _store.RemoveAsync(feed, record.Change, context.RequestAborted)
                : await _store.AddAsync(feed, record.Change, context.RequestAborted);
            string outcome = OutcomeOf(result.Outcome);
            _meter.Count(feed, outcome);
            NodeLog.Pushed(_logger, record.IsRemoval ? "DELETE" : "ADD", record.ListType, record.Masked, record.RequestId, feed, outcome);
            return TypedResults.Ok(new PushBody(record.RequestId, feed, outcome, result.Sequence));
        }
        catch (StoreException e)
        {
            // The record itself was found good: it is the disk, or the end of the node.
            _meter.Count(feed, "not-writable");
            NodeLog.PushRefused(_logger, feed, AddressOf(context), e.Message);
            context.Response.Headers.RetryAfter = SecondsToMakeRoom.ToString(CultureInfo.InvariantCulture);
            return Problem.Unavailable($"Nothing was changed; send the record again later: {e.Message}");
        }
    }

    private ProblemHttpResult Unauthorized(string feed, bool isPushed, HttpContext context)
    {
        if (isPushed) _meter.Count(feed, "unauthorized");
        context.Response.Headers.WWWAuthenticate = PushKey.Challenge;
        return Problem.Unauthorized("Show the key of this feed's push, as 'Authorization: Bearer KEY' or as the password of basic authentication; keys of Admin:Keys do not open it");
    }

    private ProblemHttpResult Limited(string feed, TimeSpan wait, HttpContext context)
    {
        _meter.Count(feed, "limited");
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Problem.TooMany($"More records a second than Push:MaxRecordsPerSecond of feed {feed} allows; nothing was changed, send the record again later");
    }

    private IResult Refused(string feed, string why, HttpContext context, IResult answer)
    {
        _meter.Count(feed, "refused");
        NodeLog.PushRefused(_logger, feed, AddressOf(context), PushRecord.Mask(why));
        return answer;
    }

    private static async Task<(JsonElement Body, string? Fault)> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBodyBytes;
        try
        {
            // Whatever type the caller says it is.
            using JsonDocument document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (document.RootElement.Clone(), null)
                : (default, "Expected one record, a JSON object with operation, listType, and imei or tac");
        }
        catch (JsonException e)
        {
            return (default, $"Expected one record, a JSON object with operation, listType, and imei or tac: {e.Message}");
        }
    }

    private static string OutcomeOf(EditOutcome outcome) => outcome == EditOutcome.NotListed ? "not-listed" : Words.Of(outcome);

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "?";

    private sealed record PushedFeed(PushKey Key, RecordAllowance Allowance);
}

/// <summary>Answer to a record: <paramref name="Outcome"/> is added, changed, unchanged, removed or not-listed.</summary>
internal sealed record PushBody(string? RequestId, string Feed, string Outcome, long Sequence);
