using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class RefusalTests
{
    public static TheoryData<string> AllCommands => new(
        "check 35693803564380", "explain 35693803564380", "export", "add 35693803564380 --list black", "remove 35693803564380",
        "feeds", "peers", "status", "health", "metrics", "import -");

    private static string[] Arguments(string line) => line.Split(' ');

    [Theory]
    [MemberData(nameof(AllCommands))]
    public async Task A_node_that_is_not_there_is_one_line_with_the_address_and_what_to_do(string line)
    {
        string url = $"http://127.0.0.1:{FreePort()}";

        Invocation run = await Invocation.RunAsync(new Dictionary<string, string>(), [.. Arguments(line), "--url", url]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Equal($"eirctl: no node at {url}: connection refused. Start the node, or name its Admin:Url with --url or EIRCTL_URL", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [MemberData(nameof(AllCommands))]
    public async Task The_key_goes_along_with_every_command(string line)
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Refuses(409, "no");

        _ = await Invocation.RunAsync(node, [.. Arguments(line), "--key", "from-option"]);
        _ = await Invocation.RunAsync(
            new Dictionary<string, string> { ["EIRCTL_URL"] = node.Url, ["EIRCTL_KEY"] = "from-environment" }, Arguments(line));

        Assert.All(node.Requests.Take(node.Requests.Count / 2), request => Assert.Equal("Bearer from-option", request.Authorization));
        Assert.All(node.Requests.Skip(node.Requests.Count / 2), request => Assert.Equal("Bearer from-environment", request.Authorization));
    }

    [Theory]
    [MemberData(nameof(AllCommands))]
    public async Task A_problem_of_the_node_is_shown_by_its_detail_and_as_JSON_as_it_came(string line)
    {
        if (line == "health") return; // It answers the question why not: see NodeStateTests.
        await using StandInNode node = (await StandInNode.StartAsync()).Refuses(503, "The disk is full:\\nfree some space.");

        Invocation run = await Invocation.RunAsync(node, Arguments(line));
        Invocation json = await Invocation.RunAsync(node, [.. Arguments(line), "--json"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal("eirctl: The disk is full: free some space.", Assert.Single(run.ErrorLines));
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(503, json.Json.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData(401, "the node wants a key")]
    [InlineData(403, "does not accept this key")]
    [InlineData(404, "does not know this address")]
    [InlineData(500, "answered 500 without saying why")]
    public async Task An_answer_without_a_problem_is_put_into_words(int status, string words)
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("<html>", status, "text/html");

        Invocation run = await Invocation.RunAsync(node, "status");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_at_this_address_is_noticed()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("<html>welcome</html>", type: "text/html");

        Invocation run = await Invocation.RunAsync(node, "status", "--json");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("not the admin URL of an EIR", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_hangs_up_is_one_line()
    {
        await using StandInNode node = await StandInNode.StartAsync();
        _ = node.Answers(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        Invocation run = await Invocation.RunAsync(node, "status");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("broke off its answer", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_option_wins_over_the_environment_and_a_path_in_the_URL_is_kept()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("{}");

        Invocation run = await Invocation.RunAsync(new Dictionary<string, string> { ["EIRCTL_URL"] = "http://127.0.0.1:1" }, "status", "--url", node.Url + "/eir1");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("/eir1/v1/status", node.Request.Address);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
