namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class CheckAndExplainTests
{
    private const string Black = """
        {"equipment":"35693803564380","status":"black","basis":"equipment","feed":"national","reason":"stolen","effective":"2026-01-31T00:00:00Z","expires":null,"answer":"2001 + Equipment-Status 1"}
        """;

    private const string Explained = """
        {"equipment":"35693803564380","status":"white","basis":"blackAllowedByPair","feed":"local","reason":null,"effective":null,"expires":null,"answer":"2001 + Equipment-Status 0",
        "listings":[
          {"feed":"local","scope":"Pair","list":"White","reason":"owner","effective":null,"expires":null,"from":"35693803564380","to":"35693803564380","active":true},
          {"feed":"national","scope":"Range","list":"Black","reason":"stolen lot","effective":"2026-01-31T00:00:00Z","expires":"2026-02-01T12:15:00+00:00","from":"35693803000000","to":"35693803999999","active":false}],
        "steps":[{"rule":"globalOverride","outcome":"passed on","text":"No override is configured."},{"rule":"pair","outcome":"decided","text":"Its owner uses it."}]}
        """;

    [Fact]
    public async Task Check_asks_for_the_equipment_with_subscriber_and_software_version()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Black);

        Invocation run = await Invocation.RunAsync(node, "check", "35693803564380", "--imsi", "001010123456789", "--sv", "07");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("GET", node.Request.Method);
        Assert.Equal("/v1/check/35693803564380?imsi=001010123456789&sv=07", node.Request.Address);
        Assert.Equal("", node.Request.Authorization);
    }

    [Fact]
    public async Task Check_asks_about_anything_because_malformed_is_an_answer_too()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Black);

        _ = await Invocation.RunAsync(node, "check", "12/34?x");

        Assert.Equal("/v1/check/12%2F34%3Fx", node.Request.Address);
    }

    [Fact]
    public async Task Check_says_what_the_status_means_and_leaves_out_what_is_not_said()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Black);

        Invocation run = await Invocation.RunAsync(node, "check", "35693803564380");

        Assert.Equal("""
            35693803564380 is black: blocked
              basis      equipment
              feed       national
              reason     stolen
              effective  2026-01-31
              answer     2001 + Equipment-Status 1

            """, run.Output, ignoreLineEndingDifferences: true);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Check_as_JSON_is_the_answer_of_the_node_and_nothing_else()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Black);

        Invocation run = await Invocation.RunAsync(node, "check", "35693803564380", "--json");

        Assert.Equal(Black.Trim() + "\n", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("white", "permitted")]
    [InlineData("grey", "permitted and tracked")]
    [InlineData("unknown", "the network decides")]
    [InlineData("error", "answered with an error")]
    [InlineData("purple", "x is purple")]
    public async Task Every_status_has_a_meaning(string status, string meaning)
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers($$"""{"equipment":"x","status":"{{status}}","basis":"range","answer":"?"}""");

        Assert.Contains(meaning, (await Invocation.RunAsync(node, "check", "x")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_asks_the_same_question()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Explained);

        _ = await Invocation.RunAsync(node, "explain", "35693803564380", "--imsi", "001010123456789", "--sv", "07");

        Assert.Equal("/v1/explain/35693803564380?imsi=001010123456789&sv=07", node.Request.Address);
    }

    [Fact]
    public async Task Explain_shows_the_decision_each_listing_and_each_step()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Explained);

        Invocation run = await Invocation.RunAsync(node, "explain", "35693803564380", "--imsi", "001010123456789");

        Assert.Equal("""
            35693803564380 is white: permitted
              basis   black allowed by pair
              feed    local
              answer  2001 + Equipment-Status 0

            Listings found
              feed      scope  list   in force  reason      effective   expires               what is listed
              local     pair   white  yes       owner       -           -                     35693803564380 with IMSI 001010123456789
              national  range  black  no        stolen lot  2026-01-31  2026-02-01T12:15:00Z  35693803000000-35693803999999

            Step by step
              1. global override: No override is configured. (passed on)
              2. pair: Its owner uses it. (decided)

            """, run.Output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Explain_says_so_when_nothing_is_listed()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("""{"status":"unknown","basis":"unlisted","answer":"5422","listings":[],"steps":[]}""");

        Invocation run = await Invocation.RunAsync(node, "explain", "35693803564380");

        Assert.Contains("35693803564380 is unknown", run.Output, StringComparison.Ordinal);
        Assert.Contains("Listings found\n  none\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_as_JSON_is_the_answer_of_the_node_and_nothing_else()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Explained);

        Invocation run = await Invocation.RunAsync(node, "--json", "explain", "35693803564380");

        Assert.Equal(Explained.Trim() + "\n", run.Output);
    }

    [Fact]
    public async Task Texts_from_list_files_cannot_drive_the_terminal()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(
            """{"equipment":"35693803564380","status":"black","basis":"equipment","feed":"local","reason":"a\u001b[2Jb\nc","answer":"x"}""");

        Invocation run = await Invocation.RunAsync(node, "check", "35693803564380");

        Assert.Contains("reason  a\ufffd[2Jb c\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }
}
