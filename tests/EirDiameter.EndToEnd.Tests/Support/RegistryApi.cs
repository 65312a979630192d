using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>The registry's HTTP API with one caller's key. A call that is refused fails the test with what was said.</summary>
internal sealed class RegistryApi(Uri url, string key) : IDisposable
{
    private readonly HttpClient _client = new()
    {
        BaseAddress = url,
        Timeout = TimeSpan.FromMinutes(2),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Adds a participant and returns its key.</summary>
    public async Task<string> JoinAsync(string name, string role, string? country = null, params string[] makes) =>
        (await PostAsync("/v1/participants", new { name, role, country, makes })).GetProperty("key").GetString()!;

    /// <summary>Reports equipment and returns the id of the report.</summary>
    public async Task<string> ReportAsync(string type, string equipment) =>
        (await PostAsync("/v1/reports", new { type, equipment })).GetProperty("report").GetProperty("id").GetString()!;

    /// <summary>Gives the complete list of what is stolen: what it lacks is taken back.</summary>
    public Task<JsonElement> GiveListAsync(IEnumerable<string> stolen)
    {
        string lines = string.Concat(stolen.Select(imei => $"{imei},,\n"));
        return SendAsync("/v1/reports/bulk?format=dirbs-stolen&force=true", "imei,reporting_date,status\n" + lines, "text/csv");
    }

    /// <summary>Publishes now.</summary>
    public Task<JsonElement> PublishAsync() => PostAsync("/v1/publish", new { });

    public async Task<JsonElement> PostAsync(string path, object body) => await JsonAsync(await _client.PostAsJsonAsync(path, body));

    /// <summary>Sends text. The result is the last line of the answer.</summary>
    public async Task<JsonElement> SendAsync(string path, string text, string type)
    {
        using StringContent content = new(text, Encoding.UTF8, type);
        return await JsonAsync(await _client.PostAsync(path, content));
    }

    public async Task<JsonElement> DeleteAsync(string path) => await JsonAsync(await _client.DeleteAsync(path));

    public async Task<JsonElement> GetAsync(string path) => await JsonAsync(await _client.GetAsync(path));

    public Task<string> GetTextAsync(string path) => _client.GetStringAsync(path);

    public void Dispose() => _client.Dispose();

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode} {body}");
        string last = body.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("{}");
        using JsonDocument document = JsonDocument.Parse(last);
        return document.RootElement.Clone();
    }
}
