using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class FollowedFeedTests
{
    private const string Feeds = """
        [{"name":"global","sequence":12,"black":3,"follow":{"url":"http://registry/feeds/global/","lastSuccess":"2026-06-01T12:00:00Z","lastAttempt":"2026-06-01T12:05:00Z","ageSeconds":300.25,"stale":false,"sequence":14,
          "lastError":{"fault":"expired","message":"the manifest\nexpired","since":"2026-06-01T12:01:00Z"},"held":{"sequence":14,"since":"2026-06-01T12:02:00Z","guards":["MaxShrinkPercent","MaxNewlyBlack"]},"syncing":true,"progress":{"phase":"segments","done":12,"total":40}}},
         {"name":"national","sequence":0,"black":0,"follow":null},
         {"name":"police","sequence":7,"black":1,"follow":{"url":"http://police/","lastSuccess":null,"ageSeconds":0,"stale":true,"sequence":0,"lastError":null,"held":null,"rolledBack":{"who":"ada","why":"x","when":"2026-06-01T12:00:00Z"},"syncing":false,"progress":null}}]
        """;

    [Fact]
    public async Task Feeds_shows_how_each_is_followed_in_a_table_of_its_own()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Feeds);

        Invocation run = await Invocation.RunAsync(node, "feeds");

        Assert.Equal("""
            Followed
              feed    published  confirmed  stale  held                                          doing              last error                                         from
              global  14         5 min ago  no     sequence 14: MaxShrinkPercent, MaxNewlyBlack  segments 12 of 40  the manifest expired (since 2026-06-01T12:01:00Z)  http://registry/feeds/global/
              police  0          never      yes    rolled back by ada                            waiting            -                                                  http://police/

            """, run.Output[run.Output.IndexOf("Followed", StringComparison.Ordinal)..], ignoreLineEndingDifferences: true);
        Assert.Matches("(?m)^  global +12 .*\n^  national +0 .*\n^  police +7 ", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("""{"outcome":"up-to-date","to":12,"from":12}""", 0, "global: up to date, sequence 12\n")]
    [InlineData("""{"outcome":"applied","from":10,"to":12,"added":5,"changed":1,"removed":2,"newlyBlack":3,"seconds":1.5}""", 0, "global: applied, sequence 10 to 12: 5 added, 1 changed, 2 removed, 3 newly black\n")]
    [InlineData("""{"outcome":"held","from":10,"to":12,"diff":{}}""", 1, "global: held: see `eirctl feeds held global`, then approve or reject, sequence 10 to 12\n")]
    [InlineData("""{"outcome":"rolled-back-held"}""", 1, "global: held, since it was rolled back: approve what is to count\n")]
    [InlineData("""{"outcome":"rejected","to":12}""", 1, "global: rejected, and not tried again")]
    [InlineData("""{"outcome":"failed","fault":"badSignature","message":"the signature is not that of the key"}""", 1, "global: failed: the signature is not that of the key\n")]
    public async Task Sync_says_what_became_of_the_feed_and_only_what_is_applied_is_exit_code_0(string answer, int code, string expected)
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(answer);

        Invocation run = await Invocation.RunAsync(node, "feeds", "sync", "global");

        Assert.Equal("POST /v1/feeds/global/sync", $"{node.Request.Method} {node.Request.Address}");
        Assert.StartsWith(expected, run.Output, StringComparison.Ordinal);
        Assert.Equal(code, run.ExitCode);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task Sync_without_a_name_is_of_each_feed_that_is_followed()
    {
        await using StandInNode node = await Serving("sync", """{"outcome":"up-to-date","from":1,"to":1}""", """{"outcome":"failed","message":"no route"}""");

        Invocation run = await Invocation.RunAsync(node, "feeds", "sync");
        Invocation json = await Invocation.RunAsync(node, "feeds", "sync", "--json");

        Assert.Equal("global: up to date, sequence 1\npolice: failed: no route\n", run.Output);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("""[{"feed":"global","answer":{"outcome":"up-to-date","from":1,"to":1}},{"feed":"police","answer":{"outcome":"failed","message":"no route"}}]""" + "\n", json.Output);
        Assert.Equal(1, json.ExitCode);
    }

    [Fact]
    public async Task Sync_of_a_node_that_follows_nothing_is_refused()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("""[{"name":"local","follow":null}]""");

        Invocation run = await Invocation.RunAsync(node, "feeds", "sync");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the node follows no feed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_sync_looks_at_how_far_the_node_is()
    {
        await using StandInNode node = await StandInNode.StartAsync();
        TaskCompletionSource looked = new();
        _ = node.Answers(async context =>
        {
            if (context.Request.Method == "GET") _ = looked.TrySetResult();
            else await looked.Task;
            await context.Response.WriteAsync(context.Request.Method == "GET" ? Feeds : """{"outcome":"up-to-date","from":1,"to":1}""");
        });

        Invocation run = await Invocation.RunAsync(new Dictionary<string, string> { ["EIRCTL_URL"] = node.Url }, input: "", interactive: true, "feeds", "sync", "global");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("global: up to date", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"sequence":12,"published":12,"compared":true,"drifted":[],"miscounted":[],"repaired":false}""", 0, "global: sequence 12, as published\n")]
    [InlineData("""{"sequence":12,"published":12,"compared":true,"drifted":[1,255],"miscounted":[],"repaired":false}""", 1, "global: sequence 12, 2 buckets of 256 drifted: 1, 255\n")]
    [InlineData("""{"sequence":12,"published":12,"compared":true,"drifted":[1],"miscounted":[],"repaired":true}""", 0, "global: sequence 12, 1 bucket of 256 drifted, now repaired: 1\n")]
    [InlineData("""{"sequence":12,"published":12,"compared":true,"drifted":[],"miscounted":[7],"repaired":false}""", 1, "global: sequence 12, as published; kept digests that were not those counted anew: 7\n")]
    [InlineData("""{"sequence":10,"published":12,"compared":false,"drifted":[],"miscounted":[],"repaired":false,"message":"a change is held"}""", 1, "global: not compared: the store is at sequence 10, the feed at 12: a change is held\n")]
    public async Task Verify_says_what_drifted_and_drift_is_exit_code_1(string answer, int code, string expected)
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(answer);

        Invocation run = await Invocation.RunAsync(node, "feeds", "verify", "global");
        Invocation json = await Invocation.RunAsync(node, "feeds", "verify", "global", "--repair", "--json");

        Assert.Equal(["/v1/feeds/global/verify?repair=false", "/v1/feeds/global/verify?repair=true"], node.Requests.Select(request => request.Address));
        Assert.Equal(expected, run.Output);
        Assert.Equal((code, code), (run.ExitCode, json.ExitCode));
        Assert.Equal(answer + "\n", json.Output);
    }

    [Fact]
    public async Task Held_shows_the_guards_and_whom_it_would_block()
    {
        const string Held = """
            {"sha256":"3f0c","sequence":14,"created":"2026-06-01T11:00:00Z","since":"2026-06-01T12:00:00Z","guards":[{"guard":"MaxShrinkPercent","limit":25,"value":40.5,"text":"the feed would shrink by 40.5 %"}],
            "diff":{"from":12,"to":14,"before":1000,"after":595,"added":1,"changed":0,"removed":406,"newlyBlack":1,"seen":20,"seenNewlyBlack":3,"blocked":["35693803564380","35693803564381"]},"newer":null}
            """;
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Held);

        Invocation run = await Invocation.RunAsync(node, "feeds", "held", "global");

        Assert.Equal("/v1/feeds/global/held", node.Request.Address);
        Assert.Equal("""
            global: sequence 14 is held since 2026-06-01T12:00:00Z
              made         2026-06-01T11:00:00Z
              manifest     3f0c
              listings     1000 to 595
              added        1
              changed      0
              removed      406
              newly black  1
              in use here  3 of 20 equipment of the last day would be blocked

            Why
              MaxShrinkPercent: the feed would shrink by 40.5 % (40.5, allowed 25)

            Equipment in use here that it would block
              35693803564380
              35693803564381
              and 1 more

            """, run.Output, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Held_shows_what_becomes_of_ranges_of_what_was_black_and_of_produced_ranges()
    {
        const string Held = """
            {"sha256":"3f0c","sequence":14,"created":"2026-06-01T11:00:00Z","since":"2026-06-01T12:00:00Z","guards":[{"guard":"MaxSeenNewlyBlackPercent","limit":1,"value":50,"text":"2 would count as not produced"}],
            "diff":{"from":12,"to":14,"before":10,"after":10,"added":4,"changed":0,"removed":4,"newlyBlack":1,"newlyBlackInRanges":1000000,"noLongerBlack":4,"blackBefore":9,"seen":4,"seenNewlyBlack":0,"blocked":[],
            "produced":{"from":5,"to":6,"tacsBefore":1,"tacsAfter":2,"completeBefore":0,"completeAfter":1,"serialsBefore":100,"serialsAfter":109,"seenNotProduced":2,"notProduced":["35209900000010"]}},"newer":null}
            """;
        await using StandInNode node = (await StandInNode.StartAsync()).Answers(Held);

        string output = (await Invocation.RunAsync(node, "feeds", "held", "global")).Output;

        foreach (string expected in (string[])[
            "1000000 equipment", "4 of 9", "sequence 5 to 6: 1 to 2 TACs, 0 to 1 complete, 100 to 109 serial numbers; 2 of 4 equipment of the last day would be answered otherwise",
            "Equipment in use here that would count as not produced\n  35209900000010\n  and 1 more\n"])
            Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_held_is_exit_code_1()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Refuses(404, "Nothing of feed global is held");

        Invocation run = await Invocation.RunAsync(node, "feeds", "held", "global");

        Assert.Equal((1, "eirctl: Nothing of feed global is held\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("approve", "applied", "global: applied, sequence 12 to 14")]
    [InlineData("reject", "rejected", "global: rejected, and not tried again, sequence 12 to 14")]
    [InlineData("rollback", "rolled-back", "global: rolled back, sequence 12 to 14")]
    public async Task A_decision_carries_who_and_why(string action, string outcome, string expected)
    {
        await using StandInNode node = await Deciding($$"""{"outcome":"{{outcome}}","from":12,"to":14}""");

        Invocation run = await Invocation.RunAsync(node, action, "global", "--why", "checked by phone", "--who", "ada");
        Invocation mine = await Invocation.RunAsync(node, action, "global", "--why", "checked by phone");

        Assert.Equal($"POST /v1/feeds/global/{action}", $"{node.Requests[0].Method} {node.Requests[0].Address}");
        Assert.Equal("""{"who":"ada","why":"checked by phone"}""", Encoding.UTF8.GetString(node.Requests[0].Body));
        Assert.Equal(Environment.UserName, JsonDocument.Parse(node.Requests[1].Body).RootElement.GetProperty("who").GetString());
        Assert.StartsWith(expected, run.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (run.ExitCode, mine.ExitCode));
    }

    [Fact]
    public async Task What_was_verified_is_forgotten_with_who_and_why()
    {
        await using StandInNode node = await Deciding("""{"outcome":"forgotten","from":12,"to":12}""");

        Invocation run = await Invocation.RunAsync(node, "feeds", "forget", "global", "--why", "they restored it", "--who", "ada");

        Assert.Equal("POST /v1/feeds/global/forget", $"{node.Requests[0].Method} {node.Requests[0].Address}");
        Assert.Equal("""{"who":"ada","why":"they restored it"}""", Encoding.UTF8.GetString(node.Requests[0].Body));
        Assert.StartsWith("global: forgotten what was verified", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    public async Task A_decision_can_name_what_was_looked_at(string action)
    {
        await using StandInNode node = await Deciding("""{"outcome":"held"}""");

        Invocation run = await Invocation.RunAsync(node, action, "global", "--why", "ok", "--who", "ada", "--sha256", "3f0c", "--json");

        Assert.Equal("""{"who":"ada","why":"ok","sha256":"3f0c"}""", Encoding.UTF8.GetString(node.Request.Body));
        Assert.Equal((1, """{"outcome":"held"}""" + "\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_refused_decision_is_exit_code_1()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Refuses(422, "nothing of feed global is held");

        Invocation run = await Invocation.RunAsync(node, "approve", "global", "--why", "ok");

        Assert.Equal((1, "eirctl: nothing of feed global is held\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Audit_is_a_table_of_who_did_what_and_why()
    {
        await using StandInNode node = (await StandInNode.StartAsync()).Answers("""
            {"status":{"lines":9,"head":"ab","brokenAt":3,"cutOctets":0,"fault":null},"entries":[
            {"number":9,"time":"2026-06-01T12:00:00Z","action":"approve","feed":"global","who":"ada","why":"checked","from":null,"details":{"from":12,"to":14},"previous":"cd"},
            {"damaged":"xx\u001byy"}]}
            """);

        Invocation run = await Invocation.RunAsync(node, "audit", "--limit", "2");

        Assert.Equal("/v1/audit?limit=2", node.Request.Address);
        Assert.Equal("""
            The log was changed by somebody: its line 3 does not follow from the line before it.
              time                  action   feed    who  from  why      details
              2026-06-01T12:00:00Z  approve  global  ada  -     checked  from 12, to 14
              -                     damaged  -       -    -     -        xx�yy

            """, run.Output, ignoreLineEndingDifferences: true);
        Assert.Equal(0, run.ExitCode);
    }

    private static async Task<StandInNode> Deciding(string answer)
    {
        StandInNode node = await StandInNode.StartAsync();
        return node.Answers(async context =>
        {
            _ = await StandInNode.ReadBodyAsync(context);
            await context.Response.WriteAsync(answer);
        });
    }

    private static async Task<StandInNode> Serving(string action, string global, string police)
    {
        StandInNode node = await StandInNode.StartAsync();
        return node.Answers(context => context.Response.WriteAsync(
            context.Request.Path == "/v1/feeds" ? Feeds : context.Request.Path == $"/v1/feeds/global/{action}" ? global : police));
    }
}
