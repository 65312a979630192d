namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class NodeStateTests
{
    [Fact]
    public async Task Feeds_is_a_table_of_what_the_node_says_of_each()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(
            """
            [{"name":"global","sequence":7,"generation":1,"white":0,"grey":2,"black":30,"pairs":1,"ranges":4,"memoryBytes":4327424,"inMemory":false,"ignored":true,
              "produced":{"sequence":6,"tacs":1,"completeTacs":1,"ranges":3,"memoryBytes":36}},
             {"name":"local","sequence":0,"white":0,"grey":0,"black":0,"pairs":0,"ranges":0,"memoryBytes":0,"inMemory":true,"ignored":false,"produced":null}]
            """);

        Invocation run = await Invocation.RunAsync(node, "feeds");

        Assert.Equal("/v1/feeds", node.Request.Address);
        Assert.Equal("""
              feed    sequence  white  grey  black  pairs  ranges  produced ranges         counts  memory
              global  7         0      2     30     1      4       3 of 1 TAC, 1 complete  no      4.1 MiB and disk
              local   0         0      0     0      0      0       -                       yes     0 B

            """, run.Output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Peers_is_a_table_of_who_is_connected()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("""[{"host":"mme1.example.org","openSince":"2026-01-01T11:00:05.123+01:00","requests":5}]""");

        Invocation run = await Invocation.RunAsync(node, "peers");

        Assert.Equal("/v1/peers", node.Request.Address);
        Assert.Equal("""
              host              open since            requests
              mme1.example.org  2026-01-01T10:00:05Z  5

            """, run.Output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Peers_says_so_when_nobody_is_connected()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("[]");

        Assert.Equal("no peer is connected\n", (await Invocation.RunAsync(node, "peers")).Output);
    }

    [Fact]
    public async Task Status_is_one_page()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(
            """{"originHost":"eir.example.org","ready":true,"store":{"path":"data","writable":true},"feeds":[{"name":"local","sequence":1}],"listen":["tcp://127.0.0.1:3868"]}""");

        Invocation run = await Invocation.RunAsync(node, "status");

        Assert.Equal("/v1/status", node.Request.Address);
        Assert.Equal("""
              origin host  eir.example.org
              ready        yes
              listen       tcp://127.0.0.1:3868

            store
              path      data
              writable  yes

            feeds
              name   sequence
              local  1

            """, run.Output, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("feeds", "[]")]
    [InlineData("peers", """{"peers":[]}""")]
    [InlineData("status", """{"ready":true}""")]
    public async Task As_JSON_it_is_the_answer_of_the_node_and_nothing_else(string command, string answer)
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(answer);

        Assert.Equal(answer + "\n", (await Invocation.RunAsync(node, command, "--json")).Output);
    }

    [Fact]
    public async Task Health_of_a_ready_node_is_exit_code_0()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("ready", type: "text/plain");

        Invocation run = await Invocation.RunAsync(node, "health");

        Assert.Equal(["/healthz/live", "/healthz/ready"], node.Requests.Select(request => request.Address));
        Assert.Equal("  live   yes\n  ready  yes\n", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Health_of_a_node_that_is_not_ready_says_why_and_is_exit_code_1()
    {
        await using StandInNode node = await StandInNode.StartAsync();
        _ = node.Answers(async context =>
        {
            bool isReady = context.Request.Path == "/healthz/ready";
            context.Response.StatusCode = isReady ? 503 : 200;
            await context.Response.Body.WriteAsync(isReady ? """{"detail":"Loading lists: 40 %"}"""u8.ToArray() : "ok"u8.ToArray());
        });

        Invocation run = await Invocation.RunAsync(node, "health");
        Invocation json = await Invocation.RunAsync(node, "health", "--json");

        Assert.Equal((1, "  live   yes\n  ready  no: Loading lists: 40 %\n"), (run.ExitCode, run.Output));
        Assert.Equal(1, json.ExitCode);
        Assert.Equal("""{"live":{"status":200,"body":"ok"},"ready":{"status":503,"body":{"detail":"Loading lists: 40 %"}}}""" + "\n", json.Output);
    }

    [Fact]
    public async Task Health_shows_what_the_node_is_doing_when_it_says_so_in_plain_text()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("loading national.csv\n", 503, "text/plain");

        Assert.EndsWith("  ready  no: loading national.csv\n", (await Invocation.RunAsync(node, "health")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_go_through_unchanged()
    {
        const string text = "# TYPE eir_peers gauge\neir_peers{state=\"open\"} 2\n";
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(text, type: "text/plain");

        Invocation run = await Invocation.RunAsync(node, "metrics");

        Assert.Equal("/metrics", node.Request.Address);
        Assert.Equal(text, run.Output);
    }

    [Fact]
    public async Task Metrics_as_JSON_are_samples()
    {
        const string text = "# HELP x\neir_peers{state=\"open\",host=\"a\\\"b,c}\"} 2\neir_x 1.5 1700000000\neir_bucket{le=\"+Inf\"} +Inf\n";
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(text, type: "text/plain");

        Invocation run = await Invocation.RunAsync(node, "metrics", "--json");

        Assert.Equal(
            """[{"name":"eir_peers","labels":{"state":"open","host":"a\u0022b,c}"},"value":2},{"name":"eir_x","labels":{},"value":1.5},{"name":"eir_bucket","labels":{"le":"\u002BInf"},"value":"\u002BInf"}]""" + "\n",
            run.Output);
    }
}
