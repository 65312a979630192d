using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace EirDiameter.Registry.Tests;

public sealed class FindingOriginTests
{
    private const string Tacs = "TAC|Manufacturer|Country_Code\n35209900|Acme|PK\n35209901|Acme|\n01234567|Acme|\n";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_in_use_and_was_never_produced_is_found_until_its_maker_declares_it(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await pakistan.UseAsync("35209900000050,2026-10-01,2026-10-10,1,");
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000000","to":"000009"},{"from":"000100","to":"000199"}]}""");
        await DeclareAsync(acme, """{"tac":"35209901","complete":false,"ranges":[{"from":"000000","to":"000009"}]}""");
        await pakistan.UseAsync(
            "35209900000005,2026-11-01,2026-11-10,1,", "35209900000010,2026-11-01,2026-11-10,1,", "35209900000150,2026-11-01,2026-11-10,1,", "35209900000200,2026-11-01,2026-11-10,2,",
            "35209901000010,2026-11-01,2026-11-10,1,", "01234567000001,2026-11-01,2026-11-10,1,", "A0000000000001,2026-11-01,2026-11-10,1,");
        Assert.Equal(["never-produced 35209900000010 open pk", "never-produced 35209900000200 open pk"], await FindingsAsync(pakistan));

        // What was in use before the declaration is found by the daily run.
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(
            ["never-produced 35209900000010 open pk", "never-produced 35209900000050 open pk", "never-produced 35209900000200 open pk"], (await FindingsAsync(pakistan)).Order());
        JsonElement finding = (await registry.Registrar.GetAsync("/v1/findings?equipment=35209900000200").DoneAsync()).GetProperty("findings")[0];
        Assert.Equal("2026-11-10", Assert.Single(finding.GetProperty("evidence").EnumerateArray()).GetProperty("to").GetString());
        await registry.Registrar.PostAsJsonAsync($"/v1/findings/{finding.GetProperty("id").GetString()}", new { status = "confirmed", why = "a copy" }).DoneAsync();

        // What the maker forgot is declared by and by: confirmed or not, and whether or not its summaries are still kept.
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000200"},{"from":"000050"}]}""");
        registry.Data.Time.Advance(TimeSpan.FromDays(200));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(
            ["never-produced 35209900000010 open pk", "never-produced 35209900000050 resolved pk", "never-produced 35209900000200 resolved pk"], (await FindingsAsync(pakistan)).Order());

        // It takes back what it said, and they are found again.
        await DeclareAsync(acme, """{"tac":"35209900","mode":"replace","complete":true,"ranges":[{"from":"000000","to":"000009"}]}""");
        await pakistan.UseAsync("35209900000200,2027-06-01,2027-06-05,1,");
        Assert.Contains("never-produced 35209900000200 open pk", await FindingsAsync(pakistan));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Nothing_is_never_produced_while_one_owner_of_its_TAC_does_not_call_its_word_complete(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000000","to":"000009"}]}""");
        await DeclareAsync(pakistan, """{"tac":"35209900","complete":false,"ranges":[{"from":"000020","to":"000029"}]}""");
        await pakistan.UseAsync("35209900000010,2026-11-01,2026-11-10,1,", "35209900000020,2026-11-01,2026-11-10,1,");
        Assert.Empty(await FindingsAsync(pakistan));
        await DeclareAsync(pakistan, """{"tac":"35209900","complete":true,"ranges":[{"from":"000020"}]}""");
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(["never-produced 35209900000010 open pk"], await FindingsAsync(pakistan));
        await pakistan.DeleteAsync("/v1/production/35209900").DoneAsync();
        await acme.DeleteAsync("/v1/production/35209900").DoneAsync();
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(["never-produced 35209900000010 resolved pk"], await FindingsAsync(pakistan));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_of_a_TAC_that_is_not_allocated_is_found_after_the_lag_of_its_body_if_that_is_wanted(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider, o => o with { Findings = new() { MaxMatchPercent = 100, NotAllocated = true } });
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("DoT", Role.Administration, "in");
        string[] lines = ["35209999000001,2026-11-01,2026-11-10,1,", "99000000000001,2026-11-01,2026-11-10,1,", "35209900000001,2026-11-01,2026-11-10,1,", "00100100000001,2026-11-01,2026-11-10,1,"];
        await pakistan.UseAsync(lines);
        await india.UseAsync(lines[0].Replace("11-01,2026-11-10", "11-05,2026-11-20", StringComparison.Ordinal));

        // Body 35 has 20 days from the end of the first period, and only a TAC database of that day denies.
        registry.Data.Time.Advance(TimeSpan.FromDays(4));
        await LoadAsync(registry);
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.DoesNotContain(await FindingsAsync(pakistan), f => f.StartsWith("not-allocated", StringComparison.Ordinal));
        registry.Data.Time.Advance(TimeSpan.FromDays(2));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.DoesNotContain(await FindingsAsync(pakistan), f => f.StartsWith("not-allocated", StringComparison.Ordinal));
        await LoadAsync(registry);
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(["not-allocated 35209999000001 open in,pk"], (await FindingsAsync(pakistan)).Where(f => f.StartsWith("not-allocated", StringComparison.Ordinal)));

        // Body 99 has 69 days; and another comes with an upload.
        registry.Data.Time.Advance(TimeSpan.FromDays(60));
        await LoadAsync(registry);
        await pakistan.UseAsync("99000000000002,2026-12-01,2026-12-10,1,");
        Assert.Contains("not-allocated 99000000000002 open pk", await FindingsAsync(pakistan));

        await LoadAsync(registry, "35209999|Acme|\n");
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(
            ["not-allocated 35209999000001 resolved in,pk", "not-allocated 99000000000001 open pk", "not-allocated 99000000000002 open pk"],
            (await FindingsAsync(pakistan)).Where(f => f.StartsWith("not-allocated", StringComparison.Ordinal)).Order());

        // Nobody wants to know any more.
        await using Evidence other = new(
            new RegistryOptions { Findings = new() { MaxMatchPercent = 100 } }, registry.Database, registry.Data.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        string[] open;
        int tries = 0;
        do
        {
            // While the registry's own daily work is under way, another process leaves it to that.
            await other.Daily.RunAsync(default);
            open = [.. (await FindingsAsync(pakistan)).Where(f => f.StartsWith("not-allocated", StringComparison.Ordinal) && f.Contains("open", StringComparison.Ordinal))];
        }
        while (open.Length > 0 && ++tries < 100);
        Assert.Empty(open);
    }

    private static async Task<TestRegistry> StartAsync(string provider, Func<RegistryOptions, RegistryOptions>? configure = null)
    {
        TestRegistry registry = await TestRegistry.StartAsync(provider, configure ?? (o => o with { Findings = new() { MaxMatchPercent = 100 } }));
        await LoadAsync(registry);
        return registry;
    }

    private static Task<JsonElement> LoadAsync(TestRegistry registry, string more = "") =>
        registry.Registrar.PostAsync("/v1/allocations/imports", new StringContent(Tacs + more)).DoneAsync();

    private static Task<JsonElement> DeclareAsync(HttpClient client, string body) =>
        client.PostAsync("/v1/production", new StringContent(body, Encoding.UTF8, "application/json")).DoneAsync();

    private static async Task<string[]> FindingsAsync(HttpClient client) =>
        [.. (await client.GetAsync("/v1/findings").DoneAsync()).GetProperty("findings").EnumerateArray().Select(f =>
            $"{f.GetProperty("kind").GetString()} {f.GetProperty("equipment").GetString()} {f.GetProperty("status").GetString()} "
            + string.Join(',', f.GetProperty("countries").EnumerateArray().Select(c => c.GetString())))];
}
