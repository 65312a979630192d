using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Operation;

/// <summary>
/// The Dockerfile, as far as it goes without a container engine: the build stage's instructions are carried out in a folder that holds
/// only what they copy, and what the images start and ask for their health is started and asked.
/// </summary>
public sealed class DockerfileTests : IDisposable
{
    private const string Build = "build";
    private const string Node = "node";
    private const string Registry = "registry";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly List<(string Name, List<string[]> Instructions)> _stages = [];

    public DockerfileTests()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (string line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] instruction = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (instruction[0] == "FROM") _stages.Add((instruction[1].Split(" AS ")[1], []));
            else _stages[^1].Instructions.Add(instruction);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_images_build_from_what_they_copy_start_and_tell_their_health()
    {
        string publish = await BuildAsync();
        Assert.True(File.Exists(Inside(Node, publish, "/app/eirctl/eirctl.dll")));
        await StartsAsync(Node, publish, "--Store:Path", _folder.File("data"), "--Diameter:Listen:0", "tcp://127.0.0.1:0", "--Admin:Url", "http://127.0.0.1:0");
        await StartsAsync(Registry, publish, "--Registry:Url", "http://127.0.0.1:0");
    }

    [Fact]
    public void Without_a_target_the_image_is_the_nodes() => Assert.Equal([Build, Registry, Node], _stages.Select(stage => stage.Name));

    [Theory]
    [InlineData(Node, "3868")]
    [InlineData(Registry, "8090")]
    public void Each_image_serves_as_nobody_special_from_a_volume(string stage, string port)
    {
        Assert.Equal(port, Single(stage, "EXPOSE"));
        Assert.Equal("/data", Single(stage, "VOLUME"));
        Assert.Equal("/data", Single(stage, "WORKDIR"));
        Assert.True(int.Parse(Single(stage, "USER")) > 0);
        string environment = Single(stage, "ENV");
        Assert.Contains(port, environment, StringComparison.Ordinal);
        Assert.DoesNotContain("Admin", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("Key", environment, StringComparison.Ordinal);
    }

    // Started as the image starts it, in a folder of its own, it tells its health, and no longer when it has stopped.
    private async Task StartsAsync(string stage, string publish, params string[] settings)
    {
        string program = Inside(stage, publish, Json(stage, "ENTRYPOINT")[1]);
        string[] health = Json(stage, "HEALTHCHECK");
        Assert.Equal("--health", health[2]);
        Assert.Equal(program, Inside(stage, publish, health[1]));

        await using ChildProcess running = ChildProcess.Start("dotnet", [program, .. settings], Directory.CreateDirectory(_folder.File(stage)).FullName);
        string ready = await running.WaitForLineAsync("ready", line => line.StartsWith("ready ", StringComparison.Ordinal), Limit);
        Assert.Equal(0, (await ChildProcess.RunAsync("dotnet", [program, "--health", ready.Split(' ')[^1]], Limit)).ExitCode);
        running.Signal(ChildProcess.Terminate);
        Assert.Equal(0, await running.WaitForExitAsync(Limit));
        Assert.Equal(1, (await ChildProcess.RunAsync("dotnet", [program, "--health", ready.Split(' ')[^1]], Limit)).ExitCode);
    }

    // WORKDIR, COPY and RUN of the build stage; the image's root for this is the temporary folder.
    private async Task<string> BuildAsync()
    {
        string work = _folder.Path, publish = _folder.File("publish");
        string[] ignored = [.. File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"))];
        foreach (string[] instruction in Stage(Build))
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

    // Where a path of an image comes from, by its COPY --from lines.
    private string Inside(string stage, string publish, string path)
    {
        foreach (string[] instruction in Stage(stage).Where(instruction => instruction[0] == "COPY" && instruction[1].StartsWith("--from=build", StringComparison.Ordinal)))
        {
            string[] words = [.. instruction[1].Split(' ').Where(word => !word.StartsWith("--", StringComparison.Ordinal))];
            if (path.StartsWith(words[1], StringComparison.Ordinal)) return publish + words[0]["/publish".Length..] + path[words[1].Length..];
        }

        throw new InvalidOperationException($"No COPY --from brings {path}");
    }

    private List<string[]> Stage(string name) => _stages.Single(stage => stage.Name == name).Instructions;

    private string Single(string stage, string instruction) => Assert.Single(Stage(stage), line => line[0] == instruction)[1];

    private string[] Json(string stage, string instruction)
    {
        string text = Single(stage, instruction);
        return System.Text.Json.JsonSerializer.Deserialize<string[]>(text[text.IndexOf('[', StringComparison.Ordinal)..])!;
    }
}
