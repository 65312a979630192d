using System.Text.Json;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>A followed feed, as the node's <c>/v1/feeds</c> shows it.</summary>
internal sealed record FeedStatus
{
    /// <summary>Number of the last change that the store holds.</summary>
    public required long Sequence { get; init; }

    /// <summary>Listings of all kinds.</summary>
    public required long Listings { get; init; }

    /// <summary>What is wrong with the last attempt; null = nothing.</summary>
    public string? Fault { get; init; }

    /// <summary>The guards that hold a change; null = none is held.</summary>
    public string? Held { get; init; }

    /// <summary>Looks now.</summary>
    public static async Task<FeedStatus> OfAsync(EirNode node, string feed)
    {
        JsonElement feeds = await node.Admin.GetAsync("/v1/feeds");
        JsonElement found = feeds.EnumerateArray().Single(f => f.GetProperty("name").GetString() == feed);
        JsonElement follow = found.GetProperty("follow");
        JsonElement? error = Optional(follow, "lastError"), held = Optional(follow, "held");
        return new FeedStatus
        {
            Sequence = found.GetProperty("sequence").GetInt64(),
            Listings = found.GetProperty("white").GetInt64() + found.GetProperty("black").GetInt64() + found.GetProperty("grey").GetInt64(),
            Fault = error?.GetProperty("fault").GetString(),
            Held = held is { } change ? string.Join(' ', change.GetProperty("guards").EnumerateArray().Select(guard => guard.GetString())) : null,
        };
    }

    private static JsonElement? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
