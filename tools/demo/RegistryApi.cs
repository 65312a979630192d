using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace EirDiameter.Demo;

/// <summary>What is said to the registry, and what it hands out. On loopback, and without registrar keys, a caller without a key is the registrar.</summary>
internal sealed class RegistryApi(Uri url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The key that followers verify the feeds with, in PEM.</summary>
    public Task<string> PublicKeyAsync(CancellationToken cancel) => _http.GetStringAsync("feeds/global/public-key.pem", cancel);

    /// <summary>Loads a TAC database of one model.</summary>
    public async Task LoadTacsAsync(string tac, string manufacturer, CancellationToken cancel)
    {
        using StringContent file = new($"TAC|Manufacturer|Model_Name\n{tac}|{manufacturer}|One\n");
        _ = await SendAsync("v1/allocations/imports", file, key: null, cancel);
    }

    /// <summary>Admits a participant.</summary>
    /// <returns>Its key.</returns>
    public async Task<string> AdmitAsync(object participant, CancellationToken cancel) =>
        (await SendAsync("v1/participants", JsonContent.Create(participant), key: null, cancel)).GetProperty("key").GetString()!;

    /// <summary>Declares that serial numbers up to one were made, and no others.</summary>
    public Task DeclareAsync(string tac, string last, string key, CancellationToken cancel)
    {
        object declaration = new { tac, complete = true, ranges = new[] { new { from = "000000", to = last } } };
        return SendAsync("v1/production", JsonContent.Create(declaration), key, cancel);
    }

    /// <summary>Reports equipment.</summary>
    /// <returns>Number of the change that it made.</returns>
    public async Task<long> ReportAsync(string type, string equipment, string key, CancellationToken cancel)
    {
        JsonElement answer = await SendAsync("v1/reports", JsonContent.Create(new { type, equipment }), key, cancel);
        string id = answer.GetProperty("report").GetProperty("id").GetString()!;
        return long.Parse(id[..id.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(string path, HttpContent content, string? key, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage response = await _http.SendAsync(request, cancel);
        string body = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode) throw new DemoException($"the registry answered {path} with {(int)response.StatusCode}: {body.Trim()}");
        using var document = JsonDocument.Parse(body.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        return document.RootElement.Clone();
    }
}
