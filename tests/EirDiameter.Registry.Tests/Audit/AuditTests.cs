using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EirDiameter.Registry.Tests;

public sealed class AuditTests
{
    private const string Imei = "35209900000017";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_status_of_an_equipment_has_what_everybody_said_of_it(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient auditor, _) = await registry.JoinAsync("Auditor", Role.Auditor);
        (HttpClient acme, long acmeId) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (HttpClient operatorOf, _) = await registry.JoinAsync("Operator", Role.Operator, "pk");
        await registry.Registrar.PostAsync("/v1/allocations/imports", new StringContent("TAC|Manufacturer\n35209900|Acme\n01234567|Acme\n"));
        await acme.PostAsJsonAsync("/v1/production", new { tac = "35209900", complete = true, ranges = new[] { new { from = "000000", to = "000016" } } }).DoneAsync();
        JsonElement report = await operatorOf.PostAsJsonAsync("/v1/reports", new { equipment = Imei, type = "stolen" }).DoneAsync();

        JsonElement status = await auditor.GetAsync($"/v1/audit/status/{Imei}").DoneAsync();
        Assert.Equal(Imei, status.GetProperty("equipment").GetString());
        Assert.Equal("allocated", status.GetProperty("tac").GetProperty("state").GetString());
        Assert.Equal("NOT_PRODUCED", status.GetProperty("produced").GetProperty("verdict").GetString());
        Assert.Equal(acmeId, status.GetProperty("produced").GetProperty("sources")[0].GetProperty("participant").GetInt64());
        JsonElement listing = status.GetProperty("listings")[0];
        Assert.Equal(("black", "stolen pk"), (listing.GetProperty("list").GetString(), listing.GetProperty("reason").GetString()));
        Assert.Equal("Operator", status.GetProperty("claims")[0].GetProperty("name").GetString());
        Assert.Equal(report.GetProperty("report").GetProperty("id").GetString(), status.GetProperty("reports")[0].GetProperty("id").GetString());

        await operatorOf.DeleteAsync($"/v1/reports/{report.GetProperty("report").GetProperty("id").GetString()}").DoneAsync();
        status = await auditor.GetAsync($"/v1/audit/status/{Imei}").DoneAsync();
        Assert.Equal(0, status.GetProperty("listings").GetArrayLength());
        Assert.True(status.GetProperty("claims")[0].TryGetProperty("withdrawn", out _));
        Assert.False(status.GetProperty("reports")[0].GetProperty("standing").GetBoolean());
        await auditor.GetAsync("/v1/audit/status/352099").RefusedAsync(422);
        await auditor.GetAsync("/v1/audit/status/35209900").RefusedAsync(422);
        Assert.False((await auditor.GetAsync("/v1/audit/status/AF012345000000").DoneAsync()).TryGetProperty("tac", out _));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_administration_sees_the_global_part_and_that_of_its_own_country(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient auditor, _) = await registry.JoinAsync("Auditor", Role.Auditor);
        (HttpClient pakistan, _) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        (HttpClient britain, _) = await registry.JoinAsync("Britain", Role.Administration, "gb");
        await SayAsync(registry, "pk", "stolen");
        await SayAsync(registry, "gb", "fraud");
        await SayAsync(registry, "global", "lost");

        Assert.Equal(["gb", "global", "pk"], await FeedsAsync(auditor, "listings"));
        Assert.Equal(["global", "pk"], await FeedsAsync(pakistan, "listings"));
        Assert.Equal(["gb", "global"], await FeedsAsync(britain, "listings"));
        await pakistan.GetAsync("/v1/audit/lists/gb").RefusedAsync(403);
        await pakistan.GetAsync("/v1/audit/lists/pk").DoneCsvAsync();

        // Who did what everybody sees; what it was only who did it, and who looks on for all.
        JsonElement page = await pakistan.GetAsync("/v1/audit/ledger").DoneAsync();
        Assert.All(page.GetProperty("entries").EnumerateArray(), e => Assert.False(e.TryGetProperty("details", out _)));
        page = await auditor.GetAsync("/v1/audit/ledger").DoneAsync();
        Assert.All(page.GetProperty("entries").EnumerateArray(), e => Assert.True(e.TryGetProperty("details", out _)));

        static async Task<string[]> FeedsAsync(HttpClient client, string name) =>
            [.. (await client.GetAsync($"/v1/audit/status/{Imei}").DoneAsync()).GetProperty(name).EnumerateArray().Select(l => l.GetProperty("feed").GetString()!)];
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_complete_list_comes_with_its_version_its_count_and_its_checksum(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient auditor, _) = await registry.JoinAsync("Auditor", Role.Auditor);
        await SayAsync(registry, "global", "lost, \"twice\"");
        HttpResponseMessage response = await auditor.GetAsync("/v1/audit/lists/global");
        byte[] octets = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal($"equipment,list,reason,effective,expires,imsi,change\n{Imei},black,\"lost, \"\"twice\"\"\",,,,\n", Encoding.UTF8.GetString(octets));
        Assert.Equal("2", response.Headers.GetValues("X-Sequence").Single());
        Assert.Equal("1", response.Headers.GetValues("X-Records").Single());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(octets)), response.Headers.GetValues("X-Sha256").Single());
        using HttpRequestMessage head = new(HttpMethod.Head, "/v1/audit/lists/global");
        HttpResponseMessage only = await auditor.SendAsync(head);
        Assert.Equal(response.Headers.GetValues("X-Sha256"), only.Headers.GetValues("X-Sha256"));
        Assert.Equal(octets.Length, only.Content.Headers.ContentLength);
        await auditor.GetAsync("/v1/audit/lists/uk").RefusedAsync(404);
        await auditor.GetAsync("/v1/audit/lists/..%2f..").RefusedAsync(404);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_ledger_is_read_page_by_page_and_its_chain_can_be_followed(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        for (int i = 0; i < 5; i++)
            await registry.JoinAsync($"Operator {i}", Role.Operator);
        List<JsonElement> entries = [];
        string? next = "0";
        JsonElement page = default;
        while (next is not null)
        {
            page = await registry.Registrar.GetAsync($"/v1/audit/ledger?after={next}&limit=2").DoneAsync();
            entries.AddRange(page.GetProperty("entries").EnumerateArray());
            next = page.TryGetProperty("next", out JsonElement after) ? after.ToString() : null;
        }

        Assert.Equal([1, 2, 3, 4, 5], entries.Select(e => e.GetProperty("sequence").GetInt64()));
        Assert.Equal(entries[^1].GetProperty("hash").GetString(), page.GetProperty("head").GetProperty("hash").GetString());
        string before = "";
        foreach (JsonElement e in entries)
        {
            LedgerEntry expected = LedgerEntry.After(
                before, e.GetProperty("sequence").GetInt64(), e.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds(), e.GetProperty("participant").GetInt64(),
                e.GetProperty("name").GetString()!, e.GetProperty("action").GetString()!, e.GetProperty("details").GetRawText());
            Assert.Equal(expected.Hash, before = e.GetProperty("hash").GetString()!);
        }
    }

    private static Task<long> SayAsync(TestRegistry registry, string feed, string reason) => registry.Database.ChangeAsync(Actor.Registrar, "test", async change =>
    {
        Equipment.EquipmentKey key = new(ulong.Parse(Imei));
        change.Record(new { feed });
        return await Claims.AddAsync(change, [new Claim("report", feed, new(key, key, Equipment.Imsi.None, Equipment.EquipmentList.Black, reason, Equipment.Validity.Always))]);
    });
}

internal static class CsvAnswers
{
    public static async Task DoneCsvAsync(this Task<HttpResponseMessage> call)
    {
        HttpResponseMessage response = await call;
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
    }
}
