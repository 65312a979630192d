using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class FindingTests
{
    private const string Key = "35209900000001";
    private static readonly FindingsOptions NeverHeld = new() { MaxMatchPercent = 100 };

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Equipment_active_in_two_countries_at_a_time_is_found(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, HttpClient india) = await JoinBothAsync(registry);
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-10,2,", "35209900000002,2026-11-01,2026-11-10,1,", "35209900000003,2026-11-01,2026-11-10,1,");
        await india.UseAsync($"{Key},2026-11-10,2026-11-19,3,", "35209900000002,2026-11-11,2026-11-20,1,");
        JsonElement finding = Assert.Single(await FindingsAsync(registry.Registrar));
        Assert.Equal($"several-countries {Key} open in,pk 2026-11-01 2026-11-19 3", Text(finding));
        Assert.Equal(["in 2026-11-10 2026-11-19 3", "pk 2026-11-01 2026-11-10 2"], finding.GetProperty("evidence").EnumerateArray().Select(
            e => $"{e.GetProperty("country").GetString()} {e.GetProperty("from").GetString()} {e.GetProperty("to").GetString()} {e.GetProperty("subscribers").GetInt64()}"));
        Assert.Equal(0, await registry.CountAsync("claims"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task One_subscriber_who_roams_is_no_finding(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, HttpClient india) = await JoinBothAsync(registry);
        string[] keys = [.. Enumerable.Range(1, 6).Select(i => $"3520990000000{i}")];
        await pakistan.UseAsync(
            $"{keys[0]},2026-11-01,2026-11-10,2,{EvidenceCalls.Hashes(1, 2)}",
            $"{keys[1]},2026-11-01,2026-11-10,2,{EvidenceCalls.Hashes(1, 2)}",
            $"{keys[2]},2026-11-01,2026-11-10,1,{EvidenceCalls.Hashes(1)}",
            $"{keys[3]},2026-11-01,2026-11-10,2,{EvidenceCalls.Hashes(1)}",
            $"{keys[4]},2026-11-01,2026-11-10,1,");
        await india.UseAsync(
            $"{keys[0]},2026-11-05,2026-11-06,1,{EvidenceCalls.Hashes(2)}",
            $"{keys[1]},2026-11-05,2026-11-06,1,{EvidenceCalls.Hashes(3)}",
            $"{keys[2]},2026-11-05,2026-11-06,3,{EvidenceCalls.Hashes(1, 4, 5)}",
            $"{keys[3]},2026-11-05,2026-11-06,2,{EvidenceCalls.Hashes(1)}",
            $"{keys[4]},2026-11-05,2026-11-06,1,");

        // The second is another subscriber; of the fourth one each is not known by hash; of the fifth none.
        Assert.Equal([keys[1], keys[3], keys[4]], (await FindingsAsync(registry.Registrar)).Select(f => f.GetProperty("equipment").GetString()));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task All_operators_of_a_country_are_one_side(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, HttpClient india) = await JoinBothAsync(registry);
        (HttpClient second, _) = await registry.JoinAsync("Second", Role.Operator, "pk");
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-10,1,{EvidenceCalls.Hashes(1)}");
        await second.UseAsync($"{Key},2026-11-01,2026-11-10,1,{EvidenceCalls.Hashes(2)}");
        await india.UseAsync($"{Key},2026-11-05,2026-11-06,1,{EvidenceCalls.Hashes(2)}");
        Assert.Empty(await FindingsAsync(registry.Registrar));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task More_subscribers_than_the_threshold_are_found(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, new() { ManySubscribers = 7, MaxMatchPercent = 100 });
        (HttpClient pakistan, _) = await JoinBothAsync(registry);
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,7,", $"{Key},2026-11-06,2026-11-10,8,", "35209900000002,2026-11-01,2026-11-05,7,");
        JsonElement finding = Assert.Single(await FindingsAsync(registry.Registrar));
        Assert.Equal($"many-subscribers {Key} open pk 2026-11-06 2026-11-10 8", Text(finding));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Different_subscribers_of_several_networks_at_a_time_count_together_and_one_who_roams_once(string provider)
    {
        const string Roams = "35209900000002", InTurn = "35209900000003", Unknown = "35209900000004";
        await using TestRegistry registry = await StartAsync(provider);
        for (int network = 0; network < 4; network++)
        {
            (HttpClient one, _) = await registry.JoinAsync($"Network {network}", Role.Operator, "pk");
            string own = EvidenceCalls.Hashes([.. Enumerable.Range(network * 5, 5)]);
            await one.UseAsync(
                $"{Key},2026-11-0{network + 1},2026-11-10,5,{own}",
                $"{Roams},2026-11-01,2026-11-10,5,{EvidenceCalls.Hashes(1, 2, 3, 4, 5)}",
                $"{InTurn},2026-11-0{network + 1},2026-11-0{network + 1},5,{own}",
                $"{Unknown},2026-11-01,2026-11-10,5,");
        }

        JsonElement finding = Assert.Single(await FindingsAsync(registry.Registrar));
        Assert.Equal($"many-subscribers {Key} open pk 2026-11-01 2026-11-10 20", Text(finding));
        Assert.Equal(4, finding.GetProperty("evidence").GetArrayLength());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_evidence_again_changes_nothing_and_new_evidence_brings_it_up_to_date(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, _) = await JoinBothAsync(registry);
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,6,");
        JsonElement first = Assert.Single(await FindingsAsync(registry.Registrar));
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,6,");
        JsonElement detection = await registry.Registrar.PostAsync("/v1/findings/detect", null).DoneAsync();
        Assert.Equal(0, detection.GetProperty("new").GetInt64() + detection.GetProperty("changed").GetInt64());
        Assert.Equal(first.ToString(), Assert.Single(await FindingsAsync(registry.Registrar)).ToString());

        await pakistan.UseAsync($"{Key},2026-11-06,2026-11-10,9,");
        JsonElement second = Assert.Single(await FindingsAsync(registry.Registrar));
        Assert.Equal($"many-subscribers {Key} open pk 2026-11-01 2026-11-10 9", Text(second));
        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_dismissed_one_comes_back_with_new_evidence_only(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, _) = await JoinBothAsync(registry);
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,6,", $"{Key},2026-11-06,2026-11-07,7,");
        string id = Assert.Single(await FindingsAsync(registry.Registrar)).GetProperty("id").GetString()!;
        Assert.Contains("why", await pakistan.PostAsJsonAsync($"/v1/findings/{id}", new { status = "dismissed" }).RefusedAsync(422), StringComparison.Ordinal);
        JsonElement dismissed = await pakistan.PostAsJsonAsync($"/v1/findings/{id}", new { status = "dismissed", why = "a test laboratory" }).DoneAsync();
        Assert.Equal(("PTA", "a test laboratory"), (dismissed.GetProperty("settledBy").GetString(), dismissed.GetProperty("why").GetString()));

        // The same, and less than before: one period is taken back.
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,6,");
        await pakistan.UseAsync($"{Key},2026-11-06,2026-11-07,1,");
        await registry.Registrar.PostAsync("/v1/findings/detect", null).DoneAsync();
        Assert.Equal("dismissed", Assert.Single(await FindingsAsync(pakistan)).GetProperty("status").GetString());

        await pakistan.UseAsync($"{Key},2026-11-08,2026-11-10,6,");
        JsonElement again = Assert.Single(await FindingsAsync(pakistan));
        Assert.Equal(("open", id), (again.GetProperty("status").GetString(), again.GetProperty("id").GetString()));
        Assert.False(again.TryGetProperty("why", out _));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_open_one_whose_evidence_was_replaced_is_resolved_and_one_whose_evidence_grew_old_is_not(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, HttpClient india) = await JoinBothAsync(registry);
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,6,", "35209900000009,2026-10-01,2026-10-31,6,");
        await india.UseAsync("35209900000007,2026-11-01,2026-11-05,8,");
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,1,");
        Assert.Equal(
            [$"many-subscribers {Key} resolved", "many-subscribers 35209900000009 open", "many-subscribers 35209900000007 open"],
            (await FindingsAsync(registry.Registrar)).Select(f => string.Join(' ', Text(f).Split(' ')[..3])));

        registry.Data.Time.Advance(TimeSpan.FromDays(200));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(0, await registry.CountAsync("usage"));
        Assert.Equal(2, (await FindingsAsync(registry.Registrar, "?status=open")).Length);
        await pakistan.UseAsync($"{Key},2027-06-01,2027-06-05,6,");
        Assert.Equal(3, (await FindingsAsync(registry.Registrar, "?status=open")).Length);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_somebody_sends_again_has_only_that_judged_again_which_stood_on_it(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, HttpClient india) = await JoinBothAsync(registry);
        (HttpClient second, _) = await registry.JoinAsync("Second", Role.Operator, "pk");
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-05,6,", "35209900000002,2026-09-01,2026-09-05,6,");
        await second.UseAsync("35209900000003,2026-11-01,2026-11-05,6,");
        await india.UseAsync("35209900000004,2026-11-01,2026-11-05,6,");

        // Without summaries none of the four would stand if it were judged.
        await using (DbConnection connection = await registry.Database.OpenAsync())
            await connection.ExecuteAsync("DELETE FROM usage");
        await pakistan.UseAsync("35209900000009,2026-11-01,2026-11-05,1,");
        Assert.Equal([Key], (await FindingsAsync(registry.Registrar, "?status=resolved")).Select(f => f.GetProperty("equipment").GetString()));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(4, (await FindingsAsync(registry.Registrar, "?status=resolved")).Length);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Only_a_rule_lists_and_only_what_stands(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, rules: new()
        {
            ["several-countries"] = new() { List = "grey", When = "open", Feed = "countries" },
            ["many-subscribers"] = new() { List = "grey", When = "confirmed", Feed = "global" },
        });
        (HttpClient pakistan, HttpClient india) = await JoinBothAsync(registry);
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-10,6,");
        await india.UseAsync($"{Key},2026-11-10,2026-11-19,1,");
        Assert.Equal([$"{Key} grey finding-several-countries"], await registry.ListedAsync("pk"));
        Assert.Equal([$"{Key} grey finding-several-countries"], await registry.ListedAsync("in"));
        Assert.Empty(await registry.ListedAsync("global"));
        JsonElement[] found = await FindingsAsync(registry.Registrar);
        string many = found.Single(f => f.GetProperty("kind").GetString() == "many-subscribers").GetProperty("id").GetString()!;
        JsonElement several = found.Single(f => f.GetProperty("kind").GetString() == "several-countries");
        Assert.Equal(["in", "pk"], several.GetProperty("listed").EnumerateArray().Select(l => l.GetString()));

        // The global feed is not for one administration to fill.
        await pakistan.PostAsJsonAsync($"/v1/findings/{many}", new { status = "confirmed", why = "seen" }).DoneAsync();
        Assert.Empty(await registry.ListedAsync("global"));
        await registry.Registrar.PostAsJsonAsync($"/v1/findings/{many}", new { status = "confirmed", why = "seen" }).DoneAsync();
        Assert.Equal([$"{Key} grey finding-many-subscribers"], await registry.ListedAsync("global"));
        await registry.Registrar.PostAsJsonAsync($"/v1/findings/{many}", new { status = "resolved", why = "found and taken" }).DoneAsync();
        Assert.Empty(await registry.ListedAsync("global"));
        await registry.Registrar.PostAsJsonAsync($"/v1/findings/{several.GetProperty("id").GetString()}", new { status = "dismissed", why = "a border" }).DoneAsync();
        Assert.Empty(await registry.ListedAsync("pk"));
        Assert.Empty(await registry.ListedAsync("in"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Findings_are_shown_and_settled_by_whom_they_concern(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, HttpClient india) = await JoinBothAsync(registry);
        (HttpClient mobile, _) = await registry.JoinAsync("Mobile", Role.Operator, "pk");
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-10,6,", "35209900000002,2026-11-01,2026-11-10,6,");
        JsonElement first = (await FindingsAsync(pakistan))[0];
        string id = first.GetProperty("id").GetString()!;
        Assert.Empty(await FindingsAsync(india));
        await india.GetAsync($"/v1/findings/{id}").RefusedAsync(404);
        await india.PostAsJsonAsync($"/v1/findings/{id}", new { status = "dismissed", why = "no" }).RefusedAsync(404);
        await mobile.PostAsJsonAsync($"/v1/findings/{id}", new { status = "dismissed", why = "no" }).RefusedAsync(403);
        Assert.Equal(first.ToString(), (await mobile.GetAsync($"/v1/findings/{id}").DoneAsync()).ToString());
        Assert.Equal("35209900000002", Assert.Single(await FindingsAsync(pakistan, $"?after={id}")).GetProperty("equipment").GetString());
        Assert.Single(await FindingsAsync(pakistan, $"?equipment={Key}&kind=many-subscribers&status=open"));
        await pakistan.GetAsync("/v1/findings?kind=any").RefusedAsync(422);
        await pakistan.GetAsync("/v1/findings/x").RefusedAsync(422);
        await pakistan.PostAsync("/v1/findings/detect", null).RefusedAsync(403);

        // Who is of no country is of no country's concern.
        (HttpClient nowhere, _) = await registry.JoinAsync("Nowhere", Role.Operator);
        Assert.Empty(await FindingsAsync(nowhere));
        await nowhere.GetAsync($"/v1/findings/{id}").RefusedAsync(404);
    }

    private static Task<TestRegistry> StartAsync(string provider, FindingsOptions? options = null, Dictionary<string, FindingRuleOptions>? rules = null) =>
        TestRegistry.StartAsync(provider, o => o with { Findings = options ?? NeverHeld, Rules = new() { Findings = rules ?? [] } });

    private static async Task<(HttpClient Pakistan, HttpClient India)> JoinBothAsync(TestRegistry registry)
    {
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("DoT", Role.Administration, "in");
        return (pakistan, india);
    }

    private static async Task<JsonElement[]> FindingsAsync(HttpClient client, string query = "") =>
        [.. (await client.GetAsync("/v1/findings" + query).DoneAsync()).GetProperty("findings").EnumerateArray()];

    private static string Text(JsonElement f) =>
        $"{f.GetProperty("kind").GetString()} {f.GetProperty("equipment").GetString()} {f.GetProperty("status").GetString()} "
        + $"{string.Join(',', f.GetProperty("countries").EnumerateArray().Select(c => c.GetString()))} "
        + $"{f.GetProperty("firstSeen").GetString()} {f.GetProperty("lastSeen").GetString()} {f.GetProperty("subscribers").GetInt64()}";
}
