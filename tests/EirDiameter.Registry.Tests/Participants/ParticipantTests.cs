using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class ParticipantTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_participant_is_added_with_a_key_that_opens_what_its_role_may_do_and_is_kept_as_a_hash(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        JsonElement added = await registry.Registrar.PostAsJsonAsync("/v1/participants", new { name = " Acme ", role = "manufacturer", country = "GB", makes = new[] { "ACME", "acme", "Acme  Mobile" } }).DoneAsync();
        string key = added.GetProperty("key").GetString()!;
        JsonElement participant = added.GetProperty("participant");
        Assert.Equal(("Acme", "gb"), (participant.GetProperty("name").GetString(), participant.GetProperty("country").GetString()));
        Assert.Equal(["ACME", "Acme  Mobile"], participant.GetProperty("makes").EnumerateArray().Select(m => m.GetString()!));

        await registry.Client(key).GetAsync("/v1/participants").RefusedAsync(403);
        await registry.Client(key + "0").GetAsync("/v1/participants").RefusedAsync(401);
        await registry.Client(null).GetAsync("/v1/participants").RefusedAsync(401);
        string everything = await EverythingWrittenAsync(registry);
        Assert.DoesNotContain(key, everything, StringComparison.Ordinal);
        Assert.Contains(ParticipantKeys.HashOf(key), everything, StringComparison.Ordinal);
        Assert.DoesNotContain(key, await registry.Registrar.GetStringAsync($"/v1/participants/{participant.GetProperty("id")}"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Keys_are_added_and_revoked_one_by_one(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient first, long id) = await registry.JoinAsync("CEIR", Role.Operator, "pk");
        JsonElement second = await registry.Registrar.PostAsync($"/v1/participants/{id}/keys", null).DoneAsync();
        HttpClient other = registry.Client(second.GetProperty("key").GetString());
        await other.GetAsync("/v1/participants").RefusedAsync(403);

        string label = second.GetProperty("label").GetString()!;
        await registry.Registrar.DeleteAsync($"/v1/participants/{id}/keys/{label}").DoneAsync();
        await registry.Registrar.DeleteAsync($"/v1/participants/{id}/keys/{label}").DoneAsync();
        await other.GetAsync("/v1/participants").RefusedAsync(401);
        await first.GetAsync("/v1/participants").RefusedAsync(403);
        await registry.Registrar.DeleteAsync($"/v1/participants/{id}/keys/eirk_nothing").RefusedAsync(404);
        JsonElement keys = (await registry.Registrar.GetAsync($"/v1/participants/{id}").DoneAsync()).GetProperty("keys");
        Assert.Equal(1, keys.EnumerateArray().Count(k => k.TryGetProperty("revoked", out _)));
        Assert.Equal(["participant-added", "key-added", "key-revoked"], await ActionsAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_disabled_participant_gets_nowhere_until_it_is_enabled(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (HttpClient client, long id) = await registry.JoinAsync("Auditor", Role.Auditor);
        await registry.Registrar.PostAsync($"/v1/participants/{id}/disable", null).DoneAsync();
        await registry.Registrar.PostAsync($"/v1/participants/{id}/disable", null).DoneAsync();
        await client.GetAsync("/v1/participants").RefusedAsync(401);
        await registry.Registrar.PostAsync($"/v1/participants/{id}/enable", null).DoneAsync();
        await client.GetAsync("/v1/participants").RefusedAsync(403);
        Assert.Equal(["participant-added", "participant-disabled", "participant-enabled"], await ActionsAsync(registry));
        await registry.Registrar.PostAsync("/v1/participants/99/disable", null).RefusedAsync(404);
    }

    [Theory]
    [InlineData("""{"name":"A","role":"administration"}""", 422, "country")]
    [InlineData("""{"name":"A","role":"administration","country":"uk"}""", 422, "country")]
    [InlineData("""{"name":"A","role":"operator","country":"global"}""", 422, "country")]
    [InlineData("""{"name":"  ","role":"operator"}""", 422, "name")]
    [InlineData("""{"name":"A","role":"registrar"}""", 422, "role")]
    [InlineData("""{"name":"A"}""", 422, "role")]
    [InlineData("""{"name":"A","role":"auditor","makes":["Acme"]}""", 422, "makes")]
    [InlineData("""{"name":"A","role":"manufacturer","makes":[" "]}""", 422, "makes")]
    [InlineData("""{"name":"taken","role":"auditor"}""", 409, "Taken")]
    [InlineData("""{"name":"A","role":"manufacturer","makes":["other","acme  MOBILE"]}""", 409, "Taken")]
    [InlineData("""{"name":"A","rôle":"auditor"}""", 400, "")]
    [InlineData("""{"name":""", 400, "")]
    public async Task What_is_wrong_with_a_participant_is_said_and_nothing_is_added(string body, int status, string says)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        await registry.JoinAsync("Taken", Role.Manufacturer, null, "Acme Mobile");
        using StringContent content = new(body, System.Text.Encoding.UTF8, "application/json");
        Assert.Contains(says, await registry.Registrar.PostAsync("/v1/participants", content).RefusedAsync(status), StringComparison.Ordinal);
        Assert.Single(await ActionsAsync(registry));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Participants_are_listed_page_by_page(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        for (int i = 0; i < 5; i++)
            await registry.JoinAsync($"Operator {i}", Role.Operator);
        List<string> names = [];
        string? next = "0";
        while (next is not null)
        {
            JsonElement page = await registry.Registrar.GetAsync($"/v1/participants?after={next}&limit=2").DoneAsync();
            names.AddRange(page.GetProperty("participants").EnumerateArray().Select(p => p.GetProperty("name").GetString()!));
            next = page.TryGetProperty("next", out JsonElement after) ? after.ToString() : null;
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"Operator {i}"), names);
        await registry.Registrar.GetAsync("/v1/participants?limit=0").RefusedAsync(422);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Tacs_are_given_by_hand_and_taken_back(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (_, long maker) = await registry.JoinAsync("Acme", Role.Manufacturer);
        (_, long auditor) = await registry.JoinAsync("Auditor", Role.Auditor);
        JsonElement given = await registry.Registrar.PostAsJsonAsync($"/v1/participants/{maker}/tacs", new { tacs = new[] { "35209900", "01234567", "35209900" } }).DoneAsync();
        Assert.Equal(2, given.GetProperty("given").GetInt32());
        given = await registry.Registrar.PostAsJsonAsync($"/v1/participants/{maker}/tacs", new { tacs = new[] { "35209900", "35209901" } }).DoneAsync();
        Assert.Equal(1, given.GetProperty("given").GetInt32());
        Assert.Equal(["01234567", "35209900"], await GivenAsync("limit=2"));
        Assert.Equal(["35209901"], await GivenAsync("after=35209900"));
        await registry.Registrar.DeleteAsync($"/v1/participants/{maker}/tacs/35209900").DoneAsync();
        await registry.Registrar.DeleteAsync($"/v1/participants/{maker}/tacs/35209900").RefusedAsync(404);
        Assert.Equal(["01234567", "35209901"], await GivenAsync(""));

        Assert.Contains("leading zeros", await registry.Registrar.PostAsJsonAsync($"/v1/participants/{maker}/tacs", new { tacs = new[] { "1234567" } }).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Contains("test", await registry.Registrar.PostAsJsonAsync($"/v1/participants/{maker}/tacs", new { tacs = new[] { "00100100" } }).RefusedAsync(422), StringComparison.Ordinal);
        await registry.Registrar.PostAsJsonAsync($"/v1/participants/{auditor}/tacs", new { tacs = new[] { "35209900" } }).RefusedAsync(422);
        await registry.Registrar.PostAsJsonAsync("/v1/participants/99/tacs", new { tacs = new[] { "35209900" } }).RefusedAsync(404);

        async Task<string[]> GivenAsync(string query) =>
            [.. (await registry.Registrar.GetAsync($"/v1/participants/{maker}/tacs?{query}").DoneAsync()).GetProperty("tacs").EnumerateArray().Select(t => t.GetString()!)];
    }

    [Fact]
    public async Task Makes_are_replaced_but_never_taken_from_another()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (_, long acme) = await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme");
        (_, long other) = await registry.JoinAsync("Other", Role.Manufacturer, null, "Other");
        await registry.Registrar.PutAsJsonAsync($"/v1/participants/{other}/makes", new { makes = new[] { "ACME" } }).RefusedAsync(409);
        JsonElement changed = await registry.Registrar.PutAsJsonAsync($"/v1/participants/{acme}/makes", new { makes = new[] { "Acme", "Acme Two" } }).DoneAsync();
        Assert.Equal(2, changed.GetProperty("makes").GetArrayLength());
    }

    [Fact]
    public void There_are_the_249_countries_of_the_standard_and_no_others()
    {
        Assert.Equal(249, Countries.All.Count);
        Assert.True(Countries.TryParse("PK", out string code) && code == "pk");
        Assert.False(Countries.TryParse("uk", out _));
        Assert.False(Countries.TryParse(null, out _));
    }

    private static async Task<string[]> ActionsAsync(TestRegistry registry)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        return [.. await connection.QueryAsync<string>("SELECT action FROM ledger ORDER BY sequence")];
    }

    private static async Task<string> EverythingWrittenAsync(TestRegistry registry)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        return string.Join('\n', await connection.QueryAsync<string>("SELECT details FROM ledger UNION ALL SELECT hash || label FROM participant_keys"));
    }
}
