using System.Net;
using System.Text.Json;
using EirDiameter.Equipment;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.N17;
using EirDiameter.Node.Seen;
using EirDiameter.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>The N17 server on a free port, with the real store, a clock that stands still, and a client that speaks HTTP/2 only.</summary>
internal sealed class ServedN17 : IAsyncDisposable
{
    public const string Path = "/n5g-eir-eic/v1/equipment-status";

    private readonly string _folder;
    private readonly HttpClient _client;
    private readonly N17Server _server;

    private ServedN17(ListingStore store, N17Options options, PolicyOptions policy, string folder, FakeTimeProvider time, HttpMessageHandler? handler, ILoggerFactory? loggers)
    {
        _folder = folder;
        Time = time;
        Store = store;
        Seen = new SeenEquipment(1024, time);
        Policy = new Policy(policy, store.Feeds);
        _client = new HttpClient(handler ?? new SocketsHttpHandler());
        _server = new N17Server(options, store, Policy, Seen, Metrics, time, loggers ?? NullLoggerFactory.Instance);
    }

    public FakeTimeProvider Time { get; }

    public ListingStore Store { get; }

    public Policy Policy { get; }

    public NodeMetrics Metrics { get; } = new();

    public SeenEquipment Seen { get; }

    public Uri Url { get; private set; } = null!;

    public static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public static async Task<ServedN17> StartAsync(
        PolicyOptions? policy = null, N17Options? options = null, HttpMessageHandler? handler = null, ILoggerFactory? loggers = null, int memoryMiB = 0)
    {
        string folder = Directory.CreateTempSubdirectory("eir-n17-").FullName;
        FakeTimeProvider time = Clock();
        ListingStore store = await ListingStore.OpenAsync(new StoreOptions { Path = folder, MemoryMiB = memoryMiB }, NullLoggerFactory.Instance, time);
        ServedN17 served = new(store, options ?? new N17Options { Url = "http://127.0.0.1:0" }, policy ?? new PolicyOptions(), folder, time, handler, loggers);
        served.Url = new Uri(await served._server.StartAsync(default));
        return served;
    }

    public async Task AddAsync(string equipment, string list, string? imsi = null, string? effective = null, string? expires = null)
    {
        Assert.True(ListingChange.TryParse(equipment, list, null, imsi, effective, expires, out ListingChange? change, out string? error), error);
        _ = await Store.AddAsync("local", change!);
    }

    /// <summary>Asks for the status of equipment; <paramref name="query"/> is what stands behind the question mark.</summary>
    public Task<Answer> CheckAsync(string query, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, $"{Path}?{query}", headers);

    public async Task<Answer> SendAsync(HttpMethod method, string pathAndQuery, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(Url, pathAndQuery)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach ((string name, string value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using HttpResponseMessage response = await _client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpVersion.Version20, response.Version);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, response);
    }

    /// <summary>Stops serving; the client can still be used until then.</summary>
    public async Task StopAsync() => await _server.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Metrics.Dispose();
        Seen.Dispose();
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed record Answer(int Status, string? Type, string Text, HttpResponseMessage Response)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

        /// <summary>The status word, or the cause of the error.</summary>
        public string Outcome => Status == 200 ? Json.GetProperty("status").GetString()! : Json.TryGetProperty("cause", out JsonElement cause) ? cause.GetString()! : "";

        /// <summary>As the S13 tests write it: 2001 with the status, 5422, or the HTTP status of another error.</summary>
        public string AsS13 => (Status, Outcome) switch
        {
            (200, "WHITELISTED") => "2001/0",
            (200, "BLACKLISTED") => "2001/1",
            (200, "GREYLISTED") => "2001/2",
            (404, "ERROR_EQUIPMENT_UNKNOWN") => "5422",
            _ => $"{Status} {Outcome}",
        };
    }
}
