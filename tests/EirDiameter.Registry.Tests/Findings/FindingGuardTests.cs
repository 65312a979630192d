using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class FindingGuardTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Suspiciously_many_at_once_or_by_and_by_are_held_until_the_registrar_releases_them(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "many-subscribers", "global");
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await pakistan.UseAsync([.. Enumerable.Range(0, 20).Select(i => $"{35209900000000 + i},2026-11-01,2026-11-05,{(i < 3 ? 9 : 1)},")]);
        JsonElement[] held = await HeldAsync(registry);
        Assert.Equal(3, held.Length);
        Assert.Empty(await registry.ListedAsync("global"));

        // Two of twenty are the tenth that is allowed; a third on top of them is not, though it comes alone.
        await pakistan.UseAsync("35209900000010,2026-11-06,2026-11-07,9,", "35209900000011,2026-11-06,2026-11-07,9,");
        Assert.Equal(["35209900000010 grey finding-many-subscribers", "35209900000011 grey finding-many-subscribers"], await registry.ListedAsync("global"));
        await pakistan.UseAsync("35209900000012,2026-11-08,2026-11-09,9,");
        Assert.Equal(2, (await registry.ListedAsync("global")).Length);
        Assert.Equal(4, (await HeldAsync(registry)).Length);

        // To confirm one is not to release it.
        await registry.Registrar.PostAsJsonAsync($"/v1/findings/{held[0].GetProperty("id").GetString()}", new { status = "confirmed", why = "seen" }).DoneAsync();
        await pakistan.PostAsJsonAsync($"/v1/findings/{held[1].GetProperty("id").GetString()}", new { status = "confirmed", why = "seen" }).DoneAsync();
        Assert.Equal((2, 4), ((await registry.ListedAsync("global")).Length, (await HeldAsync(registry)).Length));

        await pakistan.PostAsJsonAsync("/v1/findings/release", new { kind = "many-subscribers", why = "looked at" }).RefusedAsync(403);
        Assert.Equal(4, (await registry.Registrar.PostAsJsonAsync("/v1/findings/release", new { kind = "many-subscribers", why = "looked at" }).DoneAsync()).GetProperty("released").GetInt64());
        Assert.Equal((6, 0), ((await registry.ListedAsync("global")).Length, (await HeldAsync(registry)).Length));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_small_country_is_not_listed_by_what_a_large_neighbour_sends(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "several-countries", "countries");
        (HttpClient bhutan, _) = await registry.JoinAsync("BICMA", Role.Administration, "bt");
        (HttpClient india, _) = await registry.JoinAsync("DoT", Role.Administration, "in");
        (HttpClient nepal, _) = await registry.JoinAsync("NTA", Role.Administration, "np");
        string[] small = [.. Enumerable.Range(0, 10).Select(i => $"{35209900000000 + i},2026-11-01,2026-11-10,1,")];
        string[] large = [.. Enumerable.Range(1000, 200).Select(i => $"{35209900000000 + i},2026-11-01,2026-11-10,1,")];
        await bhutan.UseAsync(small);
        await nepal.UseAsync([.. large, small[0]]);
        Assert.Equal(["35209900000000 grey finding-several-countries"], await registry.ListedAsync("bt"));

        // Ten of India's 210 are not its tenth, but they are all that Bhutan has. One was found before, and stays listed.
        await india.UseAsync([.. large[..20].Select(l => l.Replace("352099", "352088", StringComparison.Ordinal)), .. large.Select(l => l.Replace("352099", "352077", StringComparison.Ordinal)), .. small]);
        Assert.Equal(9, (await HeldAsync(registry)).Length);
        Assert.Equal(["35209900000000 grey finding-several-countries"], await registry.ListedAsync("bt"));
        Assert.Equal(["35209900000000 grey finding-several-countries"], await registry.ListedAsync("in"));
        Assert.Equal(["35209900000000 grey finding-several-countries"], await registry.ListedAsync("np"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_found_already_is_listed_in_no_country_that_it_comes_to_concern_with_too_many_others(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "several-countries", "countries");
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("DoT", Role.Administration, "in");
        (HttpClient bhutan, _) = await registry.JoinAsync("BICMA", Role.Administration, "bt");
        string[] lines = [.. Enumerable.Range(0, 100).Select(i => $"{35209900000000 + i},2026-11-01,2026-11-10,1,")];
        await pakistan.UseAsync(lines);
        await india.UseAsync([.. lines[..5], .. lines[..95].Select(l => l.Replace("352099", "352088", StringComparison.Ordinal))]);
        Assert.Equal((5, 5), ((await registry.ListedAsync("pk")).Length, (await registry.ListedAsync("in")).Length));
        await bhutan.UseAsync(lines[..5]);
        Assert.Equal((5, 5, 0), ((await registry.ListedAsync("pk")).Length, (await registry.ListedAsync("in")).Length, (await registry.ListedAsync("bt")).Length));
        Assert.Equal(5, (await HeldAsync(registry)).Length);
        Assert.Equal(5, (await registry.Registrar.PostAsJsonAsync("/v1/findings/release", new { kind = "several-countries", why = "looked at" }).DoneAsync()).GetProperty("released").GetInt64());
        Assert.Equal((5, 5, 5), ((await registry.ListedAsync("pk")).Length, (await registry.ListedAsync("in")).Length, (await registry.ListedAsync("bt")).Length));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Equipment_in_use_is_counted_as_it_comes_and_goes(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, "many-subscribers", "global");
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        (HttpClient two, _) = await registry.JoinAsync("Two", Role.Operator, "pk");
        (HttpClient other, _) = await registry.JoinAsync("Other", Role.Operator, "in");
        await one.UseAsync("35209900000001,2026-11-01,2026-11-05,1,", "35209900000002,2026-11-01,2026-11-05,1,", "35209900000002,2026-11-06,2026-11-07,1,");
        await two.UseAsync("35209900000001,2026-11-01,2026-11-05,1,", "35209900000003,2026-09-01,2026-09-05,1,");
        await other.UseAsync("35209900000001,2026-11-01,2026-11-05,1,");
        await CheckAsync("in 1, pk 3");
        await one.UseAsync("35209900000004,2026-11-01,2026-11-05,1,", "35209900000005,2026-11-06,2026-11-07,1,");
        await CheckAsync("in 1, pk 4");
        await one.UseAsync("35209900000004,2026-11-01,2026-11-05,1,");
        await CheckAsync("in 1, pk 4");
        registry.Data.Time.Advance(TimeSpan.FromDays(120));
        await registry.Server.Evidence.Daily.RunAsync(default);
        await CheckAsync("in 1, pk 3");

        async Task CheckAsync(string expected)
        {
            Assert.Equal(expected, await TextAsync("SELECT country, equipment FROM equipment_in_use WHERE equipment > 0 ORDER BY country"));
            Assert.Equal(expected, await TextAsync("SELECT country, COUNT(DISTINCT key) FROM usage GROUP BY country ORDER BY country"));
        }

        async Task<string> TextAsync(string query)
        {
            await using DbConnection connection = await registry.Database.OpenAsync();
            return string.Join(", ", (await connection.QueryAsync<(string Country, long Equipment)>(query)).Select(c => $"{c.Country} {c.Equipment}"));
        }
    }

    private static Task<TestRegistry> StartAsync(string provider, string kind, string feed) => TestRegistry.StartAsync(provider, o => o with
    {
        Findings = new() { MaxMatchPercent = 10 },
        Rules = new() { Findings = new Dictionary<string, FindingRuleOptions> { [kind] = new() { List = "grey", When = "open", Feed = feed } } },
    });

    private static async Task<JsonElement[]> HeldAsync(TestRegistry registry) =>
        [.. (await registry.Registrar.GetAsync("/v1/findings?held=true").DoneAsync()).GetProperty("findings").EnumerateArray()];
}
