using System.Security.Cryptography;

namespace EirDiameter.Node.Audit;

/// <summary>
/// The file of the audit log: lines that only ever come to its end, each of which ends with the hash of the line before. So no line can be changed,
/// taken out or put in without every later one telling. What can be cut off unnoticed is the end: who wants to be sure of that keeps
/// <see cref="Head"/> somewhere else.
/// </summary>
internal sealed class AuditFile : IDisposable
{
    private const int BlockBytes = 1 << 16;

    private readonly FileStream _file;
    private long _length;
    private bool _overhangs;

    private AuditFile(FileStream file) => _file = file;

    /// <summary>SHA-256 of the last line, in lower-case hexadecimal digits; zeros while there is none.</summary>
    public string Head { get; private set; } = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>Lines in the file.</summary>
    public long Lines { get; private set; }

    /// <summary>Number of the first line, from 1 on, that does not carry the hash of the line before it; null = the chain is whole.</summary>
    public long? BrokenAt { get; private set; }

    /// <summary>Octets of a last line that never came to its end, and were cut off when the file was opened.</summary>
    public long CutOctets { get; private set; }

    /// <summary>Opens the file, makes it if need be, and checks the chain.</summary>
    /// <exception cref="IOException">It cannot be opened, read, or cut.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be opened.</exception>
    public static AuditFile Open(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        AuditFile file = new(new FileStream(path, options));
        try
        {
            file.Check();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The end of a line after <paramref name="previous"/>. It comes last, so that the chain can be checked without reading the rest.</summary>
    public static byte[] Link(string previous) => System.Text.Encoding.ASCII.GetBytes($"\"previous\":\"{previous}\"}}");

    /// <summary>The hash by which the next line refers to this one.</summary>
    public static string HashOf(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));

    /// <summary>Appends whole lines, each with its line feed.</summary>
    /// <param name="lines">The octets.</param>
    /// <param name="count">How many lines they are.</param>
    /// <param name="head">Hash of the last of them.</param>
    /// <param name="flush">Whether they must be on the disk when this returns.</param>
    /// <exception cref="IOException">The disk did not take them; the file is as it was.</exception>
    public void Append(ReadOnlySpan<byte> lines, int count, string head, bool flush)
    {
        if (_overhangs) CutBack();
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, lines, _length);
            if (flush) RandomAccess.FlushToDisk(_file.SafeFileHandle);
        }
        catch (IOException)
        {
            _overhangs = true;
            TryCutBack();
            throw;
        }

        Volatile.Write(ref _length, _length + lines.Length);
        Lines += count;
        Head = head;
    }

    /// <summary>The last lines without their line feeds, the newest first. May be called while another thread appends.</summary>
    /// <exception cref="IOException">The disk could not be read.</exception>
    public List<byte[]> Last(int limit)
    {
        List<byte[]> lines = [];
        byte[] tail = [];
        long at = Volatile.Read(ref _length);
        while (lines.Count < limit && (at > 0 || tail.Length > 0))
        {
            int feed = tail.Length == 0 ? -1 : tail.AsSpan(0, tail.Length - 1).LastIndexOf((byte)'\n');
            if (feed < 0 && at > 0)
            {
                tail = [.. Block(ref at), .. tail];
                continue;
            }

            lines.Add(tail[(feed + 1)..^1]);
            tail = tail[..(feed + 1)];
        }

        return lines;
    }

    public void Dispose() => _file.Dispose();

    private byte[] Block(ref long at)
    {
        byte[] block = new byte[Math.Min(BlockBytes, at)];
        for (int read = 0; read < block.Length;)
        {
            int octets = RandomAccess.Read(_file.SafeFileHandle, block.AsSpan(read), at - block.Length + read);
            if (octets == 0) throw new IOException($"{_file.Name} became shorter while it was read");
            read += octets;
        }

        at -= block.Length;
        return block;
    }

    private void Check()
    {
        long length = RandomAccess.GetLength(_file.SafeFileHandle);
        byte[] buffer = new byte[BlockBytes];
        int held = 0;
        for (long at = 0; at < length;)
        {
            if (held == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            int read = RandomAccess.Read(_file.SafeFileHandle, buffer.AsSpan(held), at);
            if (read == 0) break;
            at += read;
            held += read;
            int used = CheckLines(buffer.AsSpan(0, held));
            buffer.AsSpan(used, held - used).CopyTo(buffer);
            held -= used;
        }

        if (held == 0) return;

        // The process or the machine went down in the middle of it: nobody was told that it is written.
        CutOctets = held;
        CutBack();
    }

    private int CheckLines(ReadOnlySpan<byte> octets)
    {
        int used = 0;
        for (int length; (length = octets[used..].IndexOf((byte)'\n')) >= 0; used += length + 1)
        {
            ReadOnlySpan<byte> line = octets.Slice(used, length);
            Lines++;
            if (!line.EndsWith(Link(Head))) BrokenAt ??= Lines;
            Head = HashOf(line);
        }

        _length += used;
        return used;
    }

    private void CutBack()
    {
        RandomAccess.SetLength(_file.SafeFileHandle, _length);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        _overhangs = false;
    }

    private void TryCutBack()
    {
        try
        {
            CutBack();
        }
        catch (IOException)
        {
            // Tried again before anything else is written.
        }
    }
}
