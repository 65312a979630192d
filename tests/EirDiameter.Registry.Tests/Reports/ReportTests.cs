using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

public sealed class ReportTests
{
    private const string Phone = "35693803564380";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_theft_is_told_to_every_country_once(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, long id) = await registry.JoinAsync("pta", Role.Administration, "pk");
        object theft = new { type = "stolen", equipment = "356938035643809", reason = "from a shop", caseReference = "FIR-123" };

        HttpResponseMessage first = await pk.PostAsJsonAsync("/v1/reports", theft);
        JsonElement answer = (await first.JsonAsync()).GetProperty("report");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal($"/v1/reports/{answer.GetProperty("id").GetString()}", first.Headers.Location?.ToString());
        Assert.Equal("global", answer.GetProperty("listings")[0].GetProperty("feed").GetString());
        Assert.Equal("from a shop", answer.GetProperty("reason").GetString());
        Assert.Equal(id, answer.GetProperty("participant").GetInt64());

        HttpResponseMessage again = await pk.PostAsJsonAsync("/v1/reports", theft);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(answer.GetProperty("id").GetString(), (await again.JsonAsync()).GetProperty("report").GetProperty("id").GetString());
        Assert.Equal([$"global {Phone} black 'stolen pk' 2026-11-25T12:00:00Z -"], await registry.Database.ListedAsync());
    }

    [Theory]
    [InlineData("""{"type":"lost"}""", "global 35693803564380 black 'lost pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"lost","scope":"national"}""", "pk 35693803564380 black 'lost pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"faulty"}""", "pk 35693803564380 grey 'faulty pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"faulty","scope":"global"}""", "global 35693803564380 grey 'faulty pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"blocked-by-order","expires":"2027-01-01"}""", "pk 35693803564380 black 'blocked-by-order pk' 2026-11-25T12:00:00Z 2027-01-01")]
    [InlineData("""{"type":"barred","graceDays":10,"effective":"2026-12-01"}""", "pk 35693803564380 black 'barred pk' 2026-12-11 -|pk 35693803564380 grey 'barred pk' 2026-12-01 2026-12-11")]
    [InlineData("""{"type":"barred-tac","equipment":"35693803"}""", "pk 35693803 black 'barred-tac pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"pairing","imsi":"410010123456789"}""", "pk 35693803564380 410010123456789 white 'pairing pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"exception","imsi":"410010123456789"}""", "pk 35693803564380 410010123456789 white 'exception pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"stolen","equipment":"35693803000000-35693803000041"}""", "global 35693803000000-35693803000041 black 'stolen pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"stolen","equipment":"A0000000000001"}""", "global A0000000000001 black 'stolen pk' 2026-11-25T12:00:00Z -")]
    [InlineData("""{"type":"recovered"}""", "")]
    public async Task Each_type_is_listed_as_it_means(string report, string listed)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        await pk.PostAsync("/v1/reports", Json(report)).DoneAsync();

        Assert.Equal(listed.Length == 0 ? [] : listed.Split('|'), await registry.Database.ListedAsync());
    }

    [Theory]
    [InlineData("""{"type":"eaten"}""", "none of lost, stolen")]
    [InlineData("""{"type":"lost","equipment":"356938035643808"}""", "check digit 8")]
    [InlineData("""{"type":"lost","equipment":"35693803"}""", "more than 10000")]
    [InlineData("""{"type":"lost","equipment":""}""", "equipment is missing")]
    [InlineData("""{"type":"barred","equipment":"35693803000000-35693804000000"}""", "within one TAC")]
    [InlineData("""{"type":"barred-tac"}""", "a TAC is 8 digits")]
    [InlineData("""{"type":"pairing"}""", "needs the imsi")]
    [InlineData("""{"type":"pairing","imsi":"12ab"}""", "6 to 15 digits")]
    [InlineData("""{"type":"pairing","imsi":"410010123456789","equipment":"35693803"}""", "one equipment")]
    [InlineData("""{"type":"stolen","imsi":"410010123456789"}""", "imsi is for")]
    [InlineData("""{"type":"pairing","imsi":"410010123456789","graceDays":3}""", "graceDays are for")]
    [InlineData("""{"type":"barred","scope":"global"}""", "binds one country")]
    [InlineData("""{"type":"barred","scope":"local"}""", "neither global nor national")]
    [InlineData("""{"type":"lost","country":"in"}""", "not your own")]
    [InlineData("""{"type":"lost","graceDays":4000}""", "0 to 3650")]
    [InlineData("""{"type":"lost","graceDays":10,"expires":"2026-12-01"}""", "before its days of grace")]
    [InlineData("""{"type":"lost","graceDays":10,"effective":"2206-11-25"}""", "too far ahead")]
    [InlineData("""{"type":"lost","graceDays":5,"effective":"1999-12-30","expires":"2000-01-05"}""", "before its days of grace")]
    [InlineData("""{"type":"lost","graceDays":10,"effective":"9999-12-31","expires":"9999-12-31T12:00:00Z"}""", "too far ahead")]
    [InlineData("""{"type":"barred","equipment":"A0000000000000-FFFFFFFFFFFFFF"}""", "more than 10000")]
    [InlineData("""{"type":"lost","effective":"yesterday"}""", "is not a date")]
    [InlineData("""{"type":"lost","expires":"2020-01-01"}""", "")]
    public async Task What_cannot_be_accepted_is_refused_with_a_reason(string report, string why)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");

        Assert.Contains(why, await pk.PostAsync("/v1/reports", Json(report)).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Empty(await registry.Database.ListedAsync());
    }

    [Fact]
    public async Task Long_texts_and_control_characters_are_refused()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        await pk.PostAsJsonAsync("/v1/reports", new { type = "lost", equipment = Phone, reason = new string('ä', 513) }).RefusedAsync(422);
        await pk.PostAsJsonAsync("/v1/reports", new { type = "lost", equipment = Phone, reason = "a\nb" }).RefusedAsync(422);
        await pk.PostAsJsonAsync("/v1/reports", new { type = "lost", equipment = Phone, caseReference = new string('a', 65) }).RefusedAsync(422);
        await pk.PostAsJsonAsync("/v1/reports", new { type = "lost", equipment = Phone, reason = new string('ä', 512) }).DoneAsync();
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_recovery_withdraws_the_reporters_own_reports_only(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        (HttpClient jazz, _) = await registry.JoinAsync("jazz", Role.Operator, "pk");
        string lost = await MakeAsync(pk, new { type = "lost", equipment = Phone });
        string stolen = await MakeAsync(pk, new { type = "stolen", equipment = Phone });
        string barred = await MakeAsync(pk, new { type = "barred", equipment = Phone });
        await MakeAsync(jazz, new { type = "stolen", equipment = Phone, caseReference = "7" });

        JsonElement answer = await pk.PostAsJsonAsync("/v1/reports", new { type = "recovered", equipment = Phone }).DoneAsync();

        Assert.Equal([lost, stolen], answer.GetProperty("withdrew").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(1, answer.GetProperty("stillReported").GetInt64());
        Assert.Equal(
            [$"global {Phone} black 'stolen pk' 2026-11-25T12:00:00Z -", $"pk {Phone} black 'barred pk' 2026-11-25T12:00:00Z -"], await registry.Database.ListedAsync());
        Assert.False((await pk.GetAsync($"/v1/reports/{stolen}").DoneAsync()).GetProperty("standing").GetBoolean());
        Assert.True((await pk.GetAsync($"/v1/reports/{barred}").DoneAsync()).GetProperty("standing").GetBoolean());

        // Stolen once more, and recovered once more: the first recovery does not stand for the second.
        await MakeAsync(pk, new { type = "stolen", equipment = Phone });
        HttpResponseMessage second = await pk.PostAsJsonAsync("/v1/reports", new { type = "recovered", equipment = Phone });
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Single((await second.JsonAsync()).GetProperty("withdrew").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, (await pk.PostAsJsonAsync("/v1/reports", new { type = "recovered", equipment = Phone })).StatusCode);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_same_again_counts_anew_when_the_first_is_over_or_said_otherwise(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        string first = await MakeAsync(pk, new { type = "stolen", equipment = Phone, expires = "2026-12-01" });
        registry.Data.Time.Advance(TimeSpan.FromDays(20));
        JsonElement again = await pk.PostAsJsonAsync("/v1/reports", new { type = "stolen", equipment = Phone }).DoneAsync();
        Assert.Equal(first, Assert.Single(again.GetProperty("withdrew").EnumerateArray()).GetString());
        Assert.Equal([$"global {Phone} black 'stolen pk' 2026-12-15T12:00:00Z -"], await registry.Database.ListedAsync());

        await MakeAsync(pk, new { type = "stolen", equipment = Phone, scope = "national" });
        Assert.Equal([$"pk {Phone} black 'stolen pk' 2026-12-15T12:00:00Z -"], await registry.Database.ListedAsync());
        await MakeAsync(pk, new { type = "stolen", equipment = Phone, scope = "national", graceDays = 2 });
        Assert.Equal(
            [$"pk {Phone} black 'stolen pk' 2026-12-17T12:00:00Z -", $"pk {Phone} grey 'stolen pk' 2026-12-15T12:00:00Z 2026-12-17T12:00:00Z"], await registry.Database.ListedAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Only_its_reporter_withdraws_a_report_and_what_others_want_stays_listed(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("dot", Role.Administration, "in");
        string first = await MakeAsync(pk, new { type = "stolen", equipment = Phone });
        string second = await MakeAsync(india, new { type = "lost", equipment = Phone });

        await india.DeleteAsync($"/v1/reports/{first}").RefusedAsync(403);
        await registry.Registrar.DeleteAsync($"/v1/reports/{first}").RefusedAsync(403);
        await pk.DeleteAsync("/v1/reports/999-0").RefusedAsync(404);
        await pk.DeleteAsync($"/v1/reports/{first}").DoneAsync();
        Assert.Equal([$"global {Phone} black 'lost in' 2026-11-25T12:00:00Z -"], await registry.Database.ListedAsync());
        Assert.False((await pk.DeleteAsync($"/v1/reports/{first}").DoneAsync()).GetProperty("standing").GetBoolean());
        await india.DeleteAsync($"/v1/reports/{second}").DoneAsync();
        Assert.Empty(await registry.Database.ListedAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Reports_are_found_by_equipment_and_by_participant_and_keep_what_is_private(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, long pta) = await registry.JoinAsync("pta", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("dot", Role.Administration, "in");
        string pair = await MakeAsync(pk, new { type = "pairing", equipment = Phone, imsi = "410010123456789", reason = "hers", caseReference = "1" });
        string range = await MakeAsync(india, new { type = "lost", equipment = "35693803564000-35693803564999" });
        string other = await MakeAsync(pk, new { type = "lost", equipment = "35693803564381" });

        // What binds one country is that country's own business.
        Assert.Equal([range], await IdsAsync(india, $"equipment={Phone}"));
        Assert.Equal([other], await IdsAsync(india, $"participant={pta}"));
        await india.GetAsync($"/v1/reports/{pair}").RefusedAsync(404);
        (HttpClient auditor, _) = await registry.JoinAsync("auditor", Role.Auditor);
        (HttpClient operatorOf, _) = await registry.JoinAsync("operator", Role.Operator, "pk");
        Assert.Equal([pair, range], await IdsAsync(pk, $"equipment={Phone}"));
        Assert.Equal([pair, other], await IdsAsync(operatorOf, $"participant={pta}"));
        Assert.Equal([range], await IdsAsync(pk, $"after={pair}&limit=1"));
        JsonElement seen = await operatorOf.GetAsync($"/v1/reports/{pair}").DoneAsync();
        Assert.Equal("41001**********", seen.GetProperty("imsi").GetString());
        Assert.False(seen.TryGetProperty("reason", out _) || seen.TryGetProperty("caseReference", out _));
        Assert.Equal("410010123456789", (await pk.GetAsync($"/v1/reports/{pair}").DoneAsync()).GetProperty("imsi").GetString());
        await using System.Data.Common.DbConnection connection = await registry.Database.OpenAsync();
        string ledger = string.Join('\n', await Dapper.SqlMapper.QueryAsync<string>(connection, "SELECT details FROM ledger"));
        Assert.DoesNotContain("0123456789", ledger, StringComparison.Ordinal);
        Assert.DoesNotContain("hers", ledger, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manufacturers_report_nothing_and_the_registrar_reports_for_a_country()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (HttpClient maker, _) = await registry.JoinAsync("maker", Role.Manufacturer, null, "Maker");
        await maker.PostAsJsonAsync("/v1/reports", new { type = "lost", equipment = Phone }).RefusedAsync(403);
        Assert.Contains("needs a country", await registry.Registrar.PostAsJsonAsync("/v1/reports", new { type = "barred", equipment = Phone }).RefusedAsync(422), StringComparison.Ordinal);
        await registry.Registrar.PostAsJsonAsync("/v1/reports", new { type = "barred", equipment = Phone, country = "NG" }).DoneAsync();
        await registry.Registrar.PostAsJsonAsync("/v1/reports", new { type = "lost", equipment = Phone }).DoneAsync();

        Assert.Equal(
            [$"global {Phone} black 'lost' 2026-11-25T12:00:00Z -", $"ng {Phone} black 'barred ng' 2026-11-25T12:00:00Z -"], await registry.Database.ListedAsync());
    }

    [Fact]
    public async Task Faulty_equipment_goes_where_the_configuration_says()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite", o => o with { Reports = new ReportOptions { Faulty = EquipmentList.Black } });
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        await MakeAsync(pk, new { type = "faulty", equipment = Phone, graceDays = 1, effective = "2026-12-01" });

        Assert.Equal([$"pk {Phone} black 'faulty pk' 2026-12-02 -", $"pk {Phone} grey 'faulty pk' 2026-12-01 2026-12-02"], await registry.Database.ListedAsync());
    }

    private static async Task<string> MakeAsync(HttpClient client, object report) =>
        (await client.PostAsJsonAsync("/v1/reports", report).DoneAsync()).GetProperty("report").GetProperty("id").GetString()!;

    private static async Task<string[]> IdsAsync(HttpClient client, string query) =>
        [.. (await client.GetAsync($"/v1/reports?{query}").DoneAsync()).GetProperty("reports").EnumerateArray().Select(r => r.GetProperty("id").GetString()!)];

    private static StringContent Json(string report)
    {
        string whole = report.Contains("equipment", StringComparison.Ordinal) ? report : report.Replace("{", $$"""{"equipment":"{{Phone}}",""", StringComparison.Ordinal);
        return new StringContent(whole, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
    }
}
