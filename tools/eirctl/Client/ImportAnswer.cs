using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Client;

/// <summary>How far an import has come inside the node.</summary>
internal sealed record ImportProgress(string Phase, long Lines, long Bytes, long Applied, long Total);

/// <summary>Reads the answer to an import: a JSON object per line, progress and then a report or a problem.</summary>
internal static class ImportAnswer
{
    /// <returns>The report.</returns>
    /// <exception cref="RefusedException">The node refused the file, or broke off before it reported.</exception>
    public static async Task<JsonElement> ReadAsync(Stream body, Action<ImportProgress> progress, CancellationToken cancel)
    {
        using var reader = new StreamReader(body);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            JsonElement message = Parse(line);
            if (message.TryGetProperty("report", out JsonElement report)) return report;
            if (message.TryGetProperty("problem", out JsonElement problem))
                throw new RefusedException(Problems.Describe(problem) ?? "the node refused the file without saying why: look into its log", problem.GetRawText());
            if (message.TryGetProperty("progress", out JsonElement state))
                progress(new ImportProgress(
                    state.Text("phase") ?? "working", state.Number("lines"), state.Number("bytes"), state.Number("applied"), state.Number("total")));
        }
        throw new RefusedException("the node broke off before it reported: look into its log, and see `eirctl feeds` for what was applied");
    }

    private static JsonElement Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Told below, as for any other line that is not ours.
        }
        throw new RefusedException("the answer is not what an EIR says to an import: check --url or EIRCTL_URL");
    }
}
