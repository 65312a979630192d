using System.IO.Compression;
using System.Text;

namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class ExportTests : IDisposable
{
    private const string Csv = "equipment,list,reason\n35693803564380,black,\"stolen, twice\"\n35693803,grey,\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("eirctl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<StandInNode> ExportingNodeAsync() => (await StandInNode.StartAsync()).Answers(Csv, type: "text/csv");

    [Fact]
    public async Task Export_writes_all_feeds_to_standard_output_unchanged()
    {
        await using StandInNode node = await ExportingNodeAsync();

        Invocation run = await Invocation.RunAsync(node, "export");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("GET", "/v1/export"), (node.Request.Method, node.Request.Address));
        Assert.Equal(Csv, run.Output);
    }

    [Fact]
    public async Task Export_of_one_feed_asks_for_that_feed()
    {
        await using StandInNode node = await ExportingNodeAsync();

        _ = await Invocation.RunAsync(node, "export", "--feed", "national");

        Assert.Equal("/v1/feeds/national/export", node.Request.Address);
    }

    [Fact]
    public async Task Export_to_a_file_says_how_much_it_wrote()
    {
        await using StandInNode node = await ExportingNodeAsync();
        string file = Path.Combine(_folder, "all.csv");

        Invocation run = await Invocation.RunAsync(node, "export", "--output", file);

        Assert.Equal(Csv, await File.ReadAllTextAsync(file));
        Assert.Equal($"2 listings of all feeds written to {file} (74 B)\n", run.Output);
    }

    [Fact]
    public async Task Export_to_a_gz_file_is_compressed()
    {
        await using StandInNode node = await ExportingNodeAsync();
        string file = Path.Combine(_folder, "all.csv.gz");

        _ = await Invocation.RunAsync(node, "export", "-o", file);

        await using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        Assert.Equal(Csv, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Export_to_a_file_as_JSON_is_a_summary()
    {
        await using StandInNode node = await ExportingNodeAsync();
        string file = Path.Combine(_folder, "all.csv");

        Invocation run = await Invocation.RunAsync(node, "export", "--output", file, "--feed", "local", "--json");

        Assert.Equal(("local", 2), (run.Json.GetProperty("feed").GetString(), run.Json.GetProperty("listings").GetInt32()));
    }

    [Fact]
    public async Task Export_as_JSON_is_a_listing_on_each_line()
    {
        await using StandInNode node = await ExportingNodeAsync();

        Invocation run = await Invocation.RunAsync(node, "export", "--json");

        Assert.Equal(
            """{"equipment":"35693803564380","list":"black","reason":"stolen, twice"}""" + "\n" + """{"equipment":"35693803","list":"grey"}""" + "\n",
            run.Output);
    }

    [Fact]
    public async Task Export_that_breaks_off_leaves_the_old_file_and_no_half_one()
    {
        string file = Path.Combine(_folder, "all.csv");
        await File.WriteAllTextAsync(file, "old");
        await using StandInNode node = await StandInNode.StartAsync();
        _ = node.Answers(async context =>
        {
            context.Response.ContentType = "text/csv";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Csv));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Invocation run = await Invocation.RunAsync(node, "export", "--output", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broke off its answer", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_folder));
        Assert.Equal("old", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Export_to_a_folder_that_is_not_there_is_one_clear_line()
    {
        await using StandInNode node = await ExportingNodeAsync();

        Invocation run = await Invocation.RunAsync(node, "export", "--output", Path.Combine(_folder, "no", "all.csv"));

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("eirctl: cannot write ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
