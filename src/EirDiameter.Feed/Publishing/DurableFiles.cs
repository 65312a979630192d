using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EirDiameter.Feed;

/// <summary>Files and names that outlast a power cut.</summary>
internal static partial class DurableFiles
{
    /// <summary>Writes a file and waits until the disk has it. A file that could not be written whole is removed.</summary>
    public static void Write(string path, ReadOnlySpan<byte> octets)
    {
        bool whole = false;
        try
        {
            using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.Write(octets);
            file.Flush(flushToDisk: true);
            whole = true;
        }
        finally
        {
            if (!whole)
                TryRemove(path);
        }
    }

    /// <summary>Makes names in a folder durable: a rename or a new file outlives a power cut only after this.</summary>
    public static void FlushNames(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(folder, 0);
        if (descriptor < 0)
            throw new IOException($"{folder} cannot be opened");
        using SafeFileHandle handle = new(descriptor, ownsHandle: true);
        if (Flush(descriptor) != 0)
            throw new IOException($"{folder} cannot be flushed");
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
            // Left over; swept at the next start.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);
}
