using System.Text.Json;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.N17.Nrf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>Registration at an NRF that speaks real HTTP/2; only time is made.</summary>
public sealed class NrfTests : IAsyncLifetime
{
    private const string Instance = "7c2e1bb4-3a1d-4d0e-9b55-0e1f6f1b7a10";
    private const string Path = $"/nnrf-nfm/v1/nf-instances/{Instance}";

    private readonly FakeTimeProvider _time = ServedN17.Clock();
    private FakeNrf _nrf = null!;

    public async Task InitializeAsync() => _nrf = await FakeNrf.StartAsync();

    public async Task DisposeAsync() => await _nrf.DisposeAsync();

    [Fact]
    public async Task A_node_registers_gives_signs_of_life_and_takes_leave_while_it_still_serves()
    {
        N17Options options = new() { Url = "http://127.0.0.1:0", InstanceId = Instance, Nrf = new N17NrfSection { Url = _nrf.Url, Plmns = ["00101", "310410"] } };
        ServedN17 n17 = await ServedN17.StartAsync(options: options);
        await UntilAsync(() => _nrf.Methods.Length == 1, n17.Time, TimeSpan.Zero);
        await UntilAsync(() => _nrf.Methods.Length == 3, n17.Time, TimeSpan.FromSeconds(10));
        int servedAtLeave = 0;
        _nrf.OnDelete = async () => servedAtLeave = (await n17.CheckAsync("pei=imei-356938035643800")).Status;
        int port = n17.Url.Port;
        await n17.StopAsync();
        await n17.DisposeAsync();

        Assert.Equal(["PUT", "PATCH", "PATCH", "DELETE"], _nrf.Methods);
        Assert.All(_nrf.Requests, request => Assert.Equal(Path, request.Path));
        Assert.Equal(404, servedAtLeave);
        JsonElement profile = Body(0);
        Assert.Equal("application/json", _nrf.Requests.First().Type);
        Assert.Equal((Instance, "5G_EIR", "REGISTERED"), (Text(profile, "nfInstanceId"), Text(profile, "nfType"), Text(profile, "nfStatus")));
        Assert.Equal("127.0.0.1", profile.GetProperty("ipv4Addresses")[0].GetString());
        Assert.Equal("[{\"mcc\":\"001\",\"mnc\":\"01\"},{\"mcc\":\"310\",\"mnc\":\"410\"}]", profile.GetProperty("plmnList").GetRawText());
        JsonElement service = profile.GetProperty("nfServiceList").EnumerateObject().Single().Value;
        Assert.Equal(service.GetRawText(), profile.GetProperty("nfServices")[0].GetRawText());
        Assert.Equal(("n5g-eir-eic", "http", "REGISTERED"), (Text(service, "serviceName"), Text(service, "scheme"), Text(service, "nfServiceStatus")));
        Assert.Equal("v1", Text(service.GetProperty("versions")[0], "apiVersionInUri"));
        Assert.Equal(port, service.GetProperty("ipEndPoints")[0].GetProperty("port").GetInt32());
        Assert.False(service.TryGetProperty("oauth2Required", out _));
        Assert.Equal("application/json-patch+json", _nrf.Requests.ElementAt(1).Type);
        Assert.Equal("[{\"op\":\"replace\",\"path\":\"/nfStatus\",\"value\":\"REGISTERED\"}]", _nrf.Requests.ElementAt(1).Body);
    }

    [Fact]
    public async Task An_NRF_that_has_forgotten_is_registered_at_again()
    {
        await using NrfRegistration registration = Register();
        await UntilAsync(() => _nrf.Methods.Length == 1);
        _nrf.Answers["PATCH"] = (404, "");
        await UntilAsync(() => _nrf.Methods.Length >= 3);

        Assert.Equal(["PUT", "PATCH", "PUT"], _nrf.Methods[..3]);
    }

    [Fact]
    public async Task The_NRF_says_how_often_it_wants_a_sign_of_life()
    {
        _nrf.Answers["PATCH"] = (200, "{\"heartBeatTimer\":30}");
        await using NrfRegistration registration = Register();
        await UntilAsync(() => _nrf.Methods.Length == 1);

        Assert.Equal(10, await SecondsUntilNextAsync());
        Assert.Equal(30, await SecondsUntilNextAsync());
    }

    [Fact]
    public async Task An_NRF_that_is_away_is_tried_again_and_again()
    {
        _nrf.Answers["PUT"] = (503, "");
        await using (NrfRegistration registration = Register())
        {
            await UntilAsync(() => _nrf.Methods.Length == 5);
            _nrf.Answers["PUT"] = (201, "not JSON");
            await UntilAsync(() => _nrf.Methods.Contains("PATCH"));
            _nrf.Answers["PATCH"] = (500, "");
            int puts = _nrf.Methods.Count(method => method == "PUT");
            int patches = _nrf.Methods.Length - puts;
            await UntilAsync(() => _nrf.Methods.Count(method => method == "PATCH") > patches + 2);
            Assert.Equal(puts, _nrf.Methods.Count(method => method == "PUT"));
        }

        Assert.Equal("DELETE", _nrf.Methods[^1]);
    }

    [Fact]
    public async Task A_node_serves_and_stops_without_its_NRF()
    {
        N17Options options = new() { Url = "http://127.0.0.1:0", InstanceId = Instance, Nrf = new N17NrfSection { Url = "http://127.0.0.1:1" } };
        await using ServedN17 n17 = await ServedN17.StartAsync(options: options);

        Assert.Equal("ERROR_EQUIPMENT_UNKNOWN", (await n17.CheckAsync("pei=imei-356938035643800")).Outcome);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_failing_try_is_a_clean_stop()
    {
        N17Options options = new() { InstanceId = Instance, Nrf = new N17NrfSection() };
        NrfClient client = new("http://127.0.0.1:1", Instance, null, new FailsWhenStopped());
        NrfRegistration registration = new(client, NfProfile.Of(options, new Uri("http://127.0.0.1:7777")), _time, NullLogger.Instance);

        await registration.DisposeAsync();
    }

    [Fact]
    public void Waits_double_up_to_a_minute_and_are_spread()
    {
        Assert.Equal([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0], Enumerable.Range(1, 8).Select(failures => NrfRegistration.WaitAfter(failures, 1).TotalSeconds));
        Assert.Equal(0.5, NrfRegistration.WaitAfter(1, 0).TotalSeconds);
        Assert.Equal(30, NrfRegistration.WaitAfter(1_000_000, 0).TotalSeconds);
    }

    [Fact]
    public void A_profile_names_the_address_that_AMFs_reach_it_by()
    {
        N17Options options = new() { InstanceId = Instance, OAuth2 = new N17OAuth2Section(), Nrf = new N17NrfSection { Address = "eir.example.org" } };
        JsonElement byName = JsonSerializer.Deserialize<JsonElement>(NfProfile.Of(options, new Uri("https://[::]:7777")).ToJson());
        JsonElement byAddress = JsonSerializer.Deserialize<JsonElement>(NfProfile.Of(options with { Nrf = new N17NrfSection() }, new Uri("https://[2001:db8::1]:7777")).ToJson());

        Assert.Equal("eir.example.org", Text(byName, "fqdn"));
        Assert.False(byName.TryGetProperty("ipv4Addresses", out _));
        Assert.Equal("2001:db8::1", byAddress.GetProperty("ipv6Addresses")[0].GetString());
        Assert.True(byName.GetProperty("nfServices")[0].GetProperty("oauth2Required").GetBoolean());
        Assert.Equal("https", Text(byName.GetProperty("nfServices")[0], "scheme"));
    }

    private NrfRegistration Register()
    {
        N17Options options = new() { InstanceId = Instance, Nrf = new N17NrfSection { HeartBeatSeconds = 20 } };
        return new NrfRegistration(new NrfClient(_nrf.Url, Instance, null), NfProfile.Of(options, new Uri("http://127.0.0.1:7777")), _time, NullLogger.Instance);
    }

    private async Task<int> SecondsUntilNextAsync()
    {
        int before = _nrf.Methods.Length;
        for (int seconds = 1; seconds < 100; seconds++)
        {
            await Task.Delay(20);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
            if (_nrf.Methods.Length > before) return seconds;
        }

        return 0;
    }

    private Task UntilAsync(Func<bool> condition) => UntilAsync(condition, _time, TimeSpan.FromSeconds(1));

    // Real requests take real moments, made time takes none.
    private static async Task UntilAsync(Func<bool> condition, FakeTimeProvider time, TimeSpan step)
    {
        for (int i = 0; i < 500; i++)
        {
            if (condition()) return;
            if (i % 2 == 1) time.Advance(step);
            await Task.Delay(10);
        }

        Assert.Fail("It did not happen");
    }

    private JsonElement Body(int request) => JsonSerializer.Deserialize<JsonElement>(_nrf.Requests.ElementAt(request).Body);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    /// <summary>An NRF whose connection breaks in the very moment in which the node stops.</summary>
    private sealed class FailsWhenStopped : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            TaskCompletionSource stopped = new();
            await using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
            await stopped.Task;
            throw new HttpRequestException("broken");
        }
    }
}
