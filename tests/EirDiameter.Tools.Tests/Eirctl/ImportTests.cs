using System.Text;
using Microsoft.AspNetCore.Http;

namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class ImportTests : IDisposable
{
    private const string ListFile = "equipment,list\n35693803564380,black\n";

    private const string Good = """{"feed":"local","file":"lists.csv","format":"csv","lines":3,"added":1,"changed":1,"removed":0,"unchanged":1,"rejected":0,"rejects":[],"sequence":7,"seconds":0.1034567}""";

    private const string Partly = """{"feed":"local","file":"lists.csv","format":"csv","lines":3,"added":1,"changed":0,"removed":0,"unchanged":0,"rejected":2,"rejects":[{"line":3,"equipment":"12","why":"equipment has 2 digits"},{"line":4,"why":"2 columns, not 3"}],"sequence":8,"seconds":0.1}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("eirctl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string FileOf(string content, string name = "lists.csv")
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<StandInNode> ImportingNodeAsync(params string[] lines)
    {
        StandInNode node = await StandInNode.StartAsync();
        return node.Answers(async context =>
        {
            _ = await StandInNode.ReadBodyAsync(context);
            context.Response.ContentType = "application/x-ndjson";
            foreach (string line in lines)
            {
                await context.Response.WriteAsync(line + "\n");
                await context.Response.Body.FlushAsync();
            }
        });
    }

    private static Task<StandInNode> ReportingNodeAsync(string report) => ImportingNodeAsync(
        """{"progress":{"phase":"reading","lines":2,"bytes":100,"applied":0,"total":0}}""",
        """{"progress":{"phase":"applying","lines":3,"bytes":100,"applied":2,"total":3}}""",
        $$"""{"report":{{report}}}""");

    [Fact]
    public async Task Import_posts_the_file_as_it_is_with_its_name_to_the_local_feed()
    {
        await using StandInNode node = await ReportingNodeAsync(Good);

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("POST", "/v1/feeds/local/imports?name=lists.csv"), (node.Request.Method, node.Request.Address));
        Assert.Equal(ListFile, Encoding.UTF8.GetString(node.Request.Body));
    }

    [Fact]
    public async Task Import_of_a_snapshot_says_so()
    {
        await using StandInNode node = await ReportingNodeAsync(Good);

        _ = await Invocation.RunAsync(node, "import", FileOf(ListFile, "a&b.csv"), "--snapshot", "--feed", "national");

        Assert.Equal("/v1/feeds/national/imports?name=a%26b.csv&snapshot=true", node.Request.Address);
    }

    [Fact]
    public async Task Import_reads_standard_input()
    {
        await using StandInNode node = await ReportingNodeAsync(Good);

        Invocation run = await Invocation.RunAsync(new Dictionary<string, string> { ["EIRCTL_URL"] = node.Url }, ListFile, false, "import", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("/v1/feeds/local/imports?name=stdin", node.Request.Address);
        Assert.Equal(ListFile, Encoding.UTF8.GetString(node.Request.Body));
    }

    [Fact]
    public async Task Import_of_a_large_file_arrives_whole()
    {
        await using StandInNode node = await ReportingNodeAsync(Good);
        string content = "equipment,list\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{35693803000000 + i},black\n"));

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(content));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(content.Length, node.Request.Body.Length);
    }

    [Fact]
    public async Task Import_reports_what_it_changed()
    {
        await using StandInNode node = await ReportingNodeAsync(Good);

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile));

        Assert.Equal("""
            lists.csv: 3 lines applied to feed local
              added      1
              changed    1
              removed    0
              unchanged  1
              rejected   0
              format     csv
              sequence   7
              seconds    0.1

            """, run.Output, ignoreLineEndingDifferences: true);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Import_shows_each_rejected_line_and_why_and_is_done_when_others_were_applied()
    {
        await using StandInNode node = await ReportingNodeAsync(Partly);

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile));

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("lists.csv: applied to feed local except 2 lines of 3, rejected\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("""
            Rejected lines
              line  equipment  why
              3     12         equipment has 2 digits
              4     -          2 columns, not 3

            """, run.Output.ReplaceLineEndings(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_of_which_no_line_was_of_use_is_refused()
    {
        await using StandInNode node = await ReportingNodeAsync(Partly.Replace("\"rejected\":2", "\"rejected\":3", StringComparison.Ordinal));

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile));

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("lists.csv: nothing applied, each of 3 lines was rejected\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_shows_the_first_rejects_and_how_many_more_there_are()
    {
        string rejects = string.Join(',', Enumerable.Range(2, 60).Select(line => $$"""{"line":{{line}},"why":"bad"}"""));
        await using StandInNode node = await ReportingNodeAsync($$"""{"feed":"local","lines":2000,"added":1,"rejected":1500,"rejects":[{{rejects}}]}""");

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile));

        Assert.Contains("  51    -          bad\n  and 1450 more: --json has the first 1000\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_as_JSON_is_the_final_report_and_nothing_else()
    {
        await using StandInNode node = await ReportingNodeAsync(Partly);

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile), "--json");

        Assert.Equal(Partly + "\n", run.Output);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Import_that_fails_inside_the_node_is_refused_with_the_words_of_the_node()
    {
        await using StandInNode node = await ImportingNodeAsync(
            """{"progress":{"phase":"reading","lines":0,"bytes":0,"applied":0,"total":0}}""",
            """{"problem":{"title":"Bad header","detail":"Column list is missing from the header: add it."}}""");

        Invocation run = await Invocation.RunAsync(node, "import", FileOf("equipment\n"), "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("eirctl: Column list is missing from the header: add it.\n", run.Error);
        Assert.Equal("Bad header", run.Json.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Import_whose_answer_ends_without_a_report_is_not_called_done()
    {
        await using StandInNode node = await ImportingNodeAsync("""{"progress":{"phase":"reading","lines":1,"bytes":1,"applied":0,"total":0}}""");

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broke off before it reported", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_of_a_large_file_that_is_refused_at_once_shows_the_refusal_not_a_broken_pipe()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Refuses(401, "This node wants a key: send one of Admin:Keys.");
        string large = FileOf(new string('1', 40_000_000));

        Invocation run = await Invocation.RunAsync(node, "import", large);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("eirctl: This node wants a key: send one of Admin:Keys.\n", run.Error);
    }

    [Theory]
    [InlineData(400, """{"detail":"Column list is missing from the header: add it."}""")]
    [InlineData(200, """{"problem":{"detail":"Column list is missing from the header: add it."}}""")]
    public async Task Import_of_a_large_file_that_is_refused_after_its_first_line_shows_the_refusal(int status, string answer)
    {
        await using StandInNode node = await StandInNode.StartAsync();
        _ = node.Answers(async context =>
        {
            _ = await context.Request.Body.ReadAsync(new byte[100]);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer + "\n");
        });

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(new string('1', 40_000_000)));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("eirctl: Column list is missing from the header: add it.\n", run.Error);
    }

    [Fact]
    public async Task Import_of_a_file_that_does_not_exist_is_one_clear_line_and_asks_nobody()
    {
        await using StandInNode node = await StandInNode.StartAsync();

        Invocation run = await Invocation.RunAsync(node, "import", Path.Combine(_folder, "missing.csv"));

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"eirctl: there is no file {_folder}/missing.csv", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(node.Requests);
    }

    [Fact]
    public async Task Import_of_a_directory_is_one_clear_line()
    {
        await using StandInNode node = await StandInNode.StartAsync();

        Invocation run = await Invocation.RunAsync(node, "import", _folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"eirctl: {_folder} is a directory: name the list file in it", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Import_draws_no_bar_and_no_colour_when_nobody_looks()
    {
        await using StandInNode node = await ReportingNodeAsync(Partly);

        Invocation run = await Invocation.RunAsync(node, "import", FileOf(ListFile));

        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain("upload", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_shows_the_same_report_on_a_terminal()
    {
        await using StandInNode node = await ReportingNodeAsync(Partly);

        Invocation run = await Invocation.RunAsync(
            new Dictionary<string, string> { ["EIRCTL_URL"] = node.Url, ["NO_COLOR"] = "1" }, "", interactive: true, "import", FileOf(ListFile));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("equipment has 2 digits", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", run.Output, StringComparison.Ordinal);
    }
}
