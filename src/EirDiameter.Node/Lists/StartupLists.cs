using System.Security.Cryptography;
using System.Text.Json;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;

namespace EirDiameter.Node.Lists;

/// <summary>
/// Loads the list files of the configuration before the node serves, each again only if it changed. What was loaded is remembered in
/// <c>lists.json</c> beside the store. A list that was loaded before and cannot be read now stays as it was; one that never was stops the start.
/// </summary>
internal sealed class StartupLists(ListingStore store, string storePath, ILogger logger)
{
    private const int LoggedRejects = 20;

    private readonly string _memory = Path.Combine(storePath, "lists.json");

    public async Task LoadAsync(IReadOnlyList<ListSection> lists, Readiness readiness, CancellationToken cancellation)
    {
        Dictionary<string, string> loaded = ReadMemory();
        foreach (ListSection list in lists)
        {
            string key = $"{list.Feed}:{Path.GetFullPath(list.File)}{(list.Snapshot ? ":snapshot" : "")}";
            try
            {
                readiness.Phase = $"loading {list.File}";
                string digest = await DigestAsync(list.File, cancellation);
                if (loaded.TryGetValue(key, out string? before) && before == digest)
                {
                    NodeLog.ListUnchanged(logger, list.File, list.Feed);
                    continue;
                }

                await LoadAsync(list, cancellation);
                loaded[key] = digest;
                WriteMemory(loaded);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreException)
            {
                if (!loaded.ContainsKey(key)) throw new ConfigurationException([$"Lists: {list.File} cannot be loaded: {e.Message}"], e);
                NodeLog.ListKept(logger, list.File, e.Message);
            }
        }
    }

    private async Task LoadAsync(ListSection list, CancellationToken cancellation)
    {
        await using FileStream file = File.OpenRead(list.File);
        ImportOptions options = new() { Name = Path.GetFileName(list.File), Snapshot = list.Snapshot };
        ImportReport report = await store.ImportAsync(list.Feed, file, options, progress: null, cancellation);
        foreach (RejectedLine line in report.Rejects.Take(LoggedRejects)) NodeLog.LineRejected(logger, list.File, line.Line, line.Why);
        NodeLog.ListLoaded(logger, list.File, list.Feed, report.Added, report.Changed, report.Removed, report.Rejected);
    }

    private static async Task<string> DigestAsync(string file, CancellationToken cancellation)
    {
        await using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }

    private Dictionary<string, string> ReadMemory()
    {
        try
        {
            return File.Exists(_memory) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(_memory)) ?? [] : [];
        }
        catch (JsonException)
        {
            // Nothing is lost: the lists are read again.
            return [];
        }
    }

    private void WriteMemory(Dictionary<string, string> loaded)
    {
        string next = _memory + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(loaded));
        File.Move(next, _memory, overwrite: true);
    }
}
