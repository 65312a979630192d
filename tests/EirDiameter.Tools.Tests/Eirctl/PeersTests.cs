using System.Text;

namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class PeersTests
{
    private const string Known = """{"settings":{"host":"mme1.example.org","connect":null,"addresses":["192.0.2.1"],"originRealms":[],"maxRequestsPerSecond":7},"source":"configuration","status":null}""";

    [Fact]
    public async Task Add_puts_what_was_given()
    {
        await using StandInNode node = await NodeAsync(null);
        Invocation run = await Invocation.RunAsync(
            node, "peers", "add", "mme1.example.org", "--connect", "sctp://192.0.2.1:3868", "--address", "192.0.2.1", "--address", "2001:db8::/64", "--origin-realm", "example.org", "--max-requests", "100", "--report-overload", "on", "--report-load", "off");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("PUT", "/v1/peers/mme1.example.org"), (node.Requests[^1].Method, node.Requests[^1].Address));
        Assert.Equal(
            """{"connect":"sctp://192.0.2.1:3868","addresses":["192.0.2.1","2001:db8::/64"],"originRealms":["example.org"],"maxRequestsPerSecond":100,"reportOverload":true,"reportLoad":false}""",
            Encoding.UTF8.GetString(node.Requests[^1].Body));
        Assert.Equal("mme1.example.org is added\n", run.Output);
    }

    [Fact]
    public async Task Add_refuses_who_is_there_already()
    {
        await using StandInNode node = await NodeAsync(Known);
        Invocation run = await Invocation.RunAsync(node, "peers", "add", "mme1.example.org");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("eirctl: mme1.example.org is a peer already; use eirctl peers change\n", run.Error);
        Assert.Equal("GET", node.Request.Method);
    }

    [Fact]
    public async Task Change_leaves_what_is_not_named()
    {
        await using StandInNode node = await NodeAsync(Known);
        Invocation run = await Invocation.RunAsync(node, "peers", "change", "mme1.example.org", "--max-requests", "9");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("""{"host":"mme1.example.org","connect":null,"addresses":["192.0.2.1"],"originRealms":[],"maxRequestsPerSecond":9}""", Encoding.UTF8.GetString(node.Requests[^1].Body));
    }

    [Fact]
    public async Task None_takes_a_setting_back()
    {
        await using StandInNode node = await NodeAsync(Known);
        await Invocation.RunAsync(node, "peers", "change", "mme1.example.org", "--address", "none", "--connect", "none", "--certificate-name", "none");
        Assert.Equal(
            """{"host":"mme1.example.org","connect":null,"addresses":[],"originRealms":[],"maxRequestsPerSecond":7,"certificateName":null}""",
            Encoding.UTF8.GetString(node.Requests[^1].Body));
    }

    [Fact]
    public async Task Change_refuses_who_is_not_configured()
    {
        await using StandInNode node = await NodeAsync(null);
        Invocation run = await Invocation.RunAsync(node, "peers", "change", "mme1.example.org", "--max-requests", "9");
        Assert.Equal((1, "eirctl: mme1.example.org is no configured peer; use eirctl peers add\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Remove_deletes_and_show_asks()
    {
        await using StandInNode node = await NodeAsync(Known);
        Invocation run = await Invocation.RunAsync(node, "peers", "remove", "mme1.example.org");
        Assert.Equal((0, "mme1.example.org is no peer any more\n"), (run.ExitCode, run.Output));
        Assert.Equal(("DELETE", "/v1/peers/mme1.example.org"), (node.Requests[^1].Method, node.Requests[^1].Address));
        run = await Invocation.RunAsync(node, "peers", "show", "mme1.example.org");
        Assert.Equal("GET", node.Requests[^1].Method);
        Assert.Contains("192.0.2.1", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("peers add", "HOST")]
    [InlineData("peers add mme1.example.org --max-requests many", "--max-requests: 'many' is not a number")]
    [InlineData("peers add mme1.example.org --report-load maybe", "maybe")]
    public async Task A_command_line_that_is_wrong_is_told_so(string line, string why)
    {
        await using StandInNode node = await NodeAsync(null);
        Invocation run = await Invocation.RunAsync(node, line.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }

    // Answers a GET with the peer, or that there is none, and every change as done.
    private static async Task<StandInNode> NodeAsync(string? peer)
    {
        StandInNode node = await StandInNode.StartAsync();
        return node.Answers(async context =>
        {
            _ = await StandInNode.ReadBodyAsync(context);
            bool isQuestion = context.Request.Method == "GET";
            context.Response.StatusCode = isQuestion && peer is null ? 404 : 200;
            context.Response.ContentType = "application/json";
            string answer = isQuestion ? peer ?? """{"title":"Not there","detail":"There is no peer"}""" : """{"host":"mme1.example.org","outcome":"added"}""";
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer));
        });
    }
}
