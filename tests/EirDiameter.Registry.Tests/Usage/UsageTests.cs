using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class UsageTests
{
    private const string Imsi = "410012345678901";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_period_again_replaces_what_the_participant_sent_before(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        (HttpClient two, _) = await registry.JoinAsync("Two", Role.Operator, "pk");
        string[] lines = [$"35209900000001,2026-11-01,2026-11-10,2,{EvidenceCalls.Hashes(1, 2)}", "35209900000002,2026-11-01,2026-11-10,1,", "86000000000001,2026-11-11,2026-11-20,7,"];
        await one.UseAsync(lines);
        await two.UseAsync("35209900000001,2026-11-01,2026-11-10,5,");
        Assert.Equal((4, 2), (await registry.CountAsync("usage"), await registry.CountAsync("usage_subscribers")));

        await one.UseAsync(lines);
        Assert.Equal((4, 2, 3), (await registry.CountAsync("usage"), await registry.CountAsync("usage_subscribers"), await registry.CountAsync("usage_periods")));

        await one.UseAsync("35209900000003,2026-11-01,2026-11-10,1,");
        Assert.Equal(
            ["35209900000001 Two pk 2026-11-01 2026-11-10 5", "35209900000003 One pk 2026-11-01 2026-11-10 1", "86000000000001 One pk 2026-11-11 2026-11-20 7"],
            await RowsAsync(registry));
        Assert.Equal(0, await registry.CountAsync("usage_subscribers"));
        JsonElement periods = (await one.GetAsync("/v1/usage").DoneAsync()).GetProperty("periods");
        Assert.Equal(["2026-11-20", "2026-11-10"], periods.EnumerateArray().Select(p => p.GetProperty("to").GetString()));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Json_lines_and_gzip_are_taken_as_well(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        string body = $$"""{"equipment":"352099000000010","from":"2026-11-01","to":"2026-11-10","subscribers":2,"hashes":["{{1:x64}}","{{2:X64}}"]}""";
        JsonElement report = await one.PostAsync("/v1/usage", EvidenceCalls.Gzip(body + "\n" + body, "application/x-ndjson")).DoneAsync();
        Assert.Equal((1, 1), (report.GetProperty("accepted").GetInt32(), report.GetProperty("rejected").GetInt32()));
        Assert.Equal(2, report.GetProperty("rejects")[0].GetProperty("line").GetInt32());
        Assert.Equal(["35209900000001 One pk 2026-11-01 2026-11-10 2"], await RowsAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_looks_like_an_IMSI_is_refused_and_neither_kept_nor_repeated(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        JsonElement report = await one.UseAsync(
            $"35209900000001,2026-11-01,2026-11-10,1,{Imsi}",
            $"35209900000002,2026-11-01,2026-11-10,2,{EvidenceCalls.Hashes(1)}| {Imsi[..14]} ",
            $"35209900000003,2026-11-01,2026-11-10,2,imsi-{Imsi}",
            $"35209900000004,2026-11-01,2026-11-10,2,{Imsi}{Imsi}",
            $"35209900000005,2026-11-01,2026-11-10,2,{Imsi}aaaaaaaaaaaaaaaaa");
        Assert.Equal([2, 3, 4, 5], report.GetProperty("rejects").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()));
        Assert.DoesNotContain(Imsi[..14], report.ToString(), StringComparison.Ordinal);
        Assert.Contains("looks like an IMSI", report.GetProperty("rejects")[0].GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(["35209900000005 One pk 2026-11-01 2026-11-10 2"], await RowsAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Lines_that_make_no_sense_are_refused_each_with_its_reason(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        JsonElement report = await one.UseAsync(
            "3520990000000,2026-11-01,2026-11-10,1,",
            "35209900000001,2026-11-01,10.11.2026,1,",
            "35209900000001,2026-11-11,2026-11-10,1,",
            "35209900000001,2026-11-01,2026-11-26,1,",
            "35209900000001,2026-05-01,2026-05-28,1,",
            "35209900000001,2025-11-01,2026-11-10,1,",
            "35209900000001,2026-11-01,2026-11-10,0,",
            $"35209900000001,2026-11-01,2026-11-10,1,{EvidenceCalls.Hashes(1, 2)}",
            "A0000000000001,2026-11-25,2026-11-25,1,");
        Assert.Equal(Enumerable.Range(2, 8), report.GetProperty("rejects").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()));
        Assert.Equal(["A0000000000001 One pk 2026-11-25 2026-11-25 1"], await RowsAsync(registry));
        Assert.Equal(0, await registry.CountAsync("tacs_in_use"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_upload_that_breaks_or_cannot_be_used_changes_nothing(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        await one.UseAsync("35209900000001,2026-11-01,2026-11-10,1,");
        string body = "equipment,from,to,subscribers\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{35209900000000 + i},2026-11-01,2026-11-10,1\n"));
        byte[] cut = (await EvidenceCalls.Gzip(body, "text/csv").ReadAsByteArrayAsync())[..^50];
        using ByteArrayContent content = new(cut);
        content.Headers.ContentType = new("text/csv");
        Assert.Contains("gzip", await one.PostAsync("/v1/usage", content).RefusedAsync(422), StringComparison.Ordinal);
        await one.PostAsync("/v1/usage", new StringContent(body)).RefusedAsync(415);
        string many = "equipment,from,to,subscribers\n" + string.Concat(
            Enumerable.Range(0, 520).Select(i => $"35209900000001,{new DateOnly(2026, 6, 1).AddDays(i / 30):yyyy-MM-dd},{new DateOnly(2026, 7, 1).AddDays(i % 30):yyyy-MM-dd},1\n"));
        Assert.Contains("periods", await one.PostAsync("/v1/usage", EvidenceCalls.Csv(many)).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("has no country", await registry.Registrar.PostAsync("/v1/usage", EvidenceCalls.Csv(body)).RefusedAsync(403), StringComparison.Ordinal);
        Assert.Equal(["35209900000001 One pk 2026-11-01 2026-11-10 1"], await RowsAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Summaries_are_removed_when_their_days_are_over(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider, o => o with { Usage = new() { RetentionDays = 30 } });
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        await one.UseAsync($"35209900000001,2026-11-01,2026-11-10,1,{EvidenceCalls.Hashes(1)}", "35209900000002,2026-11-01,2026-11-11,1,");
        registry.Data.Time.Advance(TimeSpan.FromDays(15));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(2, await registry.CountAsync("usage"));
        registry.Data.Time.Advance(TimeSpan.FromDays(1));
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(["35209900000002 One pk 2026-11-01 2026-11-11 1"], await RowsAsync(registry));
        Assert.Equal((0, 1), (await registry.CountAsync("usage_subscribers"), await registry.CountAsync("usage_periods")));
        Assert.Equal(1, await registry.CountAsync("tacs_in_use"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_TAC_that_was_in_use_only_by_mistake_is_not_in_use_any_more(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        await one.UseAsync("35209900000001,2026-11-01,2026-11-05,1,", "86000000000001,2026-11-01,2026-11-05,1,");
        await one.UseAsync("86000000000001,2026-11-06,2026-11-10,1,", "99000000000001,2026-11-06,2026-11-10,1,");
        await one.UseAsync("35209900000001,2026-11-06,2026-11-10,1,");
        await using DbConnection connection = await registry.Database.OpenAsync();
        Assert.Equal(
            ["35209900 2026-11-05 2026-11-10", "86000000 2026-11-05 2026-11-10"],
            (await connection.QueryAsync<(long Tac, long First, long Last)>("SELECT tac, first_day, last_day FROM tacs_in_use WHERE country = 'pk' ORDER BY tac"))
                .Select(t => $"{t.Tac} {Day.Text(t.First)} {Day.Text(t.Last)}"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Summaries_are_kept_even_if_findings_cannot_follow_from_them_at_once(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider, o => o with { Findings = new() { MaxMatchPercent = 100 } });
        (HttpClient one, _) = await registry.JoinAsync("One", Role.Operator, "pk");
        await using DbConnection connection = await registry.Database.OpenAsync();
        await connection.ExecuteAsync("ALTER TABLE finding_countries RENAME TO not_there");
        JsonElement report = await one.UseAsync("35209900000001,2026-11-01,2026-11-10,9,");
        Assert.Equal(1, report.GetProperty("accepted").GetInt32());
        Assert.Contains("findings will follow", report.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, 0), (await registry.CountAsync("usage"), await registry.CountAsync("findings")));
        await connection.ExecuteAsync("ALTER TABLE not_there RENAME TO finding_countries");
        await registry.Server.Evidence.Daily.RunAsync(default);
        Assert.Equal(1, await registry.CountAsync("findings"));
        Assert.False((await one.UseAsync("35209900000001,2026-11-01,2026-11-10,9,")).TryGetProperty("note", out _));
    }

    private static async Task<string[]> RowsAsync(TestRegistry registry)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        return [.. (await connection.QueryAsync<(long Key, string Name, string Country, long From, long To, long Subscribers)>(
            """
            SELECT u.key, p.name, u.country, u.from_day, u.to_day, u.subscribers
            FROM usage u JOIN usage_periods d ON d.id = u.period JOIN participants p ON p.id = d.participant ORDER BY u.key, p.name
            """)).Select(r => $"{new EirDiameter.Equipment.EquipmentKey((ulong)r.Key)} {r.Name} {r.Country} {Day.Text(r.From)} {Day.Text(r.To)} {r.Subscribers}")];
    }
}
