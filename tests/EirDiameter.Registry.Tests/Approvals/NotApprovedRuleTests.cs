using System.Net.Http.Json;
using System.Text.Json;

namespace EirDiameter.Registry.Tests;

public sealed class NotApprovedRuleTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Without_a_rule_nothing_is_listed(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await pakistan.UseAsync("35209900000001,2026-11-01,2026-11-20,1,");
        registry.Data.Time.Advance(TimeSpan.FromDays(365));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(0, await registry.CountAsync("claims"));
        Assert.Equal("off", (await LookAsync(pakistan)).GetProperty("list").GetString());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_TAC_in_use_without_approval_is_listed_after_the_grace_and_taken_off_when_approved(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, new() { List = "grey", AfterDays = 30, MaxSharePercent = 100 });
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await pakistan.UseAsync("35209900000001,2026-11-01,2026-11-20,1,", "35209900000002,2026-11-01,2026-11-20,1,", "86000000000001,2026-11-01,2026-11-20,1,");
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "86000000", certificate = "A", validFrom = "2026-01-01", validUntil = "2026-12-31" }).DoneAsync();
        Assert.Empty(await registry.ListedAsync("pk"));

        registry.Data.Time.Advance(TimeSpan.FromDays(24));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Empty(await registry.ListedAsync("pk"));

        registry.Data.Time.Advance(TimeSpan.FromDays(1));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(["35209900 grey not-approved-pk"], await registry.ListedAsync("pk"));
        Assert.Empty(await registry.ListedAsync("global"));

        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "B", validFrom = "2026-12-01" }).DoneAsync();
        Assert.Empty(await registry.ListedAsync("pk"));

        // The other approval ends with the year, and one is withdrawn.
        registry.Data.Time.Advance(TimeSpan.FromDays(12));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(["86000000 grey not-approved-pk"], await registry.ListedAsync("pk"));
        await pakistan.DeleteAsync("/v1/approvals/35209900").DoneAsync();
        Assert.Equal(["35209900 grey not-approved-pk", "86000000 grey not-approved-pk"], await registry.ListedAsync("pk"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Never_more_than_the_share_is_listed_and_the_refusal_is_shown(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, new() { List = "black", AfterDays = 0, MaxSharePercent = 10 });
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        string[] tacs = [.. Enumerable.Range(35209900, 20).Select(t => t.ToString())];
        await pakistan.PostAsync("/v1/approvals", EvidenceCalls.Csv("tac,certificate,validFrom\n" + string.Concat(tacs.Skip(3).Select(t => $"{t},A,2026-01-01\n")))).DoneAsync();
        await pakistan.UseAsync([.. tacs.Select(t => $"{t}000001,2026-11-01,2026-11-20,1,")]);
        Assert.Empty(await registry.ListedAsync("pk"));
        JsonElement state = await LookAsync(pakistan);
        Assert.Equal((20, 0, 3), (state.GetProperty("inUse").GetInt32(), state.GetProperty("listed").GetInt32(), state.GetProperty("waiting").GetInt32()));
        Assert.Contains("MaxSharePercent", state.GetProperty("held").GetString(), StringComparison.Ordinal);

        // Two of twenty are the tenth that is allowed; a third on top of them is not, though it is one alone.
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = tacs[0], certificate = "A", validFrom = "2026-01-01" }).DoneAsync();
        Assert.Equal([$"{tacs[1]} black not-approved-pk", $"{tacs[2]} black not-approved-pk"], await registry.ListedAsync("pk"));
        Assert.False((await LookAsync(pakistan)).TryGetProperty("held", out _));
        await pakistan.DeleteAsync($"/v1/approvals/{tacs[0]}").DoneAsync();
        Assert.Equal(2, (await registry.ListedAsync("pk")).Length);

        // What is approved is taken off even while the rest is held.
        await pakistan.DeleteAsync($"/v1/approvals/{tacs[5]}").DoneAsync();
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = tacs[1], certificate = "A", validFrom = "2026-01-01" }).DoneAsync();
        Assert.Equal([$"{tacs[2]} black not-approved-pk"], await registry.ListedAsync("pk"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_the_allocated_TACs_those_that_nobody_uses_are_listed_too_after_the_grace_since_they_were_allocated(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, new() { List = "grey", Of = "allocated", AfterDays = 30, MaxSharePercent = 100 });
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await LoadAsync(registry, "35209900|Acme|01-Jan-2026\n35209901|Acme|20-Nov-2026\n35209902|Acme|\n35209903|Acme|01-Jan-2026\n35209904|Acme|01-Jan-2026\n");

        // In use they have their grace from then, allocated or not.
        await pakistan.UseAsync("35209904000001,2026-11-01,2026-11-20,1,", "86000000000001,2026-11-01,2026-11-20,1,");
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209903", certificate = "A", validFrom = "2026-01-01" }).DoneAsync();
        Assert.Equal(["35209900 grey not-approved-pk"], await registry.ListedAsync("pk"));
        JsonElement state = await LookAsync(pakistan);
        Assert.Equal((2, 6, 1), (state.GetProperty("inUse").GetInt32(), state.GetProperty("concerned").GetInt32(), state.GetProperty("listed").GetInt32()));

        registry.Data.Time.Advance(TimeSpan.FromDays(25));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal("35209900 35209901 35209904 86000000", await TacsAsync(registry));
        registry.Data.Time.Advance(TimeSpan.FromDays(5));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal("35209900 35209901 35209902 35209904 86000000", await TacsAsync(registry));

        // What is not allocated any more is not spoken of, nor is, when the rule is of those in use only, what is not in use.
        await LoadAsync(registry, "35209901|Acme|20-Nov-2026\n35209902|Acme|\n35209903|Acme|01-Jan-2026\n35209904|Acme|01-Jan-2026\n");
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal("35209901 35209902 35209904 86000000", await TacsAsync(registry));
        RegistryOptions inUse = new() { Rules = new() { NotApproved = new Dictionary<string, NotApprovedOptions> { ["pk"] = new() { List = "grey", AfterDays = 30, MaxSharePercent = 100 } } } };
        await using Evidence other = new(inUse, registry.Database, registry.Data.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await other.Daily.RunAsync(default);
        Assert.Equal("35209904 86000000", await TacsAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_share_of_the_allocated_is_not_all_that_are_in_use(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, new() { List = "grey", Of = "allocated", AfterDays = 0, MaxSharePercent = 50 });
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await LoadAsync(registry, string.Concat(Enumerable.Range(35209900, 10).Select(t => $"{t}|Acme|01-Jan-2026\n")));
        await pakistan.PostAsync(
            "/v1/approvals", EvidenceCalls.Csv("tac,certificate,validFrom\n" + string.Concat(Enumerable.Range(35209903, 7).Select(t => $"{t},A,2026-01-01\n")))).DoneAsync();
        Assert.Equal("35209900 35209901 35209902", await TacsAsync(registry));
        await pakistan.DeleteAsync("/v1/approvals/35209909").DoneAsync();
        Assert.Equal("35209900 35209901 35209902 35209909", await TacsAsync(registry));
        await pakistan.UseAsync("35209908000001,2026-11-01,2026-11-20,1,", "35209907000001,2026-11-01,2026-11-20,1,", "35209900000001,2026-11-01,2026-11-20,1,");
        await pakistan.DeleteAsync("/v1/approvals/35209908").DoneAsync();
        Assert.Equal("35209900 35209901 35209902 35209909", await TacsAsync(registry));
        Assert.Contains("MaxSharePercent", (await LookAsync(pakistan)).GetProperty("held").GetString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_rule_of_a_country_and_what_is_in_use_there_is_for_that_country_to_see(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, new() { List = "grey", AfterDays = 0 });
        (HttpClient india, _) = await registry.JoinAsync("DoT", Role.Administration, "in");
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        await india.GetAsync("/v1/approvals/rules/pk").RefusedAsync(403);
        await acme.GetAsync("/v1/approvals/rules/pk").RefusedAsync(403);
        await india.GetAsync("/v1/approvals/rules/in").DoneAsync();
        await registry.Registrar.GetAsync("/v1/approvals/rules/PK").DoneAsync();
        await registry.Registrar.GetAsync("/v1/approvals/rules/p%07").RefusedAsync(422);
        await registry.Registrar.GetAsync("/v1/approvals?country=p%00").RefusedAsync(422);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task When_the_rule_is_turned_off_what_it_listed_goes(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, new() { List = "grey", AfterDays = 0, MaxSharePercent = 100 });
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await pakistan.UseAsync("35209900000001,2026-11-01,2026-11-20,1,");
        Assert.Single(await registry.ListedAsync("pk"));
        RegistryOptions other = new() { Rules = new() { NotApproved = new Dictionary<string, NotApprovedOptions> { ["pk"] = new() { List = "black", AfterDays = 0, MaxSharePercent = 100 } } } };
        await using Evidence black = new(other, registry.Database, registry.Data.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await black.Daily.RunAsync(default);
        Assert.Equal(["35209900 black not-approved-pk"], await registry.ListedAsync("pk"));
        await using Evidence off = new(new RegistryOptions(), registry.Database, registry.Data.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await off.Daily.RunAsync(default);
        Assert.Empty(await registry.ListedAsync("pk"));
    }

    private static Task<TestRegistry> StartAsync(string provider, NotApprovedOptions rule) =>
        TestRegistry.StartAsync(provider, o => o with { Rules = new() { NotApproved = new Dictionary<string, NotApprovedOptions> { ["pk"] = rule } } });

    private static async Task<string> TacsAsync(TestRegistry registry) => string.Join(' ', (await registry.ListedAsync("pk")).Select(l => l.Split(' ')[0]));

    private static Task<JsonElement> LoadAsync(TestRegistry registry, string lines) =>
        registry.Registrar.PostAsync("/v1/allocations/imports?force=true&why=test", new StringContent("TAC|Manufacturer|Allocation_Date\n" + lines)).DoneAsync();

    private static Task<JsonElement> LookAsync(HttpClient client) => client.GetAsync("/v1/approvals/rules/pk").DoneAsync();
}
