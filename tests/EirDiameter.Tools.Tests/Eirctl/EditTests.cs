using System.Text;

namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class EditTests
{
    private static async Task<StandInNode> AcceptingNodeAsync(int status)
    {
        StandInNode node = await StandInNode.StartAsync();
        return node.Answers(async context =>
        {
            _ = await StandInNode.ReadBodyAsync(context);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync("""{"feed":"local","sequence":12}"""u8.ToArray());
        });
    }

    [Fact]
    public async Task Add_posts_the_listing_to_the_local_feed_with_only_what_was_given()
    {
        await using StandInNode node = await AcceptingNodeAsync(201);

        Invocation run = await Invocation.RunAsync(node, "add", "35693803564380", "--list", "black");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("POST", "/v1/feeds/local/listings"), (node.Request.Method, node.Request.Address));
        Assert.Equal("""{"equipment":"35693803564380","list":"black"}""", Encoding.UTF8.GetString(node.Request.Body));
        Assert.Equal("35693803564380 is on the black list of feed local (sequence 12)\n", run.Output);
    }

    [Fact]
    public async Task Add_posts_reason_subscriber_and_dates_to_the_named_feed()
    {
        await using StandInNode node = await AcceptingNodeAsync(201);

        Invocation run = await Invocation.RunAsync(
            node, "add", "35693803000000-35693803000999", "--list", "grey", "--reason", "stolen \"lot\"", "--imsi", "001010123456789",
            "--effective", "2026-12-01", "--expires", "2027-01-01T18:00:00+01:00", "--feed", "operator/2");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("/v1/feeds/operator%2F2/listings", node.Request.Address);
        Assert.Equal(
            """{"equipment":"35693803000000-35693803000999","list":"grey","reason":"stolen \u0022lot\u0022","imsi":"001010123456789","effective":"2026-12-01","expires":"2027-01-01T18:00:00\u002B01:00"}""",
            Encoding.UTF8.GetString(node.Request.Body));
    }

    [Fact]
    public async Task Add_as_JSON_is_the_answer_of_the_node_and_nothing_else()
    {
        await using StandInNode node = await AcceptingNodeAsync(201);

        Invocation run = await Invocation.RunAsync(node, "add", "35693803", "--list", "white", "--json");

        Assert.Equal("{\"feed\":\"local\",\"sequence\":12}\n", run.Output);
    }

    [Fact]
    public async Task Remove_deletes_from_the_local_feed_and_every_list()
    {
        await using StandInNode node = await AcceptingNodeAsync(200);

        Invocation run = await Invocation.RunAsync(node, "remove", "35693803564380");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("DELETE", "/v1/feeds/local/listings/35693803564380"), (node.Request.Method, node.Request.Address));
        Assert.Equal("35693803564380 is no longer on the lists of feed local (sequence 12)\n", run.Output);
    }

    [Fact]
    public async Task Remove_deletes_the_pair_from_the_named_list_and_feed()
    {
        await using StandInNode node = await AcceptingNodeAsync(200);

        Invocation run = await Invocation.RunAsync(node, "remove", "35693803564380", "--imsi", "001010123456789", "--list", "white", "--feed", "operator");

        Assert.Equal("/v1/feeds/operator/listings/35693803564380?imsi=001010123456789&list=white", node.Request.Address);
        Assert.Equal("35693803564380 is no longer on the white list of feed operator (sequence 12)\n", run.Output);
    }

    [Fact]
    public async Task Remove_of_what_is_not_listed_is_refused_with_the_words_of_the_node()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Refuses(404, "35693803564380 is not listed by feed local.");

        Invocation run = await Invocation.RunAsync(node, "remove", "35693803564380");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Equal("eirctl: 35693803564380 is not listed by feed local.\n", run.Error);
    }
}
