using System.Text.Json;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Admin;

/// <summary>Peers that are added, changed and removed over the admin API.</summary>
public sealed class PeerEndpointsTests : IAsyncLifetime
{
    private static readonly HttpMethod Get = HttpMethod.Get, Put = HttpMethod.Put, Delete = HttpMethod.Delete;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private ServedApi _api = null!;

    public async Task InitializeAsync() =>
        _api = await ServedApi.StartAsync(new NodeOptions { Diameter = new DiameterOptions { Peers = [new PeerSection { Host = "mme1.example.org", MaxRequestsPerSecond = 7 }] } }, _time);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_peer_is_added_shown_changed_and_removed_and_each_step_is_recorded()
    {
        ServedApi.Answer added = await _api.AskAsync(Put, "/v1/peers/MME2.example.org", """{"addresses":["192.0.2.0/28"],"maxRequestsPerSecond":5}""");
        Assert.Equal((201, "added"), (added.Status, added.Outcome));
        JsonElement shown = (await _api.AskAsync(Get, "/v1/peers/mme2.example.org")).Json;
        Assert.Equal("run time", shown.GetProperty("source").GetString());
        Assert.Equal(5, shown.GetProperty("settings").GetProperty("maxRequestsPerSecond").GetInt32());
        Assert.True(shown.GetProperty("status").GetProperty("isConfigured").GetBoolean());
        Assert.Equal(2, (await _api.AskAsync(Get, "/v1/peers")).Json.GetArrayLength());

        Assert.Equal("changed", (await _api.AskAsync(Put, "/v1/peers/mme2.example.org", """{"maxRequestsPerSecond":6}""")).Outcome);
        Assert.Equal("removed", (await _api.AskAsync(Delete, "/v1/peers/mme2.example.org")).Outcome);
        Assert.Equal(404, (await _api.AskAsync(Get, "/v1/peers/mme2.example.org")).Status);
        Assert.Equal(1, (await _api.AskAsync(Get, "/v1/peers")).Json.GetArrayLength());

        JsonElement[] entries = [.. (await _api.AskAsync(Get, "/v1/audit?limit=10")).Json.GetProperty("entries").EnumerateArray()];
        Assert.Equal(["peer-remove", "peer-put", "peer-put"], entries.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal(5, entries[2].GetProperty("details").GetProperty("peer").GetProperty("maxRequestsPerSecond").GetInt32());
    }

    [Fact]
    public async Task A_peer_of_the_configuration_is_shown_as_such_and_can_be_removed()
    {
        Assert.Equal("configuration", (await _api.AskAsync(Get, "/v1/peers/mme1.example.org")).Json.GetProperty("source").GetString());
        Assert.Equal(200, (await _api.AskAsync(Delete, "/v1/peers/mme1.example.org")).Status);
        Assert.Equal(0, (await _api.AskAsync(Get, "/v1/peers")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("mme2", "{}", "fully qualified domain name")]
    [InlineData("mme2.example.org", """{"connect":"mme2:3868"}""", "Connect: 'mme2:3868': expected tcp://")]
    [InlineData("mme2.example.org", """{"connect":"tls://192.0.2.1"}""", "Diameter:Tls:Certificate")]
    [InlineData("mme2.example.org", """{"addresses":["192.0.2.1/24"]}""", "Addresses:0: expected an IP address, or a network")]
    [InlineData("mme2.example.org", """{"addresses":["somewhere"]}""", "Addresses:0:")]
    [InlineData("mme2.example.org", """{"originRealms":["here"]}""", "OriginRealms:0:")]
    [InlineData("mme2.example.org", """{"maxRequestsPerSecond":-1}""", "MaxRequestsPerSecond: expected")]
    [InlineData("mme2.example.org", """{"host":"mme3.example.org"}""", "host: expected 'mme2.example.org'")]
    public async Task What_cannot_be_is_refused_with_the_setting_and_changes_nothing(string host, string body, string why)
    {
        ServedApi.Answer answer = await _api.AskAsync(Put, $"/v1/peers/{host}", body);
        Assert.Equal(422, answer.Status);
        Assert.Contains(why, answer.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await _api.AskAsync(Get, "/v1/peers")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"adresses":[]}""")]
    public async Task What_is_not_understood_is_told_so(string body) =>
        Assert.Equal(400, (await _api.AskAsync(Put, "/v1/peers/mme2.example.org", body)).Status);

    [Fact]
    public async Task A_name_with_other_letters_is_taken_as_its_A_label()
    {
        Assert.Equal("mme.xn--mnchen-3ya.example", (await _api.AskAsync(Put, "/v1/peers/mme.m%C3%BCnchen.example", "{}")).Json.GetProperty("host").GetString());
    }

    [Fact]
    public async Task Who_is_not_there_cannot_be_removed() => Assert.Equal(404, (await _api.AskAsync(Delete, "/v1/peers/mme9.example.org")).Status);

    [Fact]
    public async Task What_cannot_be_recorded_or_written_is_not_done()
    {
        Directory.CreateDirectory(_api.File("peers.json"));
        Assert.Equal(507, (await _api.AskAsync(Put, "/v1/peers/mme2.example.org", "{}")).Status);
        Directory.Delete(_api.File("peers.json"));
        await _api.Audit.DisposeAsync();
        ServedApi.Answer answer = await _api.AskAsync(Put, "/v1/peers/mme2.example.org", "{}");
        Assert.Equal(507, answer.Status);
        Assert.StartsWith("Nothing was changed: ", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(1, (await _api.AskAsync(Get, "/v1/peers")).Json.GetArrayLength());
    }
}
