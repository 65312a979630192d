using EirDiameter.Node.Configuration;
using EirDiameter.Node.Tests.Feeds;
using EirDiameter.Node.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Admin;

/// <summary>What the API takes for which feed, and what of it goes into the log.</summary>
public sealed class EditedFeedsTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    private static readonly NodeOptions Followed = new()
    {
        Feeds = [new FeedSection { Name = "global", Url = "http://127.0.0.1:9/", PublicKey = "none.pem" }, new FeedSection { Name = "police" }],
    };

    [Theory]
    [InlineData("POST", "/v1/feeds/global/listings", """{"equipment":"35693803564380","list":"black"}""")]
    [InlineData("DELETE", "/v1/feeds/global/listings/35693803564380", null)]
    [InlineData("POST", "/v1/feeds/global/imports?name=one.csv", "equipment,list\n35693803564380,black\n")]
    public async Task A_feed_that_is_followed_is_not_edited_here(string method, string path, string? body)
    {
        await using ServedApi api = await ServedApi.StartAsync(Followed, Time);

        ServedApi.Answer answer = await api.AskAsync(new HttpMethod(method), path, body);

        Assert.Equal(422, answer.Status);
        Assert.StartsWith("Feed global is followed from its Url", answer.Detail, StringComparison.Ordinal);
        Assert.Equal((0, 0), (api.Store.Status.Feeds[0].Sequence, api.Audit.Status.Lines));
    }

    [Fact]
    public async Task Feeds_without_a_publisher_are()
    {
        await using ServedApi api = await ServedApi.StartAsync(Followed, Time);
        foreach (string feed in (string[])["local", "police"])
            Assert.Equal(201, (await api.AskAsync(HttpMethod.Post, $"/v1/feeds/{feed}/listings", """{"equipment":"35693803564380","list":"black"}""")).Status);

        Assert.Equal(200, (await api.AskAsync(HttpMethod.Post, "/v1/feeds/national/imports?name=one.csv", "equipment,list\n35693803564381,black\n")).Status);
    }

    [Fact]
    public async Task A_call_that_fails_is_logged_without_the_equipment_that_it_was_about()
    {
        RecordingLogger log = new();
        await using ServedApi api = await ServedApi.StartAsync(new NodeOptions(), Time, log);
        await api.Store.DisposeAsync();

        Assert.Equal(500, (await api.AskAsync(HttpMethod.Get, "/v1/explain/35693803564380?imsi=001010123456789")).Status);

        string line = Assert.Single(log.Lines, line => line.Contains("failed", StringComparison.Ordinal));
        Assert.Contains("GET /v1/explain/{equipment} failed", line, StringComparison.Ordinal);
        Assert.DoesNotContain("35693803564380", line, StringComparison.Ordinal);
    }
}
