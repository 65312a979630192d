using System.Text.Json;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Admin;

public sealed class AuditedCallsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private ServedApi _api = null!;

    public async Task InitializeAsync() => _api = await ServedApi.StartAsync(new NodeOptions(), _time);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Edits_and_imports_are_in_the_audit_log_the_newest_first()
    {
        await _api.AskAsync(HttpMethod.Post, "/v1/feeds/local/listings", """{"equipment":"35693803564380","list":"black","reason":"stolen"}""");
        await _api.AskAsync(HttpMethod.Post, "/v1/feeds/national/imports?name=one.csv", "equipment,list\n35693803564381,black\n");
        await _api.AskAsync(HttpMethod.Delete, "/v1/feeds/local/listings/35693803564380");

        // What is posted is written before what is appended later.
        await _api.Audit.AppendAsync("end", "local", "test", "", new { }, default);
        JsonElement answer = (await _api.AskAsync(HttpMethod.Get, "/v1/audit?limit=10")).Json;

        JsonElement[] entries = [.. answer.GetProperty("entries").EnumerateArray()];
        Assert.Equal(["end", "remove", "imported", "import", "add"], entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal("stolen", entries[4].GetProperty("why").GetString());
        Assert.Equal("no key", entries[4].GetProperty("who").GetString());
        Assert.Equal("127.0.0.1", entries[4].GetProperty("from").GetString());
        Assert.Equal("35693803564380", entries[4].GetProperty("details").GetProperty("edit").GetProperty("equipment").GetString());
        Assert.Equal(1, entries[2].GetProperty("details").GetProperty("added").GetInt64());
        Assert.Equal(5, answer.GetProperty("status").GetProperty("lines").GetInt64());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("status").GetProperty("brokenAt").ValueKind);
        Assert.Equal(2, (await _api.AskAsync(HttpMethod.Get, "/v1/audit?limit=2")).Json.GetProperty("entries").GetArrayLength());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("many")]
    public async Task A_bad_limit_is_refused(string limit)
    {
        Assert.Equal(400, (await _api.AskAsync(HttpMethod.Get, $"/v1/audit?limit={limit}")).Status);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_imported()
    {
        await _api.Audit.DisposeAsync();
        ServedApi.Answer answer = await _api.AskAsync(HttpMethod.Post, "/v1/feeds/national/imports?name=one.csv", "equipment,list\n35693803564381,black\n");

        Assert.Equal(507, answer.Status);
        Assert.StartsWith("Nothing was imported: ", answer.Detail, StringComparison.Ordinal);
        Assert.All(_api.Store.Status.Feeds, feed => Assert.Equal(0, feed.Black));
    }
}
