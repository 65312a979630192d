using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// What the store is: written whole and put in place by a rename, so that it says what was before or what is now, never between. All that
/// it refers to is durable before it is written; the journal it names holds what came after.
/// </summary>
internal sealed record Manifest
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>The journal to replay.</summary>
    public int Journal { get; init; } = 1;

    /// <summary>Texts of reasons; the first (index 0) is empty.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [""];

    public IReadOnlyList<ManifestFeed> Feeds { get; init; } = [];

    /// <exception cref="StoreException">Damaged, or of a newer version.</exception>
    public static Manifest? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        Manifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} is damaged ({e.Message}): restore the data directory, or remove it and import the lists again", e);
        }

        return manifest?.Format == CurrentFormat && manifest.Reasons is { Count: > 0 } && manifest.Feeds is not null
            && manifest.Feeds.All(f => f.Generation?.Digests is null or { Count: ListingDigest.Buckets })
            ? manifest
            : throw new StoreException($"{path} is not of format {CurrentFormat}: it was written by another version, or is damaged");
    }

    /// <exception cref="ManifestException">The disk did not take it; the exception says whether what was before still stands.</exception>
    public void Write(string path)
    {
        string next = path + ".new";
        bool moved = false;
        try
        {
            using (FileStream file = new(next, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, this);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            moved = true;
            DataDirectory.FlushNames(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string then = moved ? "check the disk, and restart: nothing acknowledged is lost" : "make room on the disk or check it";
            throw new ManifestException($"{path} cannot be written ({e.Message}): {then}", e) { MayStand = moved };
        }
    }
}

/// <summary>A manifest could not be made durable.</summary>
internal sealed class ManifestException(string message, Exception cause) : StoreException(message, cause)
{
    /// <summary>Whether it may stand all the same: it took its place, but perhaps not for good.</summary>
    public bool MayStand { get; init; }
}

/// <summary>A feed in the manifest.</summary>
internal sealed record ManifestFeed
{
    public required string Name { get; init; }

    public long Sequence { get; init; }

    /// <summary>Texts of reasons that its edits brought in.</summary>
    public int EditedTexts { get; init; }

    /// <summary>Null = nothing listed.</summary>
    public ManifestGeneration? Generation { get; init; }

    /// <summary>Name of the file of what was produced; null = none.</summary>
    public string? Produced { get; init; }
}

/// <summary>A feed's live generation in the manifest.</summary>
internal sealed record ManifestGeneration
{
    public int Number { get; init; }

    public required GenerationCheckpoint Checkpoint { get; init; }

    public required ListingCounts Counts { get; init; }

    /// <summary>Digests by bucket; null = written by a version that kept none.</summary>
    public IReadOnlyList<ulong>? Digests { get; init; }

    public int PageBits { get; init; }

    public long EquipmentBuckets { get; init; }

    public long PairBuckets { get; init; }

    /// <summary>Records in the log of equipment and of pairs: from how much is there the memory is shared out.</summary>
    public long EquipmentRecords { get; init; }

    public long PairRecords { get; init; }
}
