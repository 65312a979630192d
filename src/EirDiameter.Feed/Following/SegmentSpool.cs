using System.Security.Cryptography;

namespace EirDiameter.Feed;

/// <summary>
/// Where fetched segments are kept. A file has its final name only after its size and hash were found right; until then it is a part, which
/// a later fetch goes on with. Names come from validated hashes alone.
/// </summary>
internal sealed class SegmentSpool
{
    private const string PartSuffix = ".part";
    private const string ValidatorSuffix = ".part.etag";
    private const int MaxValidator = 512;

    private readonly string _folder;

    /// <exception cref="FeedException"><see cref="FeedFault.Disk"/>: the folder cannot be made.</exception>
    public SegmentSpool(string folder)
    {
        _folder = Path.GetFullPath(folder);
        OnDisk(() => Directory.CreateDirectory(_folder));
    }

    public string PathOf(Segment segment)
    {
        if (segment.Sha256.Length != 64 || !segment.Sha256.All(char.IsAsciiHexDigitLower))
            throw new FeedException(FeedFault.Malformed, "a segment's hash is not 64 lower-case hexadecimal digits");
        return Path.Combine(_folder, segment.FileName);
    }

    /// <summary>Whether the segment is there. One that is not as it should be is removed.</summary>
    public bool Holds(Segment segment) => OnDisk(() =>
    {
        string path = PathOf(segment);
        if (!File.Exists(path))
            return false;
        if (IsRight(path, segment))
            return true;
        File.Delete(path);
        return false;
    });

    /// <summary>Octets of the part that is there; 0 if none, or if it cannot be a part of this segment.</summary>
    public long PartLength(Segment segment) => OnDisk(() =>
    {
        FileInfo part = new(PathOf(segment) + PartSuffix);
        if (part.Exists && part.Length > segment.Bytes)
            part.Delete();
        part.Refresh();
        return part.Exists ? part.Length : 0;
    });

    /// <summary>The strong entity tag that the server gave with the part; null if none.</summary>
    public string? ValidatorOf(Segment segment)
    {
        try
        {
            FileInfo file = new(PathOf(segment) + ValidatorSuffix);
            return file.Exists && file.Length <= MaxValidator ? File.ReadAllText(file.FullName) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Opens the part to be written from an offset on; what is behind it is cut off.</summary>
    public FileStream OpenPart(Segment segment, long offset, string? validator) => OnDisk(() =>
    {
        string path = PathOf(segment);
        if (offset == 0 && validator is { Length: <= MaxValidator })
            File.WriteAllText(path + ValidatorSuffix, validator);
        else if (offset == 0)
            File.Delete(path + ValidatorSuffix);
        FileStream part = new(path + PartSuffix, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        try
        {
            part.SetLength(offset);
            part.Position = offset;
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    });

    public void DropPart(Segment segment) => OnDisk(() =>
    {
        File.Delete(PathOf(segment) + PartSuffix);
        File.Delete(PathOf(segment) + ValidatorSuffix);
        return true;
    });

    /// <summary>Gives a whole part its final name if it is what the segment should be; otherwise removes it and returns false.</summary>
    public bool TryFinish(Segment segment) => OnDisk(() =>
    {
        string part = PathOf(segment) + PartSuffix;
        if (!File.Exists(part) || !IsRight(part, segment))
        {
            DropPart(segment);
            return false;
        }

        File.Move(part, PathOf(segment), overwrite: true);
        File.Delete(PathOf(segment) + ValidatorSuffix);
        return true;
    });

    /// <summary>Removes every file but those of these segments.</summary>
    public void Keep(IEnumerable<Segment> segments) => OnDisk(() =>
    {
        HashSet<string> keep = [.. segments.SelectMany(s => (string[])[s.FileName, s.FileName + PartSuffix, s.FileName + ValidatorSuffix])];
        foreach (string file in Directory.GetFiles(_folder))
        {
            if (!keep.Contains(Path.GetFileName(file)))
                File.Delete(file);
        }

        return true;
    });

    public FeedException Fault(Exception e) =>
        new(FeedFault.Disk, $"{_folder} cannot hold fetched segments ({e.Message}): make room on its disk and check its rights; nothing was changed", e);

    private static bool IsRight(string path, Segment segment)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return file.Length == segment.Bytes && Convert.ToHexStringLower(SHA256.HashData(file)) == segment.Sha256;
    }

    private T OnDisk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(e);
        }
    }
}
