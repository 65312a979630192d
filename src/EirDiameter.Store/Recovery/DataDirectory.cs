using System.Runtime.InteropServices;

namespace EirDiameter.Store;

/// <summary>The places of the data directory, and its lock. One process opens it at a time.</summary>
internal sealed partial class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    public string Manifest => Path.Combine(Root, "store.json");

    public string Staging => Path.Combine(Root, "staging");

    private string Journals => Path.Combine(Root, "journal");

    private string Feeds => Path.Combine(Root, "feeds");

    /// <exception cref="StoreException">Locked by another process, or not writable.</exception>
    public static DataDirectory Open(string path)
    {
        string root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(root, e);
        }

        string file = Path.Combine(root, "lock");
        try
        {
            return new DataDirectory(root, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsLocked(file))
        {
            throw new StoreException($"{root} is in use by another process: stop that one, or give this one a Store:Path of its own", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(root, e);
        }
    }

    public string Journal(int number) => Path.Combine(Journals, number.ToString());

    public string Feed(string name) => Path.Combine(Feeds, name);

    public string Generation(string feed, int number) => Path.Combine(Feeds, feed, number.ToString());

    public string Staged(string name) => Path.Combine(Staging, name);

    /// <summary>Removes journals, generations and produced ranges that the manifest does not name.</summary>
    public void SweepUnreferenced(Manifest manifest)
    {
        foreach (string journal in Below(Journals))
        {
            if (Path.GetFileName(journal) != manifest.Journal.ToString())
                TryRemove(journal);
        }

        foreach (string feed in Below(Feeds))
        {
            ManifestFeed? named = manifest.Feeds.FirstOrDefault(f => f.Name == Path.GetFileName(feed));
            int? live = named?.Generation?.Number;
            foreach (string produced in Directory.GetFiles(feed, ProducedFile.Prefix + "*"))
            {
                if (Path.GetFileName(produced) != named?.Produced)
                    TryRemove(produced);
            }

            foreach (string generation in Below(feed))
            {
                if (Path.GetFileName(generation) != live?.ToString())
                    TryRemove(generation);
            }
        }
    }

    /// <summary>Removes staged files but those named.</summary>
    public void SweepStaged(List<string> needed)
    {
        if (!Directory.Exists(Staging))
            return;
        foreach (string staged in Directory.GetFiles(Staging))
        {
            if (!needed.Contains(Path.GetFileName(staged)))
                TryRemove(staged);
        }
    }

    public static void TryRemove(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left over; swept at the next opening.
        }
    }

    /// <summary>Makes names in a directory durable: a rename or a new file outlives a power cut only after this.</summary>
    public static void FlushNames(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw new IOException($"{directory} cannot be opened");
        try
        {
            if (Flush(descriptor) != 0)
                throw new IOException($"{directory} cannot be flushed");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsLocked(string file)
    {
        // A read-only or full disk fails as well; only a lock fails for a reader who asks for nothing but to look.
        try
        {
            using FileStream look = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string[] Below(string directory) => Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];

    private static StoreException NotWritable(string root, Exception e) =>
        new($"{root} cannot be written ({e.Message}): check Store:Path, its rights and its disk", e);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
