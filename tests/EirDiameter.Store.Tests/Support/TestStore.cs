using System.IO.Compression;
using System.Text;
using EirDiameter.Equipment;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EirDiameter.Store.Tests;

/// <summary>A data directory of one test, and the store in it.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private TestStore(string path) => Path = path;

    public string Path { get; }

    public ListingStore Store { get; private set; } = null!;

    public StoreOptions Options { get; private set; } = null!;

    public static async Task<TestStore> OpenAsync(int memoryMiB = 64, int checkpointMiB = 32)
    {
        TestStore test = new(Directory.CreateTempSubdirectory("eir-store-").FullName);
        test.Options = new StoreOptions { Path = System.IO.Path.Combine(test.Path, "data"), MemoryMiB = memoryMiB, CheckpointMiB = checkpointMiB };
        test.Store = await OpenAsync(test.Options);
        return test;
    }

    public static Task<ListingStore> OpenAsync(StoreOptions options) =>
        ListingStore.OpenAsync(options, NullLoggerFactory.Instance, new FakeTimeProvider(), CancellationToken.None);

    /// <summary>Closes in good order, and opens again.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync(Options);
    }

    /// <summary>As a crash leaves it: what is on the disk now, opened by another.</summary>
    public async Task CrashAsync()
    {
        string copy = System.IO.Path.Combine(Path, $"crashed-{Guid.NewGuid():N}");
        Copy(new DirectoryInfo(Options.Path), copy);
        await Store.DisposeAsync();
        Options = Options with { Path = copy };
        Store = await OpenAsync(Options);
    }

    public Task<ImportReport> ImportAsync(string text, string feed = "national", bool snapshot = false, string name = "list.csv") =>
        Store.ImportAsync(feed, new MemoryStream(Encoding.UTF8.GetBytes(text)), new ImportOptions { Name = name, Snapshot = snapshot });

    /// <summary>A part of an import, gzip if its name says so.</summary>
    public static ImportPart Part(string name, string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using MemoryStream packed = new();
            using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
                gzip.Write(octets);
            octets = packed.ToArray();
        }

        return new ImportPart(name, () => new MemoryStream(octets));
    }

    /// <summary>What is said of an equipment's having been produced.</summary>
    public ProducedVerdict Produced(string equipment)
    {
        Assert.True(EquipmentKey.TryParse(equipment, out EquipmentKey key));
        using StoreReader reader = Store.Rent();
        FoundListings found = default;
        if (!reader.TryFind(key, Imsi.None, ref found))
            reader.FindFromDisk(key, Imsi.None, ref found);
        return found.Produced;
    }

    public async Task<EditOutcome> AddAsync(
        string equipment, string list, string? reason = null, string? imsi = null, string? effective = null, string? expires = null, string feed = "local") =>
        (await Store.AddAsync(feed, Change(equipment, list, reason, imsi, effective, expires))).Outcome;

    public async Task<EditOutcome> RemoveAsync(string equipment, string? list = null, string? imsi = null, string feed = "local") =>
        (await Store.RemoveAsync(feed, Change(equipment, list, imsi: imsi))).Outcome;

    /// <summary>What is found, as `feed scope list reason effective expires`, sorted.</summary>
    public string[] Find(string equipment, string? imsi = null)
    {
        Assert.True(EquipmentKey.TryParse(equipment, out EquipmentKey key));
        Imsi subscriber = Imsi.None;
        Assert.True(imsi is null || Imsi.TryParse(imsi, out subscriber));
        using StoreReader reader = Store.Rent();
        FoundListings found = default;
        if (!reader.TryFind(key, subscriber, ref found))
            reader.FindFromDisk(key, subscriber, ref found);
        List<string> lines = [];
        foreach (ref readonly FoundListing f in found.Items)
        {
            string line = $"{Store.Feeds[f.Feed]} {f.Scope} {f.Listing.List} {Store.ReasonText(f.Listing.Reason)} "
                + $"{f.Listing.Validity.Effective:yyyy-MM-dd} {f.Listing.Validity.Expires:yyyy-MM-dd}";
            lines.Add(line.Trim());
        }

        lines.Sort(StringComparer.Ordinal);
        return [.. lines];
    }

    public async Task<string> ExportAsync(string? feed = "national")
    {
        using MemoryStream file = new();
        await Store.ExportAsync(feed, file);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    public static ListingChange Change(
        string equipment, string? list, string? reason = null, string? imsi = null, string? effective = null, string? expires = null)
    {
        Assert.True(ListingChange.TryParse(equipment, list, reason, imsi, effective, expires, out ListingChange? change, out string? error), error);
        return change!;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Copies a data directory as a crash would leave it, without its lock.</summary>
    public static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.GetFiles())
        {
            if (file.Name == "lock")
                continue;
            try
            {
                using FileStream source = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using FileStream target = File.Create(System.IO.Path.Combine(to, file.Name));
                source.CopyTo(target);
            }
            catch (FileNotFoundException)
            {
                // An outdated commit, removed behind the acknowledgement: its successor was there before the copy began.
            }
        }

        foreach (DirectoryInfo directory in from.GetDirectories())
            Copy(directory, System.IO.Path.Combine(to, directory.Name));
    }
}
