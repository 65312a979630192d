using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EirDiameter.Node.Admin;
using EirDiameter.Node.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>Followed feeds over the admin API.</summary>
public sealed class FeedEndpointsTests
{
    [Fact]
    public async Task A_feed_is_shown_synced_held_approved_verified_and_rolled_back()
    {
        await using FollowingNode node = await FollowingNode.StartAsync(new FeedSection { Guards = new GuardSection { MaxNewlyBlack = 0 } });
        await using WebApplication api = await ServeAsync(node);
        using HttpClient client = new() { BaseAddress = new Uri(api.Urls.First()) };
        node.Feed.With("black", "35209900000001");
        node.Feed.Publish(10);

        Assert.Equal("applied", (await PostAsync(client, "sync", null)).GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/v1/feeds/global/held")).StatusCode);
        node.Feed.With("black", "35209900000002");
        node.Feed.Publish(20);
        JsonElement held = (await PostAsync(client, "sync", null)).GetProperty("diff");
        Assert.Equal("MaxNewlyBlack", held.GetProperty("guards")[0].GetProperty("guard").GetString());
        JsonElement shown = await client.GetFromJsonAsync<JsonElement>("/v1/feeds/global/held");
        Assert.Equal(1, shown.GetProperty("diff").GetProperty("newlyBlack").GetInt32());

        JsonElement feeds = await client.GetFromJsonAsync<JsonElement>("/v1/feeds");
        JsonElement global = feeds.EnumerateArray().First(feed => feed.GetProperty("name").GetString() == "global");
        Assert.Equal((10, 1), (global.GetProperty("sequence").GetInt32(), global.GetProperty("black").GetInt32()));
        Assert.Equal((20, node.Server.Url), (global.GetProperty("follow").GetProperty("held").GetProperty("sequence").GetInt32(), global.GetProperty("follow").GetProperty("url").GetString()));
        Assert.Equal(JsonValueKind.Null, feeds.EnumerateArray().First(feed => feed.GetProperty("name").GetString() == "local").GetProperty("follow").ValueKind);

        Assert.Equal("applied", (await PostAsync(client, "approve", new { who = "anna", why = "asked the owner" })).GetProperty("outcome").GetString());
        JsonElement verified = await PostAsync(client, "verify?repair=true", null);
        Assert.Equal((true, 0), (verified.GetProperty("compared").GetBoolean(), verified.GetProperty("drifted").GetArrayLength()));
        Assert.Equal("rolled-back", (await PostAsync(client, "rollback", new { who = "anna", why = "was wrong" })).GetProperty("outcome").GetString());
        Assert.Equal("rejected", (await PostAsync(client, "reject", new { who = "anna", why = "is wrong" })).GetProperty("outcome").GetString());
        Assert.Equal("forgotten", (await PostAsync(client, "forget", new { who = "anna", why = "they began anew" })).GetProperty("outcome").GetString());
        Assert.Equal("unknown", node.Check("35209900000002"));
    }

    [Theory]
    [InlineData("approve", "{\"who\":\"\",\"why\":\"x\"}", HttpStatusCode.UnprocessableEntity, "who: expected the name")]
    [InlineData("approve", "{\"who\":\"anna\"}", HttpStatusCode.UnprocessableEntity, "why: expected the reason")]
    [InlineData("rollback", "{\"who\":\"anna\",\"why\":\"a\\nb\"}", HttpStatusCode.UnprocessableEntity, "one line")]
    [InlineData("reject", "{\"who\":\"anna\",\"why\":\"x\"}", HttpStatusCode.UnprocessableEntity, "nothing of feed global is held")]
    [InlineData("rollback", "{\"who\":\"anna\",\"why\":\"x\"}", HttpStatusCode.UnprocessableEntity, "no earlier state")]
    public async Task A_decision_that_cannot_be_taken_is_refused_with_a_reason(string decision, string body, HttpStatusCode status, string reason)
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        await using WebApplication api = await ServeAsync(node);
        using HttpClient client = new() { BaseAddress = new Uri(api.Urls.First()) };

        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync($"/v1/feeds/global/{decision}", content);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_that_is_not_there_or_not_followed_is_said_to_be_so()
    {
        await using FollowingNode node = await FollowingNode.StartAsync();
        await using WebApplication api = await ServeAsync(node);
        using HttpClient client = new() { BaseAddress = new Uri(api.Urls.First()) };

        using HttpResponseMessage local = await client.PostAsync("/v1/feeds/local/sync", null);
        using HttpResponseMessage none = await client.PostAsync("/v1/feeds/mars/verify", null);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (local.StatusCode, none.StatusCode));
        Assert.Contains("not followed", await local.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string what, object? body)
    {
        using HttpResponseMessage answer = await client.PostAsync($"/v1/feeds/global/{what}", body is null ? null : JsonContent.Create(body));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task<WebApplication> ServeAsync(FollowingNode node)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(json => AdminJson.Configure(json.SerializerOptions));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        new FeedEndpoints(node.Store, node.Followers).Map(app);
        await app.StartAsync();
        return app;
    }
}
