using EirDiameter.EndToEnd.Tests.Support;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>A disk of a few MiB, in memory and in a mount namespace of its own: when its holder ends, nothing is left mounted.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly ChildProcess _holder;
    private readonly string _path;

    private SmallDisk(ChildProcess holder, string path)
    {
        _holder = holder;
        _path = path;
    }

    /// <summary>The command that runs another one where the disk is.</summary>
    public string[] Through => ["nsenter", "--target", $"{_holder.Id}", "--mount", "--"];

    public static async Task<SmallDisk> MountAsync(TemporaryFolder folder, int mebibytes)
    {
        string path = Directory.CreateDirectory(folder.File("disk")).FullName;
        string script = $"mount -t tmpfs -o size={mebibytes}m tmpfs '{path}' && echo mounted && exec sleep infinity";
        ChildProcess holder = ChildProcess.Start("unshare", ["--mount", "bash", "-c", script]);
        await holder.WaitForLineAsync("the disk is mounted", line => line == "mounted", TimeSpan.FromSeconds(10));
        return new SmallDisk(holder, path);
    }

    /// <summary>A command that runs another one with an empty read-only folder in the place of <paramref name="path"/>.</summary>
    public static string[] ReadOnlyAt(string path) =>
        ["unshare", "--mount", "bash", "-c", "mount -t tmpfs -o ro tmpfs \"$0\" && exec \"$@\"", Directory.CreateDirectory(path).FullName];

    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Takes room away, to be given back by <see cref="MakeRoomAsync"/>.</summary>
    public Task OccupyAsync(int mebibytes) => RunAsync("head", "-c", $"{mebibytes}M", "/dev/zero", ">", File("ballast"));

    public Task MakeRoomAsync() => RunAsync("rm", File("ballast"));

    public ValueTask DisposeAsync() => _holder.DisposeAsync();

    private async Task RunAsync(params string[] command)
    {
        (int exitCode, _, IReadOnlyList<string> errors) =
            await ChildProcess.RunAsync(Through[0], [.. Through.Skip(1), "bash", "-c", string.Join(' ', command)], TimeSpan.FromSeconds(30));
        if (exitCode != 0) throw new IOException(string.Join('\n', errors));
    }
}
