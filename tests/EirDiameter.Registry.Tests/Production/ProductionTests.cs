using System.Data.Common;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

public sealed class ProductionTests
{
    private const string TacFile =
        """
        TAC|Manufacturer|Country_Code
        35209900|Acme|PK
        35209901|ACME mobile|
        35209902|Other|GB
        86012345|Acme|
        01234567|Acme|
        """;

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Ranges_and_imeis_of_a_declaration_become_as_few_ranges_as_can_be(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        JsonElement report = await DeclareAsync(acme, """
            {"tac":"35209900","complete":true,"country":"CN","validFrom":"2026-11-25",
             "ranges":[{"from":"000010","to":"000019"},{"from":"35209900000000","to":"35209900000009"},{"from":"000500"}],
             "imeis":["35209900000020","352099000000211","3520990000002299"]}
            """.Replace("352099000000211", "35209900000021" + Imei.CheckDigit(new EquipmentKey(35209900000021)), StringComparison.Ordinal));
        Assert.Equal((1, 1), (Number(report, "tacs"), Number(report, "changed")));
        JsonElement tac = await acme.GetAsync("/v1/production/35209900").DoneAsync();
        JsonElement own = tac.GetProperty("declarations")[0];
        Assert.Equal(["000000-000022", "000500-000500"], Ranges(own));
        Assert.Equal((1, 2, 24), (Number(own, "version"), Number(own, "rangeCount"), Number(own, "serials")));
        Assert.Equal((true, "cn", "2026-11-25"), (tac.GetProperty("complete").GetBoolean(), own.GetProperty("country").GetString(), own.GetProperty("validFrom").GetString()));

        Assert.Equal(ProducedVerdict.Produced, await VerdictAsync(registry, 35209900000022));
        Assert.Equal(ProducedVerdict.NotProduced, await VerdictAsync(registry, 35209900000023));
        Assert.Equal(ProducedVerdict.NoCoverage, await VerdictAsync(registry, 35209901000000));
        Assert.Equal(ProducedVerdict.NoCoverage, await VerdictAsync(registry, EquipmentKey.MinMeid + 5));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_change_is_a_version_that_can_be_read_later_and_saying_the_same_again_is_none(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, long id) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (HttpClient auditor, _) = await registry.JoinAsync("Auditor", Role.Auditor);
        await DeclareAsync(acme, """{"tac":"35209900","ranges":[{"from":"000000","to":"000009"},{"from":"000100","to":"000199"}]}""");
        await DeclareAsync(acme, """{"tac":"35209900","ranges":[{"from":"000010","to":"000019"}]}""");
        JsonElement same = await DeclareAsync(acme, """{"tac":"35209900","ranges":[{"from":"000005","to":"000012"}]}""");
        Assert.False(same.TryGetProperty("sequence", out _));
        await DeclareAsync(acme, """{"tac":"35209900","mode":"replace","complete":true,"ranges":[{"from":"000100","to":"000199"}]}""");
        await acme.DeleteAsync("/v1/production/35209900").DoneAsync();
        await acme.DeleteAsync("/v1/production/35209900").RefusedAsync(404);
        await DeclareAsync(acme, """{"tac":"35209900","ranges":[{"from":"000000"}]}""");

        Assert.Equal(["000000-000009", "000100-000199"], Ranges(await VersionAsync(1)));
        Assert.Equal(["000000-000019", "000100-000199"], Ranges(await VersionAsync(2)));
        Assert.Equal(["000100-000199"], Ranges(await VersionAsync(3)));
        Assert.Equal(["000000-000000"], Ranges(await VersionAsync(4)));
        Assert.True((await VersionAsync(3)).GetProperty("complete").GetBoolean());
        Assert.False((await VersionAsync(4)).GetProperty("complete").GetBoolean());
        await auditor.GetAsync("/v1/production/35209900?version=5").RefusedAsync(404);
        JsonElement listed = await auditor.GetAsync($"/v1/production?participant={id}").DoneAsync();
        Assert.Equal((1, 4), (listed.GetProperty("declarations").GetArrayLength(), Number(listed.GetProperty("declarations")[0], "version")));

        Task<JsonElement> VersionAsync(int version) => auditor.GetAsync($"/v1/production/35209900?version={version}").DoneAsync();
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_owners_that_claim_the_same_both_stand_and_the_conflict_is_shown_until_one_withdraws(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, long acmeId) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (HttpClient pakistan, long pakistanId) = await registry.JoinAsync("Pakistan", Role.Administration, "pk");
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000000","to":"000099"},{"from":"000200","to":"000299"}]}""");
        JsonElement report = await DeclareAsync(pakistan, """{"tac":"35209900","complete":false,"ranges":[{"from":"000090","to":"000209"},{"from":"000400"}]}""");
        Assert.Equal(1, report.GetProperty("conflicts").GetArrayLength());
        JsonElement page = await acme.GetAsync("/v1/production/conflicts").DoneAsync();
        JsonElement conflict = Assert.Single(page.GetProperty("conflicts").EnumerateArray());
        Assert.Equal(("35209900", "000090", "000099"), (conflict.GetProperty("tac").GetString(), conflict.GetProperty("from").GetString(), conflict.GetProperty("to").GetString()));
        Assert.Equal((2, 20), (Number(conflict, "overlaps"), Number(conflict, "serials")));
        Assert.Equal([acmeId, pakistanId], conflict.GetProperty("owners").EnumerateArray().Select(o => (long)Number(o, "participant")));
        Assert.Equal(["Acme", "Pakistan"], conflict.GetProperty("owners").EnumerateArray().Select(o => o.GetProperty("name").GetString()!));

        // Complete only if all say so.
        Assert.Equal(ProducedVerdict.RangeCoveredNotListed, await VerdictAsync(registry, 35209900000500));
        Assert.Equal(ProducedVerdict.Produced, await VerdictAsync(registry, 35209900000400));
        Assert.Equal(ProducedVerdict.Produced, await VerdictAsync(registry, 35209900000250));
        Assert.Equal(["35209900:0:0-299", "35209900:0:400-400"], await PublishedAsync(registry));
        await pakistan.DeleteAsync("/v1/production/35209900").DoneAsync();
        Assert.Equal(0, (await acme.GetAsync("/v1/production/conflicts").DoneAsync()).GetProperty("conflicts").GetArrayLength());
        Assert.Equal(ProducedVerdict.NotProduced, await VerdictAsync(registry, 35209900000400));
        Assert.Equal(["35209900:1:0-99", "35209900:1:200-299"], await PublishedAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Only_the_own_tacs_can_be_declared_and_the_reason_is_told(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, long acmeId) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "acme");
        (HttpClient britain, _) = await registry.JoinAsync("Britain", Role.Administration, "gb");
        Assert.Contains("Other", await PostAsync(acme, """{"tac":"35209902"}""").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("not in the TAC database", await PostAsync(acme, """{"tac":"35999999"}""").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("test", await PostAsync(acme, """{"tac":"00100100"}""").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("country gb", await PostAsync(britain, """{"tac":"35209900"}""").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("registrar", await PostAsync(registry.Registrar, """{"tac":"35209900"}""").RefusedAsync(403), StringComparison.Ordinal);
        await DeclareAsync(acme, """{"tac":"35209900"}""");
        await DeclareAsync(britain, """{"tac":"35209902"}""");
        await registry.Registrar.PostAsJsonAsync($"/v1/participants/{acmeId}/tacs", new { tacs = new[] { "35999999" } }).DoneAsync();
        await DeclareAsync(acme, """{"tac":"35999999"}""");
        await britain.DeleteAsync("/v1/production/35209900").RefusedAsync(404);

        await registry.Registrar.PostAsync("/v1/allocations/imports?force=true&why=x", new StringContent("TAC|Manufacturer\n35209901|Acme\n")).DoneAsync();
        Assert.Contains("withdrawn", await PostAsync(acme, """{"tac":"86012345"}""").RefusedAsync(422), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"tac":"3520990"}""", "8 digits")]
    [InlineData("""{}""", "neither a TAC nor a range")]
    [InlineData("""{"ranges":[{"from":"000001"}]}""", "TAC is missing")]
    [InlineData("""{"tac":"35209900","ranges":[{"to":"000001"}]}""", "'from'")]
    [InlineData("""{"tac":"35209900","ranges":[{"from":"1","to":"2"}]}""", "6 digits")]
    [InlineData("""{"tac":"35209900","ranges":[{"from":"000002","to":"000001"}]}""", "before it begins")]
    [InlineData("""{"tac":"35209900","ranges":[{"from":"35209901000001"}]}""", "within its TAC")]
    [InlineData("""{"ranges":[{"from":"35209900000001","to":"35209901000001"}]}""", "within its TAC")]
    [InlineData("""{"tac":"35209900","imeis":["35209901000001"]}""", "one TAC")]
    [InlineData("""{"tac":"35209900","imeis":["352099000000019"]}""", "check digit")]
    [InlineData("""{"tac":"35209900","country":"xx"}""", "country")]
    [InlineData("""{"tac":"35209900","validFrom":"2026-11-26"}""", "not come yet")]
    [InlineData("""{"tac":"35209900","validFrom":"tomorrow"}""", "validFrom")]
    public async Task What_is_wrong_with_a_declaration_is_said_and_nothing_is_taken(string body, string says)
    {
        await using TestRegistry registry = await StartAsync("Sqlite");
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        Assert.Contains(says, await PostAsync(acme, body).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Equal(0, (await acme.GetAsync("/v1/production").DoneAsync()).GetProperty("declarations").GetArrayLength());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_file_of_many_tacs_is_taken_but_for_its_bad_lines(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme", "Acme Mobile");
        JsonElement report = await BulkAsync(acme, "", """
            tac,from,to,complete
            35209901,000100,000199,1
            35209900,000000,000099,
            35209902,000000,000099,1
            35209900,000300,000399,0
            35209902,000100,000199,1
            35209900,20,000299,0
            35209901,000050,000120,
            """);
        Assert.Equal((7, 4, 3, 2, 2), (Number(report, "lines"), Number(report, "accepted"), Number(report, "rejected"), Number(report, "tacs"), Number(report, "changed")));
        Assert.Equal([4, 7], report.GetProperty("rejects").EnumerateArray().Select(r => Number(r, "line")).Order());
        Assert.Equal(["35209900:0:0-99", "35209900:0:300-399", "35209901:1:50-199"], await PublishedAsync(registry));

        await BulkAsync(acme, "?nothingMade=true", "tac,from,complete\n86012345,,1\n");
        Assert.Equal(ProducedVerdict.NotProduced, await VerdictAsync(registry, 86012345000000));
        report = await BulkAsync(acme, "?mode=replace", "imei,complete\n35209900000001,\n35209900000000,\n35209900000002,\n35209901000000,1\n");
        Assert.Equal((4, 0), (Number(report, "accepted"), Number(report, "rejected")));
        Assert.Equal(["35209900:0:0-2", "35209901:1:0-0", "86012345:1:-"], await PublishedAsync(registry));
        report = await BulkAsync(acme, "", """
            {"tac":"35209900","from":"000003","to":"000004"}
            {"imei":"35209900000005"}
            """, "application/x-ndjson");
        Assert.Equal(["35209900:0:0-5", "35209901:1:0-0", "86012345:1:-"], await PublishedAsync(registry));
        report = await BulkAsync(acme, "", "tac,from,to\n35209900,000001,000002\n");
        Assert.False(report.TryGetProperty("sequence", out _));
        await acme.PostAsync("/v1/production", new StringContent("equipment\n35209900\n", Encoding.UTF8, "text/csv")).RefusedAsync(422);
    }

    [Theory]
    [InlineData("", "tac,from,to,complete\n35209900,000000,000499,1\n35209900,50000,000999,1\n", "taken whole or not at all")]
    [InlineData("", "tac,from,to,complete\n35209900,000000,000499,1\n35209900,000500,000999\n", "taken whole or not at all")]
    [InlineData("", "tac,from,to,complete\n35209900,000000,000499,1\nwho knows,000500,000999,1\n", "may be of this TAC")]
    [InlineData("", "tac,from,to,complete\n35209900,000000,000499,1\n35209900,000500,000999,0\n", "both that it is complete")]
    [InlineData("?mode=replace", "tac,from,to\n35209900,000000,000499\n35209900,000500,00999\n", "taken whole or not at all")]
    [InlineData("?mode=replace", "imei\n35209900000001\n352099000000029\n", "taken whole or not at all")]
    [InlineData("", "tac,from,complete\n35209900,,1\n", "nothingMade")]
    [InlineData("?mode=replace", "tac,from,complete\n35209900,,1\n", "nothingMade")]
    public async Task What_is_complete_or_replaces_is_taken_whole_or_not_at_all(string query, string body, string why)
    {
        await using TestRegistry registry = await StartAsync("Sqlite");
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme", "Acme Mobile");
        await DeclareAsync(acme, """{"tac":"35209901","complete":true,"ranges":[{"from":"000000","to":"000009"}]}""");

        JsonElement report = await BulkAsync(acme, query, body);

        Assert.Equal(0, Number(report, "accepted"));
        Assert.Contains(report.GetProperty("rejects").EnumerateArray(), r => r.GetProperty("why").GetString()!.Contains(why, StringComparison.Ordinal));
        Assert.Equal(["35209901:1:0-9"], await PublishedAsync(registry));
    }

    [Fact]
    public async Task A_name_that_is_misspelt_is_not_taken_for_one_that_was_left_out()
    {
        await using TestRegistry registry = await StartAsync("Sqlite");
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");

        Assert.Contains("range", await PostAsync(acme, """{"tac":"35209900","complete":true,"range":[{"from":"000000"}]}""").RefusedAsync(400), StringComparison.Ordinal);
        Assert.Contains("nothingMade", await PostAsync(acme, """{"tac":"35209900","complete":true}""").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("no column 'from'", await acme.PostAsync(
            "/v1/production", new StringContent("tac,start,end,complete\n35209900,000000,499999,1\n", Encoding.UTF8, "text/csv")).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Empty(await PublishedAsync(registry));

        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"nothingMade":true}""");
        Assert.Equal(["35209900:1:-"], await PublishedAsync(registry));
        await DeclareAsync(acme, """{"tac":"35209900","ranges":[{"from":"000000","to":"000009"}]}""");
        await DeclareAsync(acme, """{"tac":"35209900","complete":true}""");
        Assert.Equal(["35209900:1:0-9"], await PublishedAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_declaration_counts_while_its_owner_may_make_it(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        (HttpClient acme, long id) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        string participant = $"/v1/participants/{id}";
        await registry.Registrar.PostAsJsonAsync(participant + "/tacs", new { tacs = new[] { "35999999" } }).DoneAsync();
        await DeclareAsync(acme, """{"tac":"35999999","complete":true,"ranges":[{"from":"000000","to":"000009"}]}""");
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000000","to":"000009"}]}""");
        Assert.Equal(["35209900:1:0-9", "35999999:1:0-9"], await PublishedAsync(registry));

        await CountsAfterAsync(r => r.DeleteAsync(participant + "/tacs/35999999"), "35209900:1:0-9");
        Assert.Equal(ProducedVerdict.NoCoverage, await VerdictAsync(registry, 35999999000500));
        JsonElement tac = await acme.GetAsync("/v1/production/35999999").DoneAsync();
        Assert.Equal((false, false), (tac.GetProperty("complete").GetBoolean(), tac.GetProperty("declarations")[0].GetProperty("counts").GetBoolean()));
        await CountsAfterAsync(r => r.PostAsJsonAsync(participant + "/tacs", new { tacs = new[] { "35999999" } }), "35209900:1:0-9", "35999999:1:0-9");
        await CountsAfterAsync(r => r.PutAsJsonAsync(participant + "/makes", new { makes = new[] { "Acne" } }), "35999999:1:0-9");
        await CountsAfterAsync(r => r.PutAsJsonAsync(participant + "/makes", new { makes = new[] { "ACME" } }), "35209900:1:0-9", "35999999:1:0-9");
        await CountsAfterAsync(r => r.PostAsync(participant + "/disable", null));
        Assert.Equal(ProducedVerdict.NoCoverage, await VerdictAsync(registry, 35209900000500));
        await CountsAfterAsync(r => r.PostAsync(participant + "/enable", null), "35209900:1:0-9", "35999999:1:0-9");
        await CountsAfterAsync(r => r.PostAsync("/v1/allocations/imports?force=true&why=x", new StringContent("TAC|Manufacturer\n35209900|Other\n")), "35999999:1:0-9");

        async Task CountsAfterAsync(Func<HttpClient, Task<HttpResponseMessage>> change, params string[] published)
        {
            await using DbConnection connection = await registry.Database.OpenAsync();
            long before = await ProducedRanges.SequenceAsync(connection);
            HttpResponseMessage response = await change(registry.Registrar);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            Assert.Equal(published, await PublishedAsync(registry));
            Assert.True(await ProducedRanges.SequenceAsync(connection) > before);
        }
    }

    [Fact]
    public async Task The_ledger_keeps_what_was_declared()
    {
        await using TestRegistry registry = await StartAsync("Sqlite");
        (HttpClient acme, _) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"country":"CN","validFrom":"2026-11-25","ranges":[{"from":"000000","to":"000009"},{"from":"000100"}]}""");

        JsonElement entry = (await registry.Registrar.GetAsync("/v1/audit/ledger?limit=100").DoneAsync()).GetProperty("entries").EnumerateArray().Last();
        JsonElement details = entry.GetProperty("details");
        Assert.Equal(["000000-000009", "000100-000100"], details.GetProperty("ranges").EnumerateArray().Select(r => r.GetString()));
        Assert.Equal((true, "cn", "2026-11-25"), (details.GetProperty("complete").GetBoolean(), details.GetProperty("country").GetString(), details.GetProperty("validFrom").GetString()));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Whatever_is_declared_in_whatever_order_what_stands_is_what_a_set_of_serials_says(string provider)
    {
        await using TestRegistry registry = await StartAsync(provider);
        AllocationStatus status = new(registry.Database, new AllocationsOptions(), registry.Data.Time);
        ProductionRegister register = new(registry.Database, status);
        Random random = new(20261125);
        Tac[] tacs = [new(35209900), new(35209901)];
        Actor[] owners = new Actor[2];
        for (int i = 0; i < 2; i++)
        {
            (_, long id) = await registry.JoinAsync($"Maker {i}", Role.Manufacturer);
            owners[i] = new(id, $"Maker {i}", Role.Manufacturer);
            await registry.Registrar.PostAsJsonAsync($"/v1/participants/{id}/tacs", new { tacs = tacs.Select(t => t.ToString()) }).DoneAsync();
        }

        Dictionary<(Actor Owner, Tac Tac), (HashSet<uint> Serials, bool Complete)> model = [];
        for (int step = 0; step < 60; step++)
        {
            Actor owner = owners[random.Next(2)];
            if (random.Next(8) == 0 && model.Keys.FirstOrDefault(k => k.Owner == owner) is { Owner: not null } some)
            {
                await register.WithdrawAsync(owner, some.Tac, default);
                model.Remove(some);
            }
            else
            {
                DeclarationMode mode = random.Next(3) == 0 ? DeclarationMode.Replace : DeclarationMode.Add;
                bool complete = random.Next(2) == 0;
                List<DeclaredLine> lines = [];
                BulkReport report = new();
                for (int i = random.Next(1, 6); i > 0; i--)
                {
                    uint from = (uint)random.Next(40);
                    lines.Add(new(i, tacs[random.Next(2)], from, from + (uint)random.Next(6), complete));
                    report.Accept();
                }

                await register.DeclareAsync(owner, lines, report, new(mode, null, null, null), default);
                foreach (IGrouping<Tac, DeclaredLine> group in lines.GroupBy(l => l.Tac))
                {
                    HashSet<uint> serials = mode == DeclarationMode.Add && model.TryGetValue((owner, group.Key), out (HashSet<uint> Serials, bool Complete) before) ? before.Serials : [];
                    foreach (DeclaredLine line in group)
                        serials.UnionWith(Enumerable.Range((int)line.From, (int)(line.To - line.From) + 1).Select(s => (uint)s));
                    model[(owner, group.Key)] = (serials, complete);
                }
            }

            await CompareAsync(registry, tacs, model);
        }
    }

    private static async Task CompareAsync(TestRegistry registry, Tac[] tacs, Dictionary<(Actor Owner, Tac Tac), (HashSet<uint> Serials, bool Complete)> model)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        EquipmentKey[] keys = [.. tacs.SelectMany(t => Enumerable.Range(0, 50).Select(s => new EquipmentKey(t.First.Value + (ulong)s)))];
        Dictionary<EquipmentKey, ProducedAnswer> answers = await ProducedVerdicts.OfAsync(connection, null, registry.Database.Dialect, keys);
        foreach (EquipmentKey key in keys)
        {
            (HashSet<uint> Serials, bool Complete)[] said = [.. model.Where(m => m.Key.Tac == key.Tac).Select(m => m.Value)];
            ProducedVerdict expected = said.Length == 0 ? ProducedVerdict.NoCoverage
                : said.Any(s => s.Serials.Contains(key.SerialNumber)) ? ProducedVerdict.Produced
                : said.All(s => s.Complete) ? ProducedVerdict.NotProduced
                : ProducedVerdict.RangeCoveredNotListed;
            Assert.Equal((key, expected), (key, answers[key].Verdict));
        }

        List<string> published = [];
        foreach (Tac tac in tacs)
        {
            (HashSet<uint> Serials, bool Complete)[] said = [.. model.Where(m => m.Key.Tac == tac).Select(m => m.Value)];
            uint[] all = [.. said.SelectMany(s => s.Serials).Distinct().Order()];
            int complete = said.All(s => s.Complete) ? 1 : 0;
            for (int i = 0; i < all.Length;)
            {
                int last = i;
                while (last + 1 < all.Length && all[last + 1] == all[last] + 1)
                    last++;
                published.Add($"{tac}:{complete}:{all[i]}-{all[last]}");
                i = last + 1;
            }
        }

        Assert.Equal(published, await PublishedAsync(registry));
        (long Tac, long Serials)[] conflicts = [.. await connection.QueryAsync<(long, long)>("SELECT tac, serials FROM production_conflicts ORDER BY tac")];
        Assert.Equal(
            tacs.Select(t => (Tac: (long)t.Value, Serials: (long)Shared(t))).Where(c => c.Serials > 0),
            conflicts);

        int Shared(Tac tac) => model.Where(m => m.Key.Tac == tac).SelectMany(m => m.Value.Serials).GroupBy(s => s).Count(g => g.Count() == 2);
    }

    private static async Task<TestRegistry> StartAsync(string provider)
    {
        TestRegistry registry = await TestRegistry.StartAsync(provider);
        string answer = await (await registry.Registrar.PostAsync("/v1/allocations/imports", new StringContent(TacFile))).Content.ReadAsStringAsync();
        Assert.Contains("\"added\":5", answer, StringComparison.Ordinal);
        return registry;
    }

    private static async Task<ProducedVerdict> VerdictAsync(TestRegistry registry, ulong key)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        return (await ProducedVerdicts.OfAsync(connection, null, registry.Database.Dialect, new EquipmentKey(key))).Verdict;
    }

    private static async Task<List<string>> PublishedAsync(TestRegistry registry)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        List<string> rows = [];
        await foreach (Feed.ProducedRow row in ProducedRanges.ReadAllAsync(connection, default))
        {
            Assert.Null(row.Fault());
            rows.Add($"{row.Tac}:{(row.Complete ? 1 : 0)}:{(row.HasRange ? $"{row.From}-{row.To}" : "-")}");
        }

        return rows;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string json) =>
        await client.PostAsync("/v1/production", new StringContent(json, Encoding.UTF8, "application/json"));

    private static Task<JsonElement> DeclareAsync(HttpClient client, string json) => PostAsync(client, json).DoneAsync();

    private static Task<JsonElement> BulkAsync(HttpClient client, string query, string text, string type = "text/csv") =>
        client.PostAsync("/v1/production" + query, new StringContent(text, Encoding.UTF8, type)).DoneAsync();

    private static IEnumerable<string> Ranges(JsonElement owner) =>
        owner.GetProperty("ranges").EnumerateArray().Select(r => $"{r.GetProperty("from").GetString()}-{r.GetProperty("to").GetString()}");

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
