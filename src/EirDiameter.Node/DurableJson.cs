using System.Runtime.InteropServices;
using System.Text.Json;

namespace EirDiameter.Node;

/// <summary>A JSON file that is written whole: what a crash leaves is the file before or after. Nobody but this process's user may read it.</summary>
internal static partial class DurableJson
{
    /// <summary>Writes it; when this returns it is on disk.</summary>
    /// <exception cref="IOException">The disk did not take it: what was written before stands.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Write<T>(string path, T value, JsonSerializerOptions json)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        string next = path + ".next";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };

        // What is left of an earlier attempt keeps its rights, so it goes first.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(next);
        using (FileStream file = new(next, options))
        {
            JsonSerializer.Serialize(file, value, json);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);

        // A rename is durable when its directory is; .NET opens files only.
        int directory = Open(folder, 0);
        if (directory < 0) throw new IOException($"{folder} cannot be opened");
        bool flushed = Flush(directory) == 0;
        _ = Close(directory);
        if (!flushed) throw new IOException($"{folder} cannot be flushed");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
