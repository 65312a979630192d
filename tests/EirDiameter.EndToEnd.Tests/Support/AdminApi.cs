using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>The operators' HTTP API.</summary>
internal sealed class AdminApi(Uri url) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Lists equipment; true when the node acknowledged it. Throws when the connection breaks: then nobody knows.</summary>
    public async Task<HttpStatusCode> AddAsync(string feed, string equipment, string list, string? reason = null)
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync($"/v1/feeds/{feed}/listings", new { equipment, list, reason });
        return response.StatusCode;
    }

    public async Task<HttpStatusCode> RemoveAsync(string feed, string equipment)
    {
        using HttpResponseMessage response = await _client.DeleteAsync($"/v1/feeds/{feed}/listings/{equipment}");
        return response.StatusCode;
    }

    /// <summary>Imports a list file. The result is the last line of the answer: a report, or a problem.</summary>
    public async Task<JsonElement> ImportAsync(string feed, string text, bool snapshot = false, string name = "list.csv")
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(text));
        using HttpResponseMessage response = await _client.PostAsync($"/v1/feeds/{feed}/imports?name={name}{(snapshot ? "&snapshot=true" : "")}", content);
        string body = await response.Content.ReadAsStringAsync();
        string last = body.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        using JsonDocument document = JsonDocument.Parse(response.IsSuccessStatusCode ? last : $$"""{"problem":{{body}}}""");
        return document.RootElement.Clone();
    }

    /// <summary>What a feed lists: equipment, and the reason given for it.</summary>
    public async Task<Dictionary<string, string>> ExportAsync(string feed)
    {
        string text = await _client.GetStringAsync($"/v1/feeds/{feed}/export");
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        List<string> header = [.. lines[0].TrimEnd('\r').Split(',')];
        int equipment = header.IndexOf("equipment"), reason = header.IndexOf("reason");
        return lines.Skip(1).Select(line => line.TrimEnd('\r').Split(',')).ToDictionary(fields => fields[equipment], fields => fields[reason]);
    }

    public async Task<JsonElement> GetAsync(string path) => await _client.GetFromJsonAsync<JsonElement>(path);

    public async Task<(HttpStatusCode Status, string Type, string Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        using HttpResponseMessage response = await _client.SendAsync(request);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _client.Dispose();
}
