using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

public sealed class VerificationTests
{
    private const string Tacs = "TAC|Manufacturer|Model Name\n35209900|Acme|One\n35209901|Acme|Two\n35209902|Other|X\n";

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Each_part_of_the_answer_names_its_source(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, long acmeId) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (HttpClient pakistan, _) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("India", Role.Administration, "in");
        await acme.PostAsJsonAsync("/v1/production", new { tac = "35209900", complete = true, ranges = new[] { new { from = "000000", to = "000999" } } }).DoneAsync();
        await pakistan.PostAsJsonAsync("/v1/approvals", new { tac = "35209901", certificate = "PK-1", validFrom = "2026-01-01" }).DoneAsync();
        await pakistan.PostAsJsonAsync("/v1/reports", new { equipment = "35209900001000", type = "stolen", scope = "global" }).DoneAsync();
        await pakistan.UseAsync("35209900001000,2026-11-01,2026-11-10,2,");
        await india.UseAsync("35209900001000,2026-11-05,2026-11-12,3,");

        JsonElement said = await pakistan.GetAsync("/v1/verify/352099000010005").DoneAsync();

        Assert.Equal(("352099000010005", "35209900001000"), (Text(said, "asked"), Text(said, "equipment")));
        Assert.Equal(("imei", "correct"), (Text(said, "format", "form"), Text(said, "format", "checkDigit")));
        Assert.Equal(("allocated", "Acme", "One"), (Text(said, "allocated", "state"), Text(said, "allocated", "manufacturer"), Text(said, "allocated", "model")));
        Assert.Equal("2026-11-25T12:00:00+00:00", Text(said, "allocated", "loadedAt"));
        Assert.Equal("NOT_PRODUCED", Text(said, "produced", "verdict"));
        JsonElement source = Assert.Single(said.GetProperty("produced").GetProperty("sources").EnumerateArray());
        Assert.Equal((acmeId, "Acme", 1L, true, false), (source.GetProperty("participant").GetInt64(), Text(source, "name"), source.GetProperty("version").GetInt64(),
            source.GetProperty("complete").GetBoolean(), source.GetProperty("lists").GetBoolean()));
        JsonElement listed = Assert.Single(said.GetProperty("listed").EnumerateArray());
        Assert.Equal(("global", "black", "stolen pk"), (Text(listed, "feed"), Text(listed, "list"), Text(listed, "reason")));
        JsonElement duplicate = Assert.Single(said.GetProperty("duplicate").EnumerateArray());
        Assert.Equal(("several-countries", "open"), (Text(duplicate, "kind"), Text(duplicate, "status")));
        JsonElement approved = Assert.Single(said.GetProperty("approved").EnumerateArray());
        Assert.Equal(("pk", "not-approved"), (Text(approved, "country"), Text(approved, "state")));
        Assert.Equal(["black", "not-produced", "duplicate", "not-approved"], Concerns(said));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_nothing_speaks_against_has_no_concern_and_what_is_not_known_is_not_held_against_it(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (HttpClient pakistan, _) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        await acme.PostAsJsonAsync("/v1/production", new { tac = "35209900", complete = true, ranges = new[] { new { from = "000000", to = "000999" } } }).DoneAsync();
        await acme.PostAsJsonAsync("/v1/production", new { tac = "35209901", complete = false, ranges = new[] { new { from = "000000", to = "000999" } } }).DoneAsync();

        Assert.Equal(["PRODUCED"], await VerdictsAsync(pakistan, "35209900000000"));
        Assert.Equal(["RANGE_COVERED_NOT_LISTED"], await VerdictsAsync(pakistan, "35209901001000"));
        Assert.Equal(["NO_COVERAGE"], await VerdictsAsync(pakistan, "35209902000000"));
        Assert.Equal(["NO_COVERAGE"], await VerdictsAsync(pakistan, "AF0123450ABCDE"));
        Assert.Equal(["NO_COVERAGE"], await VerdictsAsync(pakistan, "35999999000000"));
        Assert.Equal(["NO_COVERAGE", "not-allocated"], await VerdictsAsync(pakistan, "44999999000000"));
        Assert.Equal(["NO_COVERAGE", "test-equipment"], await VerdictsAsync(pakistan, "00100101000000"));
        Assert.Equal("unknown", Text((await pakistan.GetAsync("/v1/verify/35209900000000").DoneAsync()).GetProperty("approved")[0], "state"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Only_what_counts_now_and_speaks_of_the_equipment_is_a_concern(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        uint now = Validity.QuarterOf(registry.Data.Time.GetUtcNow());
        Assert.True(Imsi.TryParse("410010123456789", out Imsi imsi));
        await ListAsync(
            registry,
            Of(35209900000001, EquipmentList.Black, new(now + 1, Validity.MaxQuarters)),
            Of(35209900000002, EquipmentList.Black, new(0, now)),
            Of(35209900000003, EquipmentList.Black, new(now, now + 1)),
            Of(35209900000004, EquipmentList.White, Validity.Always),
            Of(35209900000005, EquipmentList.Grey, Validity.Always),
            new FeedListing(new(35209900000006), new(35209900000006), imsi, EquipmentList.Black, "", Validity.Always));

        Assert.Empty(Concerns(await VerifyAsync(registry.Registrar, 35209900000001)));
        Assert.Empty(Concerns(await VerifyAsync(registry.Registrar, 35209900000002)));
        Assert.Equal(["black"], Concerns(await VerifyAsync(registry.Registrar, 35209900000003)));
        Assert.Empty(Concerns(await VerifyAsync(registry.Registrar, 35209900000004)));
        Assert.Equal(["grey"], Concerns(await VerifyAsync(registry.Registrar, 35209900000005)));
        JsonElement pair = await VerifyAsync(registry.Registrar, 35209900000006);
        Assert.Empty(Concerns(pair));
        Assert.Equal("41001**********", Text(pair.GetProperty("listed")[0], "imsi"));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_tac_is_held_to_be_not_allocated_only_by_a_database_that_would_have_it_since_it_was_seen(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        await pakistan.UseAsync("35999999000000,2026-11-01,2026-11-10,1,");

        Assert.Empty(Concerns(await VerifyAsync(pakistan, 35999999000000)));
        registry.Data.Time.Advance(TimeSpan.FromDays(5));
        await registry.Registrar.PostAsync("/v1/allocations/imports", new StringContent(Tacs));
        JsonElement said = await VerifyAsync(pakistan, 35999999000000);

        Assert.Equal(["not-allocated"], Concerns(said));
        Assert.Equal(("not-allocated", "2026-11-10"), (Text(said, "allocated", "state"), Text(said, "allocated", "seen")));
        registry.Data.Time.Advance(TimeSpan.FromDays(100));
        Assert.Equal(["not-allocated"], Concerns(await VerifyAsync(pakistan, 35999999000000)));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task That_equipment_is_used_twice_elsewhere_is_told_and_not_where(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        (HttpClient india, _) = await registry.JoinAsync("India", Role.Administration, "in");
        (HttpClient britain, _) = await registry.JoinAsync("Britain", Role.Administration, "gb");
        await britain.UseAsync("35209900001000,2026-11-01,2026-11-10,2,");
        await india.UseAsync("35209900001000,2026-11-05,2026-11-12,3,");

        JsonElement said = await VerifyAsync(pakistan, 35209900001000);
        Assert.Equal(["duplicate"], Concerns(said));
        Assert.Empty(said.GetProperty("duplicate")[0].GetProperty("countries").EnumerateArray());
        Assert.Equal(["in"], (await VerifyAsync(india, 35209900001000)).GetProperty("duplicate")[0].GetProperty("countries").EnumerateArray().Select(c => c.GetString()));

        // What a country dismissed does not concern it any more, and others still.
        string id = (await india.GetAsync("/v1/findings").DoneAsync()).GetProperty("findings")[0].GetProperty("id").GetString()!;
        await india.PostAsJsonAsync("/v1/findings/" + id, new { status = "dismissed", why = "a roaming tester" }).DoneAsync();
        Assert.Empty(Concerns(await VerifyAsync(india, 35209900001000)));
        Assert.Equal(["duplicate"], Concerns(await VerifyAsync(britain, 35209900001000)));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Many_are_answered_in_their_order_and_summed_up(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        await ListAsync(registry, Of(35209900000005, EquipmentList.Grey, Validity.Always));
        string body = "equipment\n35209900000005\n352099000000053\n\n35209900000006\nnonsense\n35209900000005,too many\n35209900000005";

        foreach (HttpContent content in (HttpContent[])[EvidenceCalls.Csv(body), EvidenceCalls.Gzip(body, "text/csv")])
        {
            JsonElement[] lines = await LinesAsync(registry.Registrar.PostAsync("/v1/verify", content));
            Assert.Equal(["35209900000005", "352099000000053", "35209900000006", "nonsense", "35209900000005"], lines[..^1].Select(l => Text(l, "asked")));
            Assert.Equal(["grey", "invalid-format", "", "invalid-format", "grey"], lines[..^1].Select(l => string.Join(' ', Concerns(l))));
            JsonElement summary = lines[^1].GetProperty("summary");
            Assert.Equal((5, 1, 1), (summary.GetProperty("verified").GetInt32(), summary.GetProperty("withoutConcern").GetInt32(), summary.GetProperty("rejected").GetInt32()));
            Assert.Equal((2, 2), (summary.GetProperty("concerns").GetProperty("grey").GetInt32(), summary.GetProperty("concerns").GetProperty("invalid-format").GetInt32()));
            Assert.Equal(7, summary.GetProperty("rejects")[0].GetProperty("line").GetInt32());
        }

        JsonElement[] fromJson = await LinesAsync(registry.Registrar.PostAsync(
            "/v1/verify", new StringContent("{\"equipment\":\"35209900000005\"}\n{\"equipment\":35209900000006}\n[]\n", Encoding.UTF8, "application/x-ndjson")));
        Assert.Equal(["grey", ""], fromJson[..^1].Select(l => string.Join(' ', Concerns(l))));
        Assert.Single(await LinesAsync(registry.Registrar.PostAsync("/v1/verify", EvidenceCalls.Csv("equipment\n"))));
    }

    [Fact]
    public async Task More_than_a_call_takes_is_refused_before_anything_is_answered()
    {
        await using TestRegistry registry = await StartAsync("Sqlite");
        string most = "equipment\n" + string.Join('\n', Enumerable.Range(0, VerificationEndpoints.MaxLines).Select(i => (35209900000000 + i).ToString()));

        JsonElement[] lines = await LinesAsync(registry.Registrar.PostAsync("/v1/verify", EvidenceCalls.Csv(most)));
        Assert.Equal(VerificationEndpoints.MaxLines + 1, lines.Length);
        Assert.Contains("more than 100000 lines", await registry.Registrar.PostAsync("/v1/verify", EvidenceCalls.Csv(most + "\n35209900000000")).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("more than 10000 lines", await registry.Registrar.PostAsync("/v1/verify?ask=true", EvidenceCalls.Csv(most)).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("not understood", await registry.Registrar.PostAsync("/v1/verify", new StringContent("35209900000000")).RefusedAsync(415), StringComparison.Ordinal);
        Assert.Contains("no column 'equipment'", await registry.Registrar.PostAsync("/v1/verify", EvidenceCalls.Csv("imei\n35209900000000")).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("ISO 3166", await registry.Registrar.GetAsync("/v1/verify/35209900000000?country=pakistan").RefusedAsync(422), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Many_at_once_get_what_a_look_at_every_listing_gives(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient pakistan, _) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        Random random = new(20261126);
        List<(string Feed, FeedListing Listing)> listings = [];
        for (int i = 0; i < 300; i++)
        {
            ulong from = 35209900000000 + (ulong)random.Next(3_000_000);
            ulong to = random.Next(3) > 0 ? from : random.Next(4) == 0 ? from + (ulong)random.Next(1, 1_000_000) : from + (ulong)random.Next(1, 50);
            FeedListing listing = new(new(from), new(to), Imsi.None, (EquipmentList)random.Next(3), $"reason {i}", Validity.Always);
            listings.Add((random.Next(3) switch { 0 => "global", 1 => "pk", _ => "gb" }, listing));
        }

        foreach (IGrouping<string, (string Feed, FeedListing Listing)> feed in listings.GroupBy(l => l.Feed))
            await ListAsync(registry, feed.Key, [.. feed.Select(l => l.Listing)]);
        ulong[] keys = [.. listings.SelectMany(l => (ulong[])[l.Listing.From.Value, l.Listing.To.Value, l.Listing.To.Value + 1, l.Listing.From.Value - 1]).Order()];
        string body = "equipment\n" + string.Join('\n', keys.Select(k => k.ToString("D14")));

        JsonElement[] lines = await LinesAsync(pakistan.PostAsync("/v1/verify", EvidenceCalls.Csv(body)));

        Assert.Equal(keys.Length, lines.Length - 1);
        foreach ((ulong key, JsonElement line) in keys.Zip(lines))
        {
            string[] expected = [.. listings.Where(l => l.Feed != "gb" && l.Listing.From.Value <= key && key <= l.Listing.To.Value).Select(l => $"{l.Feed} {l.Listing.Reason}").Order(StringComparer.Ordinal)];
            Assert.Equal(expected, line.GetProperty("listed").EnumerateArray().Select(l => $"{Text(l, "feed")} {Text(l, "reason")}").Order(StringComparer.Ordinal));
        }
    }

    private static async Task<TestRegistry> StartAsync(string provider)
    {
        TestRegistry registry = await TestRegistry.StartAsync(provider, o => o with { Findings = o.Findings with { MaxMatchPercent = 100 } });
        await registry.Registrar.PostAsync("/v1/allocations/imports", new StringContent(Tacs));
        return registry;
    }

    private static FeedListing Of(ulong key, EquipmentList list, Validity validity) => new(new(key), new(key), Imsi.None, list, "", validity);

    private static Task<int> ListAsync(TestRegistry registry, params FeedListing[] listings) => ListAsync(registry, "global", listings);

    private static Task<int> ListAsync(TestRegistry registry, string feed, FeedListing[] listings) => registry.Database.ChangeAsync(Actor.Registrar, "test", async change =>
    {
        change.Record(new { });
        await Claims.AddAsync(change, [.. listings.Select(l => new Claim("report", feed, l))]);
        return 0;
    });

    private static Task<JsonElement> VerifyAsync(HttpClient client, ulong key) => client.GetAsync($"/v1/verify/{key:D14}").DoneAsync();

    private static async Task<string[]> VerdictsAsync(HttpClient client, string equipment)
    {
        JsonElement said = await client.GetAsync("/v1/verify/" + equipment).DoneAsync();
        return [Text(said, "produced", "verdict")!, .. Concerns(said)];
    }

    private static async Task<JsonElement[]> LinesAsync(Task<HttpResponseMessage> call)
    {
        HttpResponseMessage response = await call;
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static string[] Concerns(JsonElement said) => [.. said.GetProperty("concerns").EnumerateArray().Select(c => c.GetString()!)];

    private static string? Text(JsonElement element, params string[] path) => path.Aggregate(element, (e, name) => e.GetProperty(name)).GetString();
}
