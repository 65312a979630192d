using FASTER.core;

namespace EirDiameter.Store;

/// <summary>Makes the devices for FASTER's checkpoints and commits below one directory, with failures noted.</summary>
internal sealed class FileDeviceFactory(string directory, DeviceFaults faults, WriteManner manner) : INamedDeviceFactory
{
    public void Initialize(string baseName)
    {
        // The directory is given when made; FASTER's base name is not used.
    }

    public IDevice Get(FileDescriptor fileInfo)
    {
        FileDevice device = new(Path.Combine(directory, fileInfo.directoryName, fileInfo.fileName), faults, manner);
        device.Initialize(-1);
        return device;
    }

    public void Delete(FileDescriptor fileInfo)
    {
        // FASTER deletes the last commit when it has written the next, whether that write succeeded or not: what the next opening needs stays.
        if (fileInfo.fileName is not null && faults.LastWrite is not null) return;
        string path = Path.Combine(directory, fileInfo.directoryName);
        try
        {
            if (fileInfo.fileName is not null)
                File.Delete(Path.Combine(path, fileInfo.fileName + ".0"));
            else if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left over is swept when the store is opened next.
        }
    }

    public IEnumerable<FileDescriptor> ListContents(string path)
    {
        DirectoryInfo found = new(Path.Combine(directory, path));
        if (!found.Exists)
            yield break;
        foreach (DirectoryInfo folder in found.GetDirectories().OrderByDescending(f => f.LastWriteTimeUtc))
            yield return new FileDescriptor(folder.Name, "");
        foreach (FileInfo file in found.GetFiles().OrderByDescending(f => f.LastWriteTimeUtc))
            yield return new FileDescriptor("", file.Name);
    }
}
