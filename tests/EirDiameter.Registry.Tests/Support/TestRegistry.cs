using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Registry.Tests;

/// <summary>A registry that serves on a free port, on a database of its own.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    /// <summary>The registrar's key.</summary>
    public const string RegistrarKey = "the-registrar's-own-key";

    private readonly List<HttpClient> _clients = [];

    private TestRegistry(TestDatabase data, RegistryServer server, string folder)
    {
        Data = data;
        Folder = folder;
        Server = server;
    }

    public TestDatabase Data { get; }

    public RegistryDatabase Database => Data.Database;

    public RegistryServer Server { get; }

    /// <summary>Where it publishes: <c>feeds</c>, <c>feed.key.pem</c>.</summary>
    public string Folder { get; }

    public string Url { get; private set; } = "";

    /// <summary>A client with the registrar's key.</summary>
    public HttpClient Registrar { get; private set; } = null!;

    public static async Task<TestRegistry> StartAsync(string provider, Func<RegistryOptions, RegistryOptions>? configure = null)
    {
        TestDatabase data = await TestDatabase.CreateAsync(provider);
        string folder = Directory.CreateTempSubdirectory("eir-publish-").FullName;
        RegistryOptions options = new()
        {
            Url = "http://127.0.0.1:0",
            RegistrarKeys = [RegistrarKey],
            Database = data.Options,
            Publish = new PublishingOptions { Folder = Path.Combine(folder, "feeds"), Key = Path.Combine(folder, "feed.key.pem") },
        };
        TestRegistry registry = new(data, new RegistryServer(configure?.Invoke(options) ?? options, data.Database, data.Time, NullLoggerFactory.Instance), folder);
        registry.Url = await registry.Server.StartAsync(default);
        registry.Registrar = registry.Client(RegistrarKey);
        return registry;
    }

    /// <summary>A client with a key, or with none.</summary>
    public HttpClient Client(string? key)
    {
        HttpClient client = new() { BaseAddress = new Uri(Url) };
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _clients.Add(client);
        return client;
    }

    /// <summary>Adds a participant; a client with its key, and its number.</summary>
    public async Task<(HttpClient Client, long Id)> JoinAsync(string name, Role role, string? country = null, params string[] makes)
    {
        HttpResponseMessage response = await Registrar.PostAsJsonAsync("/v1/participants", new { name, role = RegistryWords.Of(role), country, makes });
        JsonElement added = await response.JsonAsync();
        Assert.True(response.IsSuccessStatusCode, added.ToString());
        return (Client(added.GetProperty("key").GetString()), added.GetProperty("participant").GetProperty("id").GetInt64());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients)
            client.Dispose();
        await Server.DisposeAsync();
        await Data.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Answers as tests look at them.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What a refusal says; the status must be as expected.</summary>
    public static async Task<string> RefusedAsync(this Task<HttpResponseMessage> call, int status)
    {
        HttpResponseMessage response = await call;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString()!;
    }

    /// <summary>The JSON of a call that was done.</summary>
    public static async Task<JsonElement> DoneAsync(this Task<HttpResponseMessage> call)
    {
        HttpResponseMessage response = await call;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
