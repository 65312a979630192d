using System.Text.Json;

namespace EirDiameter.Demo;

/// <summary>What the demo asks of the node's admin API.</summary>
internal sealed class AdminApi(Uri url) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Why the node answers as it does: what was found and does not count, or else the step that decided.</summary>
    public async Task<string> WhyAsync(Question question, CancellationToken cancel)
    {
        string path = $"v1/explain/{Uri.EscapeDataString(question.Imei)}{(question.Imsi is null ? "" : $"?imsi={question.Imsi}")}";
        JsonElement explanation = await ReadAsync(await _http.GetAsync(path, cancel), cancel);
        JsonElement[] steps = [.. explanation.GetProperty("steps").EnumerateArray()];
        JsonElement step = steps.FirstOrDefault(step => step.GetProperty("outcome").GetString() == "ignored");
        if (step.ValueKind == JsonValueKind.Undefined) step = steps[^1];
        return WithoutKeys(step.GetProperty("text").GetString() ?? "");
    }

    /// <summary>Waits until a followed feed is here, up to a change.</summary>
    public async Task HasFollowedAsync(string name, long change, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            while (!await IsFollowedAsync(name, change, limit.Token)) await Task.Delay(Pause, limit.Token);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new DemoException($"the node did not get to change {change} of the feed {name} within {Patience.TotalSeconds:0} s", error);
        }
    }

    /// <summary>Imports a list file while the node answers.</summary>
    /// <returns>The report.</returns>
    public async Task<JsonElement> ImportAsync(string feed, string file, CancellationToken cancel)
    {
        using var content = new StreamContent(File.OpenRead(file));
        HttpResponseMessage response = await _http.PostAsync($"v1/feeds/{feed}/imports?name={Path.GetFileName(file)}", content, cancel);
        string body = await response.Content.ReadAsStringAsync(cancel);
        foreach (string line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var message = JsonDocument.Parse(line);
            if (message.RootElement.TryGetProperty("report", out JsonElement report)) return report.Clone();
        }
        throw new DemoException($"the node refused {Path.GetFileName(file)}: {body.Trim()}");
    }

    public void Dispose() => _http.Dispose();

    // Produced ranges come after listings in one look, so it has to be over.
    private async Task<bool> IsFollowedAsync(string name, long change, CancellationToken cancel)
    {
        JsonElement feeds = await ReadAsync(await _http.GetAsync("v1/feeds", cancel), cancel);
        JsonElement feed = feeds.EnumerateArray().Single(feed => feed.GetProperty("name").GetString() == name);
        return !feed.GetProperty("follow").GetProperty("syncing").GetBoolean() && feed.GetProperty("sequence").GetInt64() >= change;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        string body = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode) throw new DemoException($"the admin API answered {(int)response.StatusCode}: {body.Trim()}");
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    // Which configuration key changes a rule is for operators; a table has no room for it.
    private static string WithoutKeys(string text)
    {
        int keys = text.LastIndexOf(" (Policy:", StringComparison.Ordinal);
        return keys < 0 ? text : text[..keys];
    }
}
