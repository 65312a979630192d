namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("eir-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file with these lines and returns its path.</summary>
    public string Write(string name, IEnumerable<string> lines)
    {
        string path = File(name);
        System.IO.File.WriteAllText(path, string.Join('\n', lines) + '\n');
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
