using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace EirDiameter.Registry.Tests;

public sealed class BulkReportTests
{
    private const string Now = "2026-11-25T12:00:00Z";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_file_of_reports_is_taken_line_by_line_and_in_order(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        string file =
            """
            type,equipment,caseReference,graceDays
            stolen,356938035643809,1,
            lost,35693803564382,,
            stolen,356938035643808,,
            recovered,35693803564380,,
            stolen,35693803564380,2,
            recovered,35693803564382,,
            barred,35693803564383,,5
            """;
        JsonElement report = await SendAsync(pk, "", Pack(file)).DoneAsync();

        Assert.Equal(7, report.GetProperty("lines").GetInt64());
        Assert.Equal(6, report.GetProperty("accepted").GetInt64());
        JsonElement reject = Assert.Single(report.GetProperty("rejects").EnumerateArray());
        Assert.Equal(4, reject.GetProperty("line").GetInt64());
        Assert.Contains("check digit", reject.GetProperty("why").GetString(), StringComparison.Ordinal);
        string[] listed =
        [
            $"global 35693803564380 black 'stolen pk' {Now} -",
            "pk 35693803564383 black 'barred pk' 2026-11-30T12:00:00Z -",
            $"pk 35693803564383 grey 'barred pk' {Now} 2026-11-30T12:00:00Z",
        ];
        Assert.Equal(listed, await registry.Database.ListedAsync());

        string harmless = file.Replace("stolen,35693803564380,2,\n", "", StringComparison.Ordinal).Replace("stolen,356938035643809,1,\n", "", StringComparison.Ordinal)
            .Replace("lost,35693803564382,,\n", "", StringComparison.Ordinal).Replace("recovered,35693803564380,,\n", "", StringComparison.Ordinal);
        JsonElement again = await SendAsync(pk, "", Encoding.UTF8.GetBytes(harmless)).DoneAsync();
        Assert.False(again.TryGetProperty("sequence", out _));
        Assert.Equal(listed, await registry.Database.ListedAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_full_list_is_the_whole_truth_of_its_participant_and_kind(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("dot", Role.Administration, "in");
        await SendAsync(india, "?format=dirbs-stolen", "imei,reporting_date,status\n35693803564382,20260101,\n").DoneAsync();
        await pk.PostAsJsonAsync("/v1/reports", new { type = "stolen", equipment = "35693803564388" }).DoneAsync();
        await SendAsync(pk, "?format=dirbs-barred", "imei\n35693803564389\n").DoneAsync();
        string first = "imei,reporting_date,status\n35693803564380,20260101,\n35693803564381,20260102,blacklist\n35693803564382,,\n35693803564383,,pending\n35693803564381,20260102,\n";
        JsonElement report = await SendAsync(pk, "?format=dirbs-stolen", first).DoneAsync();
        Assert.Equal(5, report.GetProperty("accepted").GetInt64());
        Assert.Equal(0, report.GetProperty("rejected").GetInt64());

        Assert.False((await SendAsync(pk, "?format=dirbs-stolen", first).DoneAsync()).TryGetProperty("sequence", out _));
        registry.Data.Time.Advance(TimeSpan.FromDays(1));
        await SendAsync(pk, "?format=dirbs-stolen", "imei,reporting_date,status\n35693803564380,20260101,\n35693803564381,20260103,\n35693803564384,,\n").DoneAsync();

        Assert.Equal(
            [
                "global 35693803564380 black 'stolen pk' 2026-01-01 -",
                "global 35693803564381 black 'stolen pk' 2026-01-03 -",
                "global 35693803564382 black 'stolen in' 2026-01-01 -",
                "global 35693803564384 black 'stolen pk' 2026-11-26T12:00:00Z -",
                $"global 35693803564388 black 'stolen pk' {Now} -",
                $"pk 35693803564389 black 'barred pk' {Now} -",
            ],
            await registry.Database.ListedAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_line_of_a_full_list_that_is_refused_takes_nothing_off(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        await SendAsync(pk, "?format=dirbs-stolen", "imei,reporting_date,status\n35693803564380,20260101,\n35693803564381,20260101,\n35693803564382,20260101,\n35693803564383,20260101,\n").DoneAsync();
        await SendAsync(pk, "?format=dirbs-pairing", "imei,imsi\n35693803564380,410010123456789\n35693803564380,410010123456788\n").DoneAsync();

        JsonElement report = await SendAsync(
            pk, "?format=dirbs-stolen", "imei,reporting_date,status\n35693803564380,2026/01/01,\n356938035643810,20260101,,more\n356938035643828,20260101,\nnothing,20260101,\n").DoneAsync();
        Assert.Equal(4, report.GetProperty("rejected").GetInt64());
        await SendAsync(pk, "?format=dirbs-pairing", "imei,imsi\n35693803564380,4100101234567x\n").DoneAsync();

        Assert.Equal(
            ["global 35693803564380 black", "global 35693803564381 black", "global 35693803564382 black", "pk 35693803564380 410010123456788 white", "pk 35693803564380 410010123456789 white"],
            (await registry.Database.ListedAsync()).Select(l => l[..l.IndexOf(" '", StringComparison.Ordinal)]));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_delta_is_held_against_what_stands(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        await SendAsync(pk, "?format=dirbs-pairing", "imei,imsi,msisdn\n35693803564380,410010000000001,92300\n35693803564380,410010000000002,92301\n").DoneAsync();

        JsonElement report = await SendAsync(
            pk,
            "?format=dirbs-pairing&delta=true",
            """
            imei,imsi,msisdn,change_type
            35693803564380,410010000000001,92300,remove
            35693803564380,410010000000002,92301,add
            35693803564381,410010000000003,92302,add
            35693803564382,410010000000003,92302,remove
            35693803564383,410010000000003,92302,update
            35693803564380,410010000000004,92302,replace
            """).DoneAsync();

        Assert.Equal(2, report.GetProperty("accepted").GetInt64());
        Assert.Equal([7L, 3, 5, 6], report.GetProperty("rejects").EnumerateArray().Select(r => r.GetProperty("line").GetInt64()));
        Assert.Equal(
            [$"pk 35693803564380 410010000000002 white 'pairing pk' {Now} -", $"pk 35693803564381 410010000000003 white 'pairing pk' {Now} -"],
            await registry.Database.ListedAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_list_that_contradicts_itself_changes_nothing(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        string why = await SendAsync(pk, "?format=dirbs-barred-tac&delta=true", "tac,change_type\n35693803,add\n35209900,add\n35693803,remove\n").RefusedAsync(422);

        Assert.Contains("lines 2 and 4", why, StringComparison.Ordinal);
        Assert.Empty(await registry.Database.ListedAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_full_list_that_lacks_too_much_is_taken_only_by_force(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        string header = "imei\n";
        string[] lines = [.. Enumerable.Range(0, 100).Select(i => $"356938035{i:D5}\n")];
        await SendAsync(pk, "?format=dirbs-barred", header + string.Concat(lines)).DoneAsync();

        string why = await SendAsync(pk, "?format=dirbs-barred", header + string.Concat(lines[..74])).RefusedAsync(409);
        Assert.Contains("26 of the 100", why, StringComparison.Ordinal);
        Assert.Equal(100, (await registry.Database.ListedAsync()).Length);
        await SendAsync(pk, "?format=dirbs-barred", header + string.Concat(lines[..75])).DoneAsync();
        Assert.Equal(75, (await registry.Database.ListedAsync()).Length);
        await SendAsync(pk, "?format=dirbs-barred&force=true", header).DoneAsync();
        Assert.Empty(await registry.Database.ListedAsync());
    }

    [Fact]
    public async Task Bad_bodies_and_formats_are_refused_whole()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        Assert.Contains("'equipment'", await SendAsync(pk, "", "type\nlost\n").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("change_type", await SendAsync(pk, "?format=dirbs-stolen&delta=true", "imei\n35693803564380\n").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("dirbs-pairing", await SendAsync(pk, "?format=excel", "imei\n").RefusedAsync(422), StringComparison.Ordinal);
        byte[] cut = Pack("type,equipment\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"lost,3569380{Random.Shared.Next(1_000_000):D6}0\n")))[..^2000];
        await SendAsync(pk, "", cut).RefusedAsync(422);
        Assert.Empty(await registry.Database.ListedAsync());
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string query, byte[] body)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return await client.PostAsync($"/v1/reports/bulk{query}", content);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string query, string body) => SendAsync(client, query, Encoding.UTF8.GetBytes(body));

    private static byte[] Pack(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
