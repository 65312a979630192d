using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class CommandTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Participants_and_keys_are_kept_from_the_command_line_while_a_registry_serves(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        (int code, string output, _) = await RunAsync(registry.Data, "participants", "add", "Acme", "--role", "manufacturer", "--make", "ACME", "--make", "Acme Two");
        Assert.Equal(0, code);
        string key = Value(output, "key");
        await registry.Client(key).GetAsync("/v1/participants").RefusedAsync(403);

        (_, output, _) = await RunAsync(registry.Data, "participants", "list");
        Assert.Contains("Acme (ACME, Acme Two)", output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, output, StringComparison.Ordinal);
        (code, output, _) = await RunAsync(registry.Data, "keys", "add", "acme");
        Assert.Equal(0, code);
        string second = Value(output, "key");
        (code, _, _) = await RunAsync(registry.Data, "keys", "revoke", "1", Value(output, "label"));
        Assert.Equal(0, code);
        await registry.Client(second).GetAsync("/v1/participants").RefusedAsync(401);
        await registry.Client(key).GetAsync("/v1/participants").RefusedAsync(403);
    }

    [Theory]
    [InlineData(1, "country", "participants", "add", "P", "--role", "administration")]
    [InlineData(1, "no participant", "keys", "add", "Nobody")]
    [InlineData(1, "no key", "keys", "revoke", "Somebody", "eirk_123456")]
    [InlineData(1, "already", "participants", "add", "somebody", "--role", "auditor")]
    [InlineData(2, "--role", "participants", "add", "P")]
    [InlineData(2, "'king'", "participants", "add", "P", "--role", "king")]
    [InlineData(2, "nonsense", "nonsense")]
    [InlineData(2, "--colour", "participants", "list", "--colour")]
    [InlineData(2, "SEQUENCE:HASH", "audit", "verify", "--last", "12")]
    [InlineData(2, "Registry:Url", "serve", "--Registry:Url", "ftp://x")]
    [InlineData(2, "Registry", "--Registry:Ulr", "http://127.0.0.1:0")]
    public async Task What_is_wrong_is_said_in_one_line_and_in_the_exit_code(int expected, string says, params string[] args)
    {
        await using TestDatabase data = await TestDatabase.CreateAsync("Sqlite");
        await new ParticipantRegister(data.Database).AddAsync(Actor.Registrar, new("Somebody", Role.Auditor, null, null), default);
        (int code, _, string error) = await RunAsync(data, args);
        Assert.Equal((expected, true), (code, error.Contains(says, StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_log_is_verified_from_the_command_line(string provider)
    {
        await using TestDatabase data = await TestDatabase.CreateAsync(provider);
        await new ParticipantRegister(data.Database).AddAsync(Actor.Registrar, new("Somebody", Role.Auditor, null, null), default);
        (int code, string output, _) = await RunAsync(data, "audit", "verify");
        Assert.Equal(0, code);
        string noted = output.Split(' ')[^1].Trim();
        Assert.StartsWith("1:", noted, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(data, "audit", "verify", "--last", noted)).Code);
        await using (System.Data.Common.DbConnection connection = await data.Database.OpenAsync())
            await connection.ExecuteAsync("UPDATE ledger SET name = 'somebody else' WHERE sequence = 1");
        (code, output, _) = await RunAsync(data, "audit", "verify");
        Assert.Equal((1, true), (code, output.Contains("broken at entry 1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_feeds_key_is_printed_and_made_once()
    {
        await using TestDatabase data = await TestDatabase.CreateAsync("Sqlite");
        string folder = Directory.CreateTempSubdirectory("eir-registry-").FullName;
        string[] args = ["feed-key", "--Registry:Publish:Key", Path.Combine(folder, "feed.key.pem")];
        (int code, string first, _) = await RunAsync(data, args);
        Assert.Equal(0, code);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", first, StringComparison.Ordinal);
        Assert.Equal(first, (await RunAsync(data, args)).Output);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_help_teaches_by_examples()
    {
        await using TestDatabase data = await TestDatabase.CreateAsync("Sqlite");
        (int code, string output, _) = await RunAsync(data, "--help");
        Assert.Equal(0, code);
        Assert.Contains("participants add", output, StringComparison.Ordinal);
        Assert.Contains("Exit codes", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(TestDatabase data, params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        string[] settings = ["--Registry:Database:Provider", data.Options.Provider, "--Registry:Database:Connection", data.Options.Connection];
        int code = await RegistryCommands.RunAsync([.. args, .. settings], output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static string Value(string output, string name) => output.Split('\n').Single(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
}
