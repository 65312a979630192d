using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EirDiameter.Registry.Tests;

public sealed class MakerQueryTests
{
    private static readonly MakerQueryOptions Options = new() { AllowNetworks = ["127.0.0.0/8"], BatchSize = 3, FailuresToBreak = 3, CacheSeconds = 600, BreakSeconds = 30, TimeoutSeconds = 5 };

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_manufacturer_is_asked_where_declarations_do_not_say_and_only_then(string provider)
    {
        await using MakerServer maker = await MakerServer.StartAsync();
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, long id) = await JoinAsync(registry, maker);
        await acme.PostAsJsonAsync("/v1/production", new { tac = "35209900", complete = true, ranges = new[] { new { from = "000000", to = "000001" } } }).DoneAsync();
        await acme.PostAsJsonAsync("/v1/production", new { tac = "35209901", complete = false, ranges = new[] { new { from = "000000", to = "000001" } } }).DoneAsync();

        Assert.Equal(("PRODUCED", null), await AskAsync(acme, "35209900000001"));
        Assert.Equal(("NOT_PRODUCED", null), await AskAsync(acme, "35209900000002"));
        Assert.Equal(("NO_COVERAGE", null), await AskAsync(acme, "35209902000000"));
        Assert.Equal(("NO_COVERAGE", null), await AskAsync(acme, "35209903000002"));
        Assert.Equal("RANGE_COVERED_NOT_LISTED", (await acme.GetAsync("/v1/verify/35209901000004").DoneAsync()).GetProperty("produced").GetProperty("verdict").GetString());
        Assert.Empty(maker.Asked);

        Assert.Equal(("PRODUCED", "true"), await AskAsync(acme, "35209901000004"));
        Assert.Equal(("NOT_PRODUCED", "false"), await AskAsync(acme, "35209901000005"));
        Assert.Equal(2, maker.Asked.Count);

        // What was given by hand goes before what the TAC database says, and who is disabled is not asked.
        await registry.Registrar.PostAsJsonAsync($"/v1/participants/{id}/tacs", new { tacs = (string[])["35209903"] }).DoneAsync();
        Assert.Equal(("PRODUCED", "true"), await AskAsync(acme, "35209903000002"));
        await registry.Registrar.PostAsync($"/v1/participants/{id}/disable", null).DoneAsync();
        Assert.Equal(("NO_COVERAGE", null), await AskAsync(registry.Registrar, "35209903000004"));
    }

    [Fact]
    public async Task What_one_maker_did_not_make_another_owner_may_have_made()
    {
        await using MakerServer maker = await MakerServer.StartAsync();
        await using TestRegistry registry = await StartAsync("Sqlite");
        (_, long id) = await JoinAsync(registry, maker);
        (HttpClient other, _) = await registry.JoinAsync("Other", Role.Manufacturer, null, "Other");
        await registry.Registrar.PostAsJsonAsync($"/v1/participants/{id}/tacs", new { tacs = (string[])["35209902"] }).DoneAsync();
        await other.PostAsJsonAsync("/v1/production", new { tac = "35209902", complete = false, ranges = new[] { new { from = "000000" } } }).DoneAsync();

        Assert.Equal(("RANGE_COVERED_NOT_LISTED", "false"), await AskAsync(registry.Registrar, "35209902000003"));
        Assert.Equal(("PRODUCED", "true"), await AskAsync(registry.Registrar, "35209902000004"));
    }

    [Fact]
    public async Task Many_are_asked_in_parts_and_what_was_answered_is_kept_for_a_while()
    {
        await using MakerServer maker = await MakerServer.StartAsync();
        await using TestRegistry registry = await StartAsync("Sqlite");
        await JoinAsync(registry, maker);
        string body = "equipment\n" + string.Join('\n', Enumerable.Range(0, 10).Select(i => $"3520990000000{i}"));

        string[] verdicts = await VerdictsAsync(registry.Registrar, body);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? "PRODUCED" : "NOT_PRODUCED"), verdicts);
        Assert.Equal([1, 3, 3, 3], maker.Asked.Select(a => a.Length).Order());

        JsonElement query = await QueryAsync(registry.Registrar, "35209900000003");
        Assert.True(query.GetProperty("cached").GetBoolean());
        Assert.Equal(4, maker.Asked.Count);
        registry.Data.Time.Advance(TimeSpan.FromSeconds(601));
        query = await QueryAsync(registry.Registrar, "35209900000003");
        Assert.Equal((false, "2026-11-25T12:10:01+00:00"), (query.GetProperty("cached").GetBoolean(), query.GetProperty("at").GetString()));
        Assert.Equal(5, maker.Asked.Count);
    }

    [Fact]
    public async Task A_manufacturer_who_does_not_answer_in_time_is_given_up()
    {
        await using MakerServer maker = await MakerServer.StartAsync();
        await using TestRegistry registry = await StartAsync("Sqlite");
        await JoinAsync(registry, maker);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        maker.Answer = async (context, _) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };

        Task<JsonElement> query = QueryAsync(registry.Registrar, "35209900000002");
        await asked.Task;
        registry.Data.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Contains("did not answer within 5 s", (await query).GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_who_fails_again_and_again_is_left_alone_until_the_pause_is_over()
    {
        await using MakerServer maker = await MakerServer.StartAsync();
        await using TestRegistry registry = await StartAsync("Sqlite");
        (_, long id) = await JoinAsync(registry, maker);
        maker.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(("QUERY_FAILED", null), await AskAsync(registry.Registrar, "35209900000002"));
            Assert.Equal(i == 2, await IsLeftAloneAsync());
        }

        Assert.Contains("left alone", (await QueryAsync(registry.Registrar, "35209900000002")).GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, maker.Asked.Count);
        maker.Answer = null;
        registry.Data.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(("PRODUCED", "true"), await AskAsync(registry.Registrar, "35209900000002"));
        Assert.False(await IsLeftAloneAsync());

        async Task<bool> IsLeftAloneAsync() =>
            (await registry.Registrar.GetAsync($"/v1/participants/{id}/query-endpoint").DoneAsync()).GetProperty("leftAlone").GetBoolean();
    }

    [Theory]
    [InlineData("not json", "not as it should be")]
    [InlineData("[]", "not as it should be")]
    [InlineData("{}", "said nothing of it")]
    [InlineData("""{"answers":[null,{"equipment":"35209900000004","produced":true},{"equipment":"35209900000002"}]}""", "said nothing of it")]
    [InlineData("""{"answers":[{"equipment":"35209900000002","produced":true},{"equipment":"35209900000002","produced":false}]}""", "both")]
    [InlineData("302", "it answered 302")]
    [InlineData("long", "could not be asked")]
    public async Task An_answer_that_is_none_is_no_verdict(string answer, string why)
    {
        await using MakerServer maker = await MakerServer.StartAsync();
        await using TestRegistry registry = await StartAsync("Sqlite");
        await JoinAsync(registry, maker);
        maker.Answer = async (context, _) =>
        {
            if (answer == "302")
                context.Response.Redirect(maker.Url + "/elsewhere");
            else
                await context.Response.WriteAsync(answer == "long" ? "{\"answers\":[]" + new string(' ', 2 << 20) + "}" : answer);
        };

        JsonElement said = await registry.Registrar.GetAsync("/v1/verify/35209900000002?ask=true").DoneAsync();

        Assert.Equal("QUERY_FAILED", said.GetProperty("produced").GetProperty("verdict").GetString());
        Assert.Contains(why, said.GetProperty("produced").GetProperty("query").GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Empty(said.GetProperty("concerns").EnumerateArray());
        Assert.Single(maker.Asked);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/x", "not a public address")]
    [InlineData("https://169.254.169.254/latest/meta-data", "not a public address")]
    [InlineData("https://[::1]/x", "not a public address")]
    [InlineData("https://[fe80::1]/x", "not a public address")]
    [InlineData("https://0x7f000001/x", "not a public address")]
    [InlineData("https://2130706433/x", "not a public address")]
    [InlineData("http://imei.example.com/x", "https")]
    [InlineData("ftp://imei.example.com/x", "not an https URL")]
    [InlineData("https://user:secret@imei.example.com/x", "not an https URL")]
    [InlineData("https://imei.example.com/x#y", "not an https URL")]
    [InlineData("imei.example.com", "not an https URL")]
    [InlineData(null, "not an https URL")]
    public async Task An_address_behind_a_wall_is_refused_when_it_is_told(string? url, string why)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (_, long id) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");

        Assert.Contains(why, await registry.Registrar.PutAsJsonAsync($"/v1/participants/{id}/query-endpoint", new { url }).RefusedAsync(422), StringComparison.Ordinal);
        await registry.Registrar.GetAsync($"/v1/participants/{id}/query-endpoint").RefusedAsync(404);
    }

    [Fact]
    public async Task A_name_that_leads_behind_a_wall_is_refused_when_it_is_asked()
    {
        await using TestRegistry registry = await StartAsync("Sqlite", new MakerQueryOptions());
        (_, long id) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        await registry.Registrar.PutAsJsonAsync($"/v1/participants/{id}/query-endpoint", new { url = "https://localhost:1/produced" }).DoneAsync();

        Assert.Contains("no public address", (await QueryAsync(registry.Registrar, "35209900000002")).GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_registrar_sets_and_removes_addresses_and_each_time_it_is_in_the_ledger()
    {
        await using TestRegistry registry = await StartAsync("Sqlite");
        (HttpClient acme, long id) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (_, long pakistan) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        await acme.PutAsJsonAsync($"/v1/participants/{id}/query-endpoint", new { url = "https://imei.example.com/a" }).RefusedAsync(403);
        Assert.Contains("no manufacturer", await registry.Registrar.PutAsJsonAsync($"/v1/participants/{pakistan}/query-endpoint", new { url = "https://imei.example.com/a" }).RefusedAsync(422), StringComparison.Ordinal);
        await registry.Registrar.PutAsJsonAsync("/v1/participants/99/query-endpoint", new { url = "https://imei.example.com/a" }).RefusedAsync(404);

        await registry.Registrar.PutAsJsonAsync($"/v1/participants/{id}/query-endpoint", new { url = "https://imei.example.com/a" }).DoneAsync();
        await registry.Registrar.PutAsJsonAsync($"/v1/participants/{id}/query-endpoint", new { url = "https://imei.example.com/b" }).DoneAsync();
        Assert.Equal("https://imei.example.com/b", (await registry.Registrar.GetAsync($"/v1/participants/{id}/query-endpoint").DoneAsync()).GetProperty("url").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await registry.Registrar.DeleteAsync($"/v1/participants/{id}/query-endpoint")).StatusCode);
        await registry.Registrar.DeleteAsync($"/v1/participants/{id}/query-endpoint").RefusedAsync(404);

        JsonElement ledger = await registry.Registrar.GetAsync("/v1/audit/ledger").DoneAsync();
        Assert.Equal(
            ["query-endpoint-set", "query-endpoint-set", "query-endpoint-removed"],
            ledger.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("action").GetString()).Where(a => a!.StartsWith("query", StringComparison.Ordinal)));
    }

    private static async Task<TestRegistry> StartAsync(string provider, MakerQueryOptions? options = null)
    {
        TestRegistry registry = await TestRegistry.StartAsync(provider, o => o with { MakerQueries = options ?? Options });
        await registry.Registrar.PostAsync("/v1/allocations/imports", new StringContent("TAC|Manufacturer\n35209900|Acme\n35209901|Acme\n35209902|Other\n35209903|Other\n"));
        return registry;
    }

    private static async Task<(HttpClient Client, long Id)> JoinAsync(TestRegistry registry, MakerServer maker)
    {
        (HttpClient client, long id) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        await registry.Registrar.PutAsJsonAsync($"/v1/participants/{id}/query-endpoint", new { url = maker.Url }).DoneAsync();
        maker.PublicKey = await registry.Registrar.GetStringAsync("/feeds/global/public-key.pem");
        return (client, id);
    }

    private static async Task<(string? Verdict, string? Produced)> AskAsync(HttpClient client, string equipment)
    {
        JsonElement produced = (await client.GetAsync($"/v1/verify/{equipment}?ask=true").DoneAsync()).GetProperty("produced");
        string? answer = produced.TryGetProperty("query", out JsonElement query) && query.TryGetProperty("produced", out JsonElement said) ? said.GetRawText() : null;
        return (produced.GetProperty("verdict").GetString(), answer);
    }

    private static async Task<JsonElement> QueryAsync(HttpClient client, string equipment) =>
        (await client.GetAsync($"/v1/verify/{equipment}?ask=true").DoneAsync()).GetProperty("produced").GetProperty("query");

    private static async Task<string[]> VerdictsAsync(HttpClient client, string body)
    {
        HttpResponseMessage response = await client.PostAsync("/v1/verify?ask=true", EvidenceCalls.Csv(body));
        return [.. (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1]
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("produced").GetProperty("verdict").GetString()!)];
    }
}
