namespace EirDiameter.Conformance.Tests.Support;

/// <summary>A file in a folder of its own, gone with the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public TemporaryFile(string name) => Path = System.IO.Path.Combine(_folder, name);

    public string Path { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
