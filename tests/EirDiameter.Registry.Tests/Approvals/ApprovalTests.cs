using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class ApprovalTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_administration_declares_for_its_own_country_and_each_version_stays(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        (HttpClient turkey, _) = await registry.JoinAsync("BTK", Role.Administration, "tr");
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "PK-1", validFrom = "2026-01-01", validUntil = "2026-11-25", model = "One" }).DoneAsync();
        await turkey.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "TR-1", validFrom = "2026-11-26" }).DoneAsync();
        JsonElement again = await pakistan.PostAsJsonAsync(
            "/v1/approvals", new { tac = "35209900", certificate = "PK-2", validFrom = "2026-01-01", validUntil = "2027-12-31", model = "One" }).DoneAsync();

        JsonElement[] current = await OfAsync(pakistan, "35209900");
        Assert.Equal(["pk PK-2 True current", "tr TR-1 False current"], current.Select(Text));
        Assert.Equal("2027-12-31", current[0].GetProperty("validUntil").GetString());
        JsonElement[] all = await OfAsync(pakistan, "35209900?history=true");
        Assert.Equal(["pk PK-2 True current", "pk PK-1 False replaced", "tr TR-1 False current"], all.Select(Text));
        Assert.Equal(again.GetProperty("sequence").GetInt64(), all[1].GetProperty("ended").GetInt64());

        Assert.Contains("tr has no approval", await turkey.DeleteAsync("/v1/approvals/35209901").RefusedAsync(404), StringComparison.Ordinal);
        await turkey.DeleteAsync("/v1/approvals/35209900?why=recall").DoneAsync();
        Assert.Equal(["pk PK-2 True current"], (await OfAsync(pakistan, "35209900")).Select(Text));
        Assert.Contains("tr TR-1 False withdrawn", (await OfAsync(pakistan, "35209900?history=true")).Select(Text));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Many_come_as_a_file_and_the_same_file_again_changes_nothing(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        string body = "tac,certificate,validFrom,validUntil,model\n35209900,A,2026-01-01,,\"One, two\"\n35209900,B,2026-01-01,,\n3520990,C,2026-01-01,,\n"
            + "35209901,,2026-01-01,,\n35209902,D,01.01.2026,,\n35209903,E,2026-02-01,2026-01-31,\n35209904,F,2026-02-01,never,\n35209905,G,2026-02-01,2026-02-01,";
        JsonElement report = await pakistan.PostAsync("/v1/approvals", EvidenceCalls.Gzip(body, "text/csv")).DoneAsync();
        Assert.Equal((8, 2, 6), (report.GetProperty("lines").GetInt32(), report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32()));
        Assert.Equal([3, 4, 5, 6, 7, 8], report.GetProperty("rejects").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()).Order());
        long entries = await registry.CountAsync("ledger");

        report = await pakistan.PostAsync("/v1/approvals", EvidenceCalls.Csv(body)).DoneAsync();
        Assert.False(report.TryGetProperty("sequence", out _));
        Assert.Equal(entries, await registry.CountAsync("ledger"));
        Assert.Equal(2, await registry.CountAsync("approvals"));
        JsonElement page = await pakistan.GetAsync("/v1/approvals?country=PK&after=35209900").DoneAsync();
        Assert.Equal(["pk G False current"], page.GetProperty("approvals").EnumerateArray().Select(Text));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Who_has_no_country_or_is_no_administration_declares_nothing(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient mobile, _) = await registry.JoinAsync("Mobile", Role.Operator, "pk");
        object approval = new { tac = "35209900", certificate = "A", validFrom = "2026-01-01" };
        await mobile.PostAsJsonAsync("/v1/approvals", approval).RefusedAsync(403);
        Assert.Contains("has no country", await registry.Registrar.PostAsJsonAsync("/v1/approvals", approval).RefusedAsync(403), StringComparison.Ordinal);
        Assert.Equal(0, await registry.CountAsync("approvals"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_body_that_cannot_be_used_is_refused_whole(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        Assert.Contains("no column 'certificate'", await pakistan.PostAsync("/v1/approvals", EvidenceCalls.Csv("tac,validFrom\n35209900,2026-01-01")).RefusedAsync(422), StringComparison.Ordinal);
        await pakistan.PostAsync("/v1/approvals", new StringContent("x")).RefusedAsync(415);
        Assert.Contains("tac", await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "1" }).RefusedAsync(422), StringComparison.Ordinal);
        await pakistan.PostAsync("/v1/approvals", new StringContent("{", null, "application/json")).RefusedAsync(400);
        await pakistan.GetAsync("/v1/approvals/1").RefusedAsync(422);
        Assert.Equal(0, await registry.CountAsync("approvals"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_two_administrations_of_a_country_each_changes_only_what_it_declared_itself(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient one, long first) = await registry.JoinAsync("One", Role.Administration, "pk");
        (HttpClient two, _) = await registry.JoinAsync("Two", Role.Administration, "pk");
        await one.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "A", validFrom = "2026-01-01" }).DoneAsync();
        await two.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "A", validFrom = "2026-01-01" }).DoneAsync();
        Assert.Contains("One", await two.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "B", validFrom = "2026-01-01" }).RefusedAsync(409), StringComparison.Ordinal);
        Assert.Contains("One", await two.DeleteAsync("/v1/approvals/35209900").RefusedAsync(409), StringComparison.Ordinal);
        JsonElement report = await two.PostAsync("/v1/approvals", EvidenceCalls.Csv("tac,certificate,validFrom\n35209901,C,2026-01-01\n35209900,B,2026-01-01")).DoneAsync();
        Assert.Equal((1, 1), (report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32()));
        Assert.Contains("One", Assert.Single(report.GetProperty("rejects").EnumerateArray()).GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(["pk A True current"], (await OfAsync(one, "35209900?history=true")).Select(Text));

        // Who takes part no more cannot change it: somebody has to.
        await registry.Registrar.PostAsync($"/v1/participants/{first}/disable", null).DoneAsync();
        await two.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "B", validFrom = "2026-01-01" }).DoneAsync();
        Assert.Equal(["pk B True current"], (await OfAsync(two, "35209900")).Select(Text));
        await two.DeleteAsync("/v1/approvals/35209900").DoneAsync();
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_ledger_says_which_one_was_declared(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "PK-1", validFrom = "2026-01-01", model = "One" }).DoneAsync();
        await using DbConnection connection = await registry.Database.OpenAsync();
        JsonElement entry = JsonDocument.Parse((await connection.ExecuteScalarAsync<string>("SELECT details FROM ledger ORDER BY sequence DESC LIMIT 1"))!).RootElement;
        Assert.Equal(
            ("pk", "35209900", "PK-1", "One", "2026-01-01"),
            (entry.GetProperty("country").GetString(), entry.GetProperty("tac").GetString(), entry.GetProperty("certificate").GetString(), entry.GetProperty("model").GetString(),
                entry.GetProperty("validFrom").GetString()));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Control_characters_are_refused(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "A\0", validFrom = "2026-01-01" }).RefusedAsync(422);
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "A", model = "\u0007", validFrom = "2026-01-01" }).RefusedAsync(422);
        JsonElement report = await pakistan.PostAsync("/v1/approvals", EvidenceCalls.Csv("tac,certificate,validFrom\n35209900,A\u001bB,2026-01-01\n35209901,A,2026-01-01")).DoneAsync();
        Assert.Equal((1, 1), (report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32()));
        Assert.Contains("control", await pakistan.DeleteAsync("/v1/approvals/35209901?why=a%00").RefusedAsync(422), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_kept_is_not_called_failed_because_something_could_not_follow_from_it(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(
            provider, o => o with { Rules = new() { NotApproved = new Dictionary<string, NotApprovedOptions> { ["pk"] = new() { List = "grey", AfterDays = 0, MaxSharePercent = 100 } } } });
        (HttpClient pakistan, _) = await registry.JoinAsync("PTA", Role.Administration, "pk");
        await using DbConnection connection = await registry.Database.OpenAsync();
        await connection.ExecuteAsync("ALTER TABLE not_approved_listings RENAME TO not_there");
        JsonElement report = await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209900", certificate = "A", validFrom = "2026-01-01" }).DoneAsync();
        Assert.Equal(1, report.GetProperty("accepted").GetInt32());
        Assert.Contains("daily run", report.GetProperty("note").GetString(), StringComparison.Ordinal);
        report = await pakistan.UseAsync("35209901000001,2026-11-01,2026-11-20,1,");
        Assert.Contains("rule against TACs", report.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Contains("daily run", (await pakistan.DeleteAsync("/v1/approvals/35209900").DoneAsync()).GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, 1), (await registry.CountAsync("usage"), await registry.CountAsync("approvals")));

        await connection.ExecuteAsync("ALTER TABLE not_there RENAME TO not_approved_listings");
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(["35209901 grey not-approved-pk"], await registry.ListedAsync("pk"));
    }

    private static string Text(JsonElement a) =>
        $"{a.GetProperty("country").GetString()} {a.GetProperty("certificate").GetString()} {a.GetProperty("valid").GetBoolean()} {a.GetProperty("status").GetString()}";

    private static async Task<JsonElement[]> OfAsync(HttpClient client, string tac) =>
        [.. (await client.GetAsync($"/v1/approvals/{tac}").DoneAsync()).GetProperty("approvals").EnumerateArray()];
}
