using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Operation;

/// <summary>
/// The Dockerfile, as far as it goes without a container engine: the build stage's instructions are carried out in a folder that holds
/// only what they copy, and what the image starts and asks for its health is started and asked.
/// </summary>
public sealed class DockerfileTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly string[][] _instructions;

    public DockerfileTests()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
        _instructions = [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_image_builds_from_what_it_copies_starts_and_tells_its_health()
    {
        string publish = await BuildAsync();
        string node = Inside(publish, Json("ENTRYPOINT")[1]);
        string[] health = Json("HEALTHCHECK");
        Assert.Equal("--health", health[2]);
        Assert.Equal(node, Inside(publish, health[1]));
        Assert.True(File.Exists(Inside(publish, "/app/eirctl/eirctl.dll")));

        string[] settings = ["--Store:Path", _folder.File("data"), "--Diameter:Listen:0", "tcp://127.0.0.1:0", "--Admin:Url", "http://127.0.0.1:0"];
        await using ChildProcess running = ChildProcess.Start("dotnet", [node, .. settings], _folder.Path);
        string ready = await running.WaitForLineAsync("ready", line => line.StartsWith("ready ", StringComparison.Ordinal), Limit);
        Assert.Equal(0, (await ChildProcess.RunAsync("dotnet", [node, "--health", ready.Split(' ')[^1]], Limit)).ExitCode);
        running.Signal(ChildProcess.Terminate);
        Assert.Equal(0, await running.WaitForExitAsync(Limit));
        Assert.Equal(1, (await ChildProcess.RunAsync("dotnet", [node, "--health", ready.Split(' ')[^1]], Limit)).ExitCode);
    }

    [Fact]
    public void The_image_serves_Diameter_as_nobody_special_from_a_volume()
    {
        Assert.Equal("3868", Single("EXPOSE"));
        Assert.Equal("/data", Single("VOLUME"));
        Assert.True(int.Parse(Single("USER")) > 0);
        string environment = Single("ENV");
        Assert.Contains("Store__Path=/data", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("Admin", environment, StringComparison.Ordinal);
    }

    // FROM, WORKDIR, COPY and RUN of the first stage; the image's root for this is the temporary folder.
    private async Task<string> BuildAsync()
    {
        string work = _folder.Path, publish = _folder.File("publish");
        string[] ignored = [.. File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"))];
        foreach (string[] instruction in _instructions.Skip(1).TakeWhile(instruction => instruction[0] != "FROM"))
        {
            switch (instruction[0])
            {
                case "WORKDIR":
                    work = Directory.CreateDirectory(_folder.Path + instruction[1]).FullName;
                    break;
                case "COPY":
                    string[] words = instruction[1].Split(' ');
                    foreach (string source in words[..^1]) Copy(Path.Combine(Repository.Root, source), Path.Combine(work, words[^1]), ignored);
                    break;
                case "RUN":
                    (int exitCode, IReadOnlyList<string> output, _) = await ChildProcess.RunAsync(
                        "bash", ["-c", instruction[1].Replace("/publish", publish, StringComparison.Ordinal)], Limit, work);
                    Assert.True(exitCode == 0, $"{instruction[1]}\n{string.Join('\n', output)}");
                    break;
                default:
                    Assert.Fail($"{instruction[0]} in the build stage: teach this test");
                    break;
            }
        }

        return publish;
    }

    private static void Copy(string source, string destination, string[] ignored)
    {
        Assert.True(Path.Exists(source), $"COPY {source}: not there");
        if (File.Exists(source))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(destination + "/x")!);
            File.Copy(source, Path.Combine(destination, Path.GetFileName(source)));
            return;
        }

        Directory.CreateDirectory(destination);
        foreach (string entry in Directory.EnumerateFileSystemEntries(source))
        {
            string name = Path.GetFileName(entry);
            if (ignored.Contains("**/" + name)) continue;
            Copy(entry, File.Exists(entry) ? destination : Path.Combine(destination, name), ignored);
        }
    }

    // Where a path of the final stage comes from, by its COPY --from lines.
    private string Inside(string publish, string path)
    {
        foreach (string[] instruction in _instructions.Where(instruction => instruction[0] == "COPY" && instruction[1].StartsWith("--from=", StringComparison.Ordinal)))
        {
            string[] words = [.. instruction[1].Split(' ').Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
            if (path.StartsWith(words[1], StringComparison.Ordinal)) return publish + words[0]["/publish".Length..] + path[words[1].Length..];
        }

        throw new InvalidOperationException($"No COPY --from brings {path}");
    }

    private string Single(string instruction) => Assert.Single(_instructions, line => line[0] == instruction)[1];

    private string[] Json(string instruction)
    {
        string text = Single(instruction);
        return System.Text.Json.JsonSerializer.Deserialize<string[]>(text[text.IndexOf('[', StringComparison.Ordinal)..])!;
    }
}
