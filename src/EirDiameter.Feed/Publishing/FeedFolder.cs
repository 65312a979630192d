using System.Text;

namespace EirDiameter.Feed;

/// <summary>
/// The folder of a published feed. What is in it is always one whole publication: segments come first, then the signature, then the
/// manifest, each by a rename. Who is killed between the last two leaves the new manifest beside the old one, under the new signature,
/// and the next opening finishes the rename. A manifest that is not signed by the key is never signed anew.
/// </summary>
internal sealed class FeedFolder : IDisposable
{
    private const string ManifestName = "manifest.json";
    private const string SignatureName = "manifest.json.sig";
    private const string Suffix = ".csv.gz";

    private readonly string _root;
    private readonly string _segments;
    private readonly string _staging;
    private readonly string _feed;
    private readonly FeedSigner _signer;
    private readonly FileStream _lock;

    private FeedFolder(string root, string feed, FeedSigner signer, FileStream held)
    {
        _root = root;
        _segments = Path.Combine(root, "segments");
        _staging = Path.Combine(root, "staging");
        _feed = feed;
        _signer = signer;
        _lock = held;
    }

    private string Manifest => Path.Combine(_root, ManifestName);

    private string Signature => Path.Combine(_root, SignatureName);

    private string NewManifest => Manifest + ".new";

    private string NewSignature => Signature + ".new";

    /// <exception cref="FeedException">Another process has it, or it cannot be written.</exception>
    public static FeedFolder Open(string path, string feed, FeedSigner signer)
    {
        string root = Path.GetFullPath(path);
        string file = Path.Combine(root, "lock");
        FileStream held = OnDisk(root, () =>
        {
            Directory.CreateDirectory(Path.Combine(root, "segments"));
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsLocked(file))
            {
                throw new FeedException(FeedFault.InUse, $"{root} is published into by another process: stop that one, or give this one a folder of its own", e);
            }
        });
        FeedFolder folder = new(root, feed, signer, held);
        folder.DropStaging();
        return folder;
    }

    /// <summary>What is published, after a publication that was cut off is finished or dropped; null = nothing.</summary>
    /// <exception cref="FeedException">It is not signed by this key, is damaged, is another feed's, or cannot be read.</exception>
    public FeedManifest? Load() => OnDisk(_root, () =>
    {
        byte[]? signature = ReadOrNull(Signature);
        byte[]? manifest = ReadOrNull(Manifest);
        if (manifest is null || signature is null || !_signer.Verify(manifest, signature))
        {
            byte[]? next = ReadOrNull(NewManifest);
            if (next is not null && signature is not null && _signer.Verify(next, signature))
            {
                File.Move(NewManifest, Manifest, overwrite: true);
                DurableFiles.FlushNames(_root);
                manifest = next;
            }
            else if (manifest is not null)
            {
                throw new FeedException(
                    FeedFault.BadSignature,
                    $"{Manifest} is not signed by this publisher's key: bring back the key, or, if it was changed on purpose, "
                    + "move the manifest away, and everything is published anew");
            }
        }

        DurableFiles.TryRemove(NewManifest);
        DurableFiles.TryRemove(NewSignature);
        if (manifest is null)
            return null;
        FeedManifest read = FeedManifest.Parse(manifest);
        return read.Feed == _feed
            ? read
            : throw new FeedException(FeedFault.WrongFeed, $"{_root} holds the feed '{read.Feed}', and not '{_feed}': give each feed a folder of its own");
    });

    /// <summary>Whether every segment is there in its size.</summary>
    public bool HasAll(IEnumerable<Segment> segments) => segments.All(s => new FileInfo(PathOf(s.FileName)) is { Exists: true } file && file.Length == s.Bytes);

    /// <summary>Whether the segment is published already, and undamaged.</summary>
    public bool Holds(Segment segment, ReadOnlySpan<byte> octets)
    {
        try
        {
            FileInfo file = new(PathOf(segment.FileName));
            return file.Exists && file.Length == segment.Bytes && octets.SequenceEqual(File.ReadAllBytes(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes a segment where nobody sees it.</summary>
    public void Stage(Segment segment, ReadOnlySpan<byte> octets)
    {
        try
        {
            Directory.CreateDirectory(_staging);
            DurableFiles.Write(Path.Combine(_staging, segment.FileName), octets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(_root, e);
        }
    }

    public void DropStaging() => DurableFiles.TryRemove(_staging);

    /// <summary>
    /// Publishes: what was staged, then the manifest. If it fails, what was published before still stands, or the next <see cref="Load"/>
    /// finds which of the two does.
    /// </summary>
    /// <param name="manifest">Octets of the new manifest.</param>
    /// <param name="staged">File names that were staged.</param>
    /// <param name="dropped">File names of segments that are named no more: they are kept for a while from now on.</param>
    /// <param name="now">The time from which they are kept.</param>
    public void Commit(byte[] manifest, IReadOnlyCollection<string> staged, IEnumerable<string> dropped, DateTimeOffset now)
    {
        List<string> moved = [];
        bool mayStand = false;
        try
        {
            foreach (string name in staged)
            {
                bool isNew = !File.Exists(PathOf(name));
                File.Move(Path.Combine(_staging, name), PathOf(name), overwrite: true);
                if (isNew)
                    moved.Add(name);
                File.SetLastWriteTimeUtc(PathOf(name), now.UtcDateTime);
            }

            foreach (string name in dropped.Where(n => File.Exists(PathOf(n))))
                File.SetLastWriteTimeUtc(PathOf(name), now.UtcDateTime);
            if (staged.Count > 0)
                DurableFiles.FlushNames(_segments);
            DurableFiles.Write(NewManifest, manifest);
            DurableFiles.Write(NewSignature, Encoding.ASCII.GetBytes(_signer.Sign(manifest) + "\n"));
            DurableFiles.FlushNames(_root);
            mayStand = true;
            File.Move(NewSignature, Signature, overwrite: true);
            DurableFiles.FlushNames(_root);
            File.Move(NewManifest, Manifest, overwrite: true);
            DurableFiles.FlushNames(_root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!mayStand)
            {
                foreach (string path in (IEnumerable<string>)[NewManifest, NewSignature, .. moved.Select(PathOf)])
                    DurableFiles.TryRemove(path);
            }

            throw NotWritten(_root, e);
        }
    }

    /// <summary>Removes segments that no manifest has named for that long. What cannot be removed is left for the next time.</summary>
    public void Sweep(IEnumerable<Segment> named, DateTimeOffset before)
    {
        try
        {
            HashSet<string> keep = [.. named.Select(s => s.FileName)];
            foreach (FileInfo file in new DirectoryInfo(_segments).EnumerateFiles("*" + Suffix))
            {
                bool isSegment = file.Name.Length == 64 + Suffix.Length && file.Name.Take(64).All(char.IsAsciiHexDigitLower);
                if (isSegment && !keep.Contains(file.Name) && file.LastWriteTimeUtc <= before.UtcDateTime)
                    DurableFiles.TryRemove(file.FullName);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The publication stands; there is only more in the folder than need be.
        }
    }

    public void Dispose() => _lock.Dispose();

    private string PathOf(string fileName) => Path.Combine(_segments, fileName);

    private static byte[]? ReadOrNull(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
            return null;
        return file.Length <= FeedManifest.MaxBytes ? File.ReadAllBytes(path) : [];
    }

    private static T OnDisk<T>(string root, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FeedException(FeedFault.Disk, $"{root} cannot be used to publish into ({e.Message}): check the folder, its rights and its disk", e);
        }
    }

    private static FeedException NotWritten(string root, Exception e) => new(
        FeedFault.Disk, $"nothing was published, since {root} cannot be written ({e.Message}): make room on its disk and check its rights; what was published before stands", e);

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
}
