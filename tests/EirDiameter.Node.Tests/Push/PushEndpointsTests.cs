using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Push;

public sealed class PushEndpointsTests : IAsyncLifetime
{
    private const string CeirKey = "the-key-of-the-ceir";
    private const string OtherKey = "the-key-of-the-others";
    private const string AdminKey = "a-key-of-the-operators";
    private const string Stolen = """{"requestId":"7","operation":"ADD","listType":"BLOCKED_LIST","imei":"35693803564380","reason":"stolen"}""";
    private const string Found = """{"operation":"DELETE","listType":"BLOCKED_LIST","imei":"35693803564380"}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private ServedApi _api = null!;

    public async Task InitializeAsync() => _api = await ServedApi.StartAsync(
        new NodeOptions
        {
            Push =
            [
                new PushSection { Feed = "ceir", Key = CeirKey, MaxRecordsPerSecond = 0 },
                new PushSection { Feed = "others", Key = OtherKey, MaxRecordsPerSecond = 2 },
            ],
            Admin = new AdminOptions { Keys = [AdminKey] },
        },
        _time);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_record_counts_at_once_and_the_same_again_is_answered_well()
    {
        ServedApi.Answer added = await PushAsync(Stolen);
        Assert.Equal(200, added.Status);
        Assert.Equal("added", added.Outcome);
        Assert.Equal("7", added.Json.GetProperty("requestId").GetString());
        Assert.Equal("ceir", added.Json.GetProperty("feed").GetString());
        Assert.Equal("black", await StatusOfAsync("35693803564380"));

        Assert.Equal((200, "unchanged"), Brief(await PushAsync(Stolen)));
        Assert.Equal((200, "removed"), Brief(await PushAsync(Found)));
        Assert.Equal((200, "not-listed"), Brief(await PushAsync(Found)));
        Assert.Equal("unknown", await StatusOfAsync("35693803564380"));
    }

    [Fact]
    public async Task A_removal_takes_off_the_list_it_names_and_no_other()
    {
        await PushAsync("""{"operation":"ADD","listType":"TRACKED_LIST","imei":"35693803564380"}""");
        await PushAsync(Stolen);
        await PushAsync(Found);

        Assert.Equal("grey", await StatusOfAsync("35693803564380"));
    }

    [Fact]
    public async Task An_exception_lets_its_subscriber_in_and_a_TAC_blocks_its_million()
    {
        await PushAsync("""{"operation":"ADD","listType":"BLOCKED_TAC","tac":"35693803"}""");
        await PushAsync("""{"operation":"ADD","listType":"EXCEPTION_LIST","imei":"35693803564380","imsi":"001010123456789"}""");

        Assert.Equal("white", await StatusOfAsync("35693803564380?imsi=001010123456789"));
        Assert.Equal("black", await StatusOfAsync("35693803564380?imsi=001010123456780"));
        Assert.Equal("black", await StatusOfAsync("35693803999999"));
    }

    [Theory]
    [InlineData(null, null, 401)]
    [InlineData("Bearer", OtherKey, 401)]
    [InlineData("Bearer", AdminKey, 401)]
    [InlineData("Bearer", CeirKey + "x", 401)]
    [InlineData("Digest", CeirKey, 401)]
    [InlineData("Basic", CeirKey, 401)]
    [InlineData("Basic", "not base64 !", 401)]
    [InlineData("bearer", CeirKey, 200)]
    public async Task Its_own_key_opens_it_and_no_other(string? scheme, string? key, int expected)
    {
        ServedApi.Answer answer = await _api.AskAsync(HttpMethod.Post, "/v1/push/ceir", Stolen, scheme is null ? null : new AuthenticationHeaderValue(scheme, key));

        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == 200 ? "black" : "unknown", await StatusOfAsync("35693803564380"));
    }

    [Theory]
    [InlineData($"ceir:{CeirKey}", 200)]
    [InlineData($"anybody:{CeirKey}", 200)]
    [InlineData($":{CeirKey}", 200)]
    [InlineData(CeirKey, 401)]
    [InlineData($"{CeirKey}:", 401)]
    [InlineData($"ceir:{OtherKey}", 401)]
    public async Task The_key_may_be_a_password(string pair, int expected)
    {
        AuthenticationHeaderValue basic = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

        Assert.Equal(expected, (await _api.AskAsync(HttpMethod.Post, "/v1/push/ceir", Stolen, basic)).Status);
    }

    [Theory]
    [InlineData("/v1/status")]
    [InlineData("/v1/feeds/ceir/export")]
    [InlineData("/v1/audit")]
    [InlineData("/metrics")]
    public async Task Its_key_opens_nothing_else(string path)
    {
        Assert.Equal(401, (await _api.AskAsync(HttpMethod.Get, path, authorization: Bearer(CeirKey))).Status);
        Assert.Equal(200, (await _api.AskAsync(HttpMethod.Get, path, authorization: Bearer(AdminKey))).Status);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("unheard-of")]
    public async Task A_feed_that_is_not_pushed_is_not_told_from_a_wrong_key(string feed)
    {
        Assert.Equal(401, (await PushAsync(Stolen, feed)).Status);
    }

    [Theory]
    [InlineData("""[]""", 400)]
    [InlineData("""{"operation":""", 400)]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"123"}""", 422)]
    public async Task A_bad_record_changes_nothing_and_is_told_what_is_wrong(string body, int expected)
    {
        ServedApi.Answer answer = await PushAsync(body);

        Assert.Equal(expected, answer.Status);
        Assert.NotNull(answer.Detail);
    }

    [Fact]
    public async Task A_body_is_at_most_16_KiB()
    {
        string longest = Stolen[..^1] + ",\"extra\":\"" + new string('x', (16 * 1024) - Stolen.Length - 11) + "\"}";
        Assert.Equal(16 * 1024, longest.Length);

        Assert.Equal(200, (await PushAsync(longest)).Status);
        Assert.Equal(413, (await PushAsync(longest + " ")).Status);
    }

    [Fact]
    public async Task Above_its_rate_a_register_is_told_when_to_come_back_and_nothing_changes()
    {
        Assert.Equal(200, (await PushAsync(Stolen, "others", OtherKey)).Status);
        Assert.Equal(200, (await PushAsync(Stolen, "others", OtherKey)).Status);
        ServedApi.Answer limited = await PushAsync(Found, "others", OtherKey);
        Assert.Equal(429, limited.Status);
        Assert.Equal(TimeSpan.FromSeconds(1), limited.RetryAfter);
        Assert.Equal("black", await StatusOfAsync("35693803564380"));

        Assert.Equal(401, (await PushAsync(Found, "others", CeirKey)).Status);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("removed", (await PushAsync(Found, "others", OtherKey)).Outcome);
        Assert.Equal(429, (await PushAsync(Found, "others", OtherKey)).Status);
    }

    [Fact]
    public async Task Records_are_done_in_the_order_of_their_arrival()
    {
        const int Records = 400;
        StringBuilder requests = new();
        for (int i = 0; i < Records; i++)
        {
            string body = i % 2 == 0 ? Stolen : Found;
            requests.Append($"POST /v1/push/ceir HTTP/1.1\r\nHost: eir\r\nAuthorization: Bearer {CeirKey}\r\nContent-Length: {body.Length}\r\n{(i == Records - 1 ? "Connection: close\r\n" : "")}\r\n{body}");
        }

        using TcpClient client = new(_api.Url.Host, _api.Url.Port);
        Task send = client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(requests.ToString())).AsTask();
        using StreamReader reader = new(client.GetStream());
        string answers = await reader.ReadToEndAsync();
        await send;

        string[] outcomes = [.. answers.Split("\"outcome\":\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)])];
        Assert.Equal(Enumerable.Range(0, Records).Select(i => i % 2 == 0 ? "added" : "removed"), outcomes);
    }

    [Fact]
    public async Task What_became_of_records_is_counted()
    {
        await PushAsync(Stolen);
        await PushAsync(Stolen);
        await PushAsync("{}");
        await PushAsync(Stolen, "ceir", OtherKey);

        string metrics = await _api.Metrics.TextAsync(default);
        Assert.Contains("eir_push_records_total{feed=\"ceir\",result=\"added\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("eir_push_records_total{feed=\"ceir\",result=\"unchanged\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("eir_push_records_total{feed=\"ceir\",result=\"refused\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("eir_push_records_total{feed=\"ceir\",result=\"unauthorized\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_takes_nothing_is_told_from_a_bad_record()
    {
        await _api.Store.DisposeAsync();
        ServedApi.Answer answer = await PushAsync(Stolen);

        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.RetryAfter);
    }

    private static AuthenticationHeaderValue Bearer(string key) => new("Bearer", key);

    private static (int Status, string? Outcome) Brief(ServedApi.Answer answer) => (answer.Status, answer.Outcome);

    private Task<ServedApi.Answer> PushAsync(string body, string feed = "ceir", string key = CeirKey) =>
        _api.AskAsync(HttpMethod.Post, $"/v1/push/{feed}", body, Bearer(key));

    private async Task<string?> StatusOfAsync(string equipment) =>
        (await _api.AskAsync(HttpMethod.Get, $"/v1/check/{equipment}", authorization: Bearer(AdminKey))).Json.GetProperty("status").GetString();
}
