using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class FindingSettlementTests
{
    private const string Key = "35209900000001";
    private const string Listed = $"{Key} grey finding-several-countries";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_administration_settles_for_its_own_country_alone(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "countries");
        (HttpClient pakistan, HttpClient india, string id) = await FindAsync(registry);
        (HttpClient second, _) = await registry.JoinAsync("Second", Role.Administration, "pk");
        JsonElement confirmed = await SettleAsync(pakistan, id, "confirmed").DoneAsync();
        Assert.Equal(("confirmed", "PTA"), (Status(confirmed), confirmed.GetProperty("settledBy").GetString()));
        Assert.Equal(["pk"], confirmed.GetProperty("listed").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal("pk", await ListedAsync(registry));
        Assert.Equal($$"""{"count":1,"first":["pk {{Key}} several-countries"]}""", (await LastAsync(registry)).GetProperty("listed").GetRawText());

        // It is open for the other country, which neither sees the first one's word nor its feed, and says its own.
        JsonElement seen = await india.GetAsync($"/v1/findings/{id}").DoneAsync();
        Assert.Equal(("open", 0, 0), (Status(seen), seen.GetProperty("listed").GetArrayLength(), seen.GetProperty("settlements").GetArrayLength()));
        await SettleAsync(india, id, "dismissed").DoneAsync();
        Assert.Equal("pk", await ListedAsync(registry));
        Assert.Equal("confirmed", Status(await pakistan.GetAsync($"/v1/findings/{id}").DoneAsync()));
        Assert.Single((await pakistan.GetAsync("/v1/findings?status=confirmed").DoneAsync()).GetProperty("findings").EnumerateArray());
        Assert.Empty((await pakistan.GetAsync("/v1/findings?status=open").DoneAsync()).GetProperty("findings").EnumerateArray());
        Assert.Equal(
            ["in dismissed DoT", "pk confirmed PTA"],
            (await registry.Registrar.GetAsync($"/v1/findings/{id}").DoneAsync()).GetProperty("settlements").EnumerateArray()
                .Select(s => $"{s.GetProperty("country").GetString()} {Status(s)} {s.GetProperty("settledBy").GetString()}"));

        // Whose word it is changes it, nobody else of the country.
        Assert.Contains("PTA", await SettleAsync(second, id, "dismissed").RefusedAsync(409), StringComparison.Ordinal);
        await SettleAsync(pakistan, id, "open").DoneAsync();
        Assert.Equal("", await ListedAsync(registry));
        Assert.Equal($$"""{"count":1,"first":["pk {{Key}} several-countries"]}""", (await LastAsync(registry)).GetProperty("taken").GetRawText());
        await SettleAsync(second, id, "confirmed").DoneAsync();
        Assert.Equal("pk", await ListedAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_registrar_settles_for_all_and_only_it_changes_that(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "global");
        (HttpClient pakistan, HttpClient india, string id) = await FindAsync(registry);
        await SettleAsync(pakistan, id, "confirmed").DoneAsync();
        Assert.Equal("", await ListedAsync(registry));
        await SettleAsync(registry.Registrar, id, "confirmed").DoneAsync();
        Assert.Equal("global", await ListedAsync(registry));
        await SettleAsync(india, id, "dismissed").RefusedAsync(409);
        await SettleAsync(pakistan, id, "dismissed").RefusedAsync(409);
        await SettleAsync(registry.Registrar, id, "open").DoneAsync();
        Assert.Equal("", await ListedAsync(registry));
        await SettleAsync(india, id, "dismissed").DoneAsync();
        Assert.Equal("open", Status(await pakistan.GetAsync($"/v1/findings/{id}").DoneAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_an_administration_dismissed_comes_back_to_it_with_new_evidence_only(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "countries");
        (HttpClient pakistan, HttpClient india, string id) = await FindAsync(registry);
        await SettleAsync(pakistan, id, "confirmed").DoneAsync();
        await SettleAsync(india, id, "dismissed").DoneAsync();
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal("dismissed", Status(await india.GetAsync($"/v1/findings/{id}").DoneAsync()));
        await india.UseAsync($"{Key},2026-11-02,2026-11-09,2,");
        Assert.Equal("open", Status(await india.GetAsync($"/v1/findings/{id}").DoneAsync()));
        Assert.Equal("confirmed", Status(await pakistan.GetAsync($"/v1/findings/{id}").DoneAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_reason_that_holds_control_characters_is_refused(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "countries");
        (HttpClient pakistan, _, string id) = await FindAsync(registry);
        Assert.Contains("control", await pakistan.PostAsJsonAsync($"/v1/findings/{id}", new { status = "confirmed", why = "a\0b" }).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("control", await registry.Registrar.PostAsJsonAsync("/v1/findings/release", new { kind = "several-countries", why = "a\u0007" }).RefusedAsync(422), StringComparison.Ordinal);
    }

    private static Task<TestRegistry> StartAsync(string provider, string feed) => TestRegistry.StartAsync(provider, o => o with
    {
        Findings = new() { MaxMatchPercent = 100 },
        Rules = new() { Findings = new Dictionary<string, FindingRuleOptions> { ["several-countries"] = new() { List = "grey", When = "confirmed", Feed = feed } } },
    });

    private static async Task<(HttpClient Pakistan, HttpClient India, string Id)> FindAsync(TestRegistry registry)
    {
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("DoT", Role.Administration, "in");
        await pakistan.UseAsync($"{Key},2026-11-01,2026-11-10,1,");
        await india.UseAsync($"{Key},2026-11-01,2026-11-10,1,");
        return (pakistan, india, (await pakistan.GetAsync("/v1/findings").DoneAsync()).GetProperty("findings")[0].GetProperty("id").GetString()!);
    }

    private static Task<HttpResponseMessage> SettleAsync(HttpClient client, string id, string status) =>
        client.PostAsJsonAsync($"/v1/findings/{id}", new { status, why = "looked at" });

    private static string Status(JsonElement finding) => finding.GetProperty("status").GetString()!;

    /// <summary>The feeds that list it.</summary>
    private static async Task<string> ListedAsync(TestRegistry registry)
    {
        List<string> feeds = [];
        foreach (string feed in (string[])["pk", "in", "global"])
        {
            if ((await registry.ListedAsync(feed)).Contains(Listed))
                feeds.Add(feed);
        }

        return string.Join(' ', feeds);
    }

    private static async Task<JsonElement> LastAsync(TestRegistry registry)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        return JsonDocument.Parse((await connection.ExecuteScalarAsync<string>("SELECT details FROM ledger ORDER BY sequence DESC LIMIT 1"))!).RootElement;
    }
}
