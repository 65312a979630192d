using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EirDiameter.Equipment;
using EirDiameter.Node.Admin;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.Neighbours;
using EirDiameter.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Node.Tests.Support;

/// <summary>The operators' HTTP server on a free port of this machine, with the real store, and a clock that stands still.</summary>
internal sealed class ServedApi : IAsyncDisposable
{
    private readonly string _folder;
    private readonly DiameterServer _diameter;
    private readonly AdminServer _admin;
    private readonly HttpClient _client = new();

    private ServedApi(NodeOptions options, TimeProvider time, string folder, ListingStore store, ILoggerFactory loggers)
    {
        _folder = folder;
        Store = store;
        Policy policy = new(options.Policy, store.Feeds);
        Audit = new AuditLog(folder, time, NullLogger.Instance, Metrics.CountDroppedAuditEntry);
        ConfiguredPeers peers = new(options.Diameter, folder);
        _diameter = new DiameterServer(options, peers, store, policy, seen: null, Metrics, time, NullLoggerFactory.Instance);
        FeedFollowers followers = new(options, folder, store, policy, seen: null, Audit, Metrics.Feeds, time, loggers);
        _admin = new AdminServer(options, store, policy, peers, _diameter.Peers, followers, Audit, Metrics, new Readiness(time.GetUtcNow()), time, loggers);
    }

    public ListingStore Store { get; }

    public AuditLog Audit { get; }

    public NodeMetrics Metrics { get; } = new();

    public Uri Url { get; private set; } = null!;

    public string File(string name) => Path.Combine(_folder, name);

    public static async Task<ServedApi> StartAsync(NodeOptions options, TimeProvider time, ILoggerFactory? loggers = null)
    {
        NodeOptions local = options with { Admin = options.Admin with { Url = "http://127.0.0.1:0" } };
        string folder = Directory.CreateTempSubdirectory("eir-api-").FullName;
        ListingStore store = await ListingStore.OpenAsync(new StoreOptions { Path = folder, Feeds = FeedRules.Names(local) }, NullLoggerFactory.Instance, time);
        ServedApi api = new(local, time, folder, store, loggers ?? NullLoggerFactory.Instance);
        api.Url = new Uri(await api._admin.StartAsync(default));
        return api;
    }

    /// <summary>Asks; <paramref name="body"/> is JSON, or null for none.</summary>
    public async Task<Answer> AskAsync(HttpMethod method, string path, string? body = null, AuthenticationHeaderValue? authorization = null)
    {
        using HttpRequestMessage request = new(method, new Uri(Url, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = authorization;
        using HttpResponseMessage response = await _client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, response.Headers.RetryAfter?.Delta, text);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _admin.DisposeAsync();
        await _diameter.DisposeAsync();
        await Audit.DisposeAsync();
        Metrics.Dispose();
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed record Answer(int Status, TimeSpan? RetryAfter, string Text)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

        public string? Outcome => Json.GetProperty("outcome").GetString();

        public string? Detail => Json.GetProperty("detail").GetString();
    }
}
