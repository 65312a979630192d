using System.Text;
using System.Text.Json;
using EirDiameter.Feed;
using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Registry.Tests;

/// <summary>What makers declared reaches those who follow the global feed, and the feeds of countries only if they are to carry it.</summary>
public sealed class ProducedFeedTests
{
    private const string TacFile =
        """
        TAC|Manufacturer
        35209900|Acme
        35209901|Acme
        """;

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_declared_and_withdrawn_is_published_and_lists_nothing_anew(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        HttpClient acme = await JoinAsync(registry);
        await registry.JoinAsync("pta", Role.Administration, "pk");
        await PublishAsync(registry);
        using TestFollower global = new(registry);
        using TestFollower national = new(registry, "pk", TestRegistry.RegistrarKey);
        await global.FollowAsync();
        await national.FollowAsync();
        Assert.Null(await global.ProducedAsync());
        long sequence = global.Manifest.Sequence;

        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000010","to":"000019"},{"from":"000030","to":"000039"}]}""");
        await registry.Server.Publishing.RunAsync(force: false, default);
        Assert.Equal(FollowStep.UpToDate, (await global.FollowAsync())!.Step);
        Assert.Null(await national.FollowAsync());
        Assert.Equal(["35209900,1,000010,000019", "35209900,1,000030,000039"], (await global.ProducedAsync())!);
        Assert.Equal(sequence, global.Manifest.Sequence);

        // Nothing new: nothing is published.
        await registry.Server.Publishing.RunAsync(force: false, default);
        Assert.Null(await global.FollowAsync());

        await DeclareAsync(acme, """{"tac":"35209901","complete":false,"ranges":[{"from":"000000","to":"000099"}]}""");
        await acme.DeleteAsync("/v1/production/35209900").DoneAsync();
        await registry.Server.Publishing.RunAsync(force: false, default);
        await global.FollowAsync();
        Assert.Equal(["35209901,0,000000,000099"], (await global.ProducedAsync())!);

        await acme.DeleteAsync("/v1/production/35209901").DoneAsync();
        await registry.Server.Publishing.RunAsync(force: false, default);
        await global.FollowAsync();
        Assert.Empty((await global.ProducedAsync())!);
    }

    [Fact]
    public async Task The_feeds_of_countries_carry_it_from_when_they_are_told_to_until_they_are_told_not_to()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        HttpClient acme = await JoinAsync(registry);
        await registry.JoinAsync("pta", Role.Administration, "pk");
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000010","to":"000019"}]}""");
        PublishingOptions options = new() { Folder = Path.Combine(registry.Folder, "feeds"), Key = Path.Combine(registry.Folder, "feed.key.pem") };
        await RunOnceAsync(registry, options);
        using TestFollower national = new(registry, "pk", TestRegistry.RegistrarKey);
        await national.FollowAsync();
        Assert.Null(await national.ProducedAsync());

        await RunOnceAsync(registry, options with { ProducedInCountries = true });
        await national.FollowAsync();
        Assert.Equal(["35209900,1,000010,000019"], (await national.ProducedAsync())!);

        await registry.JoinAsync("gb", Role.Administration, "gb");
        await RunOnceAsync(registry, options);
        await national.FollowAsync();
        Assert.Empty((await national.ProducedAsync())!);

        await registry.JoinAsync("ke", Role.Administration, "ke");
        await RunOnceAsync(registry, options with { ProducedInCountries = true });
        await national.FollowAsync();
        Assert.Equal(["35209900,1,000010,000019"], (await national.ProducedAsync())!);
    }

    [Fact]
    public async Task What_a_lost_database_published_gives_way_to_what_the_one_in_its_place_knows()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        HttpClient acme = await JoinAsync(registry);
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000010","to":"000019"}]}""");
        string backup = Path.Combine(registry.Folder, "backup.db");
        await using (System.Data.Common.DbConnection connection = await registry.Database.OpenAsync())
            await Dapper.SqlMapper.ExecuteAsync(connection, "VACUUM INTO @backup", new { backup });
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000020","to":"000029"}]}""");
        PublishingOptions options = new() { Folder = Path.Combine(registry.Folder, "feeds"), Key = Path.Combine(registry.Folder, "feed.key.pem") };
        await RunOnceAsync(registry, options);
        using TestFollower follower = new(registry);
        await follower.FollowAsync();
        Assert.Equal(["35209900,1,000010,000029"], (await follower.ProducedAsync())!);

        await using RegistryDatabase old = await RegistryDatabase.OpenAsync(registry.Data.Options with { Connection = $"Data Source={backup}" }, registry.Data.Time);
        for (int i = 0; i < 2; i++)
        {
            await old.ChangeAsync(Actor.Registrar, "test", change =>
            {
                change.Record(new { });
                return Task.FromResult(0);
            });
        }

        await RunOnceAsync(registry, options, old);
        await follower.FollowAsync();
        Assert.Equal(["35209900,1,000010,000019"], (await follower.ProducedAsync())!);
    }

    [Fact]
    public async Task A_folder_that_is_made_anew_does_not_go_back_behind_what_followers_have()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        HttpClient acme = await JoinAsync(registry);
        await DeclareAsync(acme, """{"tac":"35209900","complete":true,"ranges":[{"from":"000010","to":"000019"}]}""");
        await registry.JoinAsync("pta", Role.Administration, "pk");
        PublishingOptions options = new() { Folder = Path.Combine(registry.Folder, "feeds"), Key = Path.Combine(registry.Folder, "feed.key.pem") };
        await RunOnceAsync(registry, options);
        await registry.Database.NoteAsync("DELETE FROM publications", new { }, default);
        await RunOnceAsync(registry, options);
        using TestFollower follower = new(registry);
        await follower.FollowAsync();

        Directory.Delete(options.Folder, recursive: true);
        registry.Data.Time.Advance(TimeSpan.FromMinutes(1));
        await RunOnceAsync(registry, options);
        Assert.NotNull(await follower.FollowAsync());
        Assert.Equal(["35209900,1,000010,000019"], (await follower.ProducedAsync())!);
    }

    private static async Task<HttpClient> JoinAsync(TestRegistry registry)
    {
        await registry.Registrar.PostAsync("/v1/allocations/imports", new StringContent(TacFile));
        return (await registry.JoinAsync("Acme", Role.Manufacturer, null, "Acme")).Client;
    }

    private static Task<JsonElement> DeclareAsync(HttpClient client, string json) =>
        client.PostAsync("/v1/production", new StringContent(json, Encoding.UTF8, "application/json")).DoneAsync();

    private static Task<JsonElement> PublishAsync(TestRegistry registry) => registry.Registrar.PostAsync("/v1/publish", null).DoneAsync();

    private static async Task RunOnceAsync(TestRegistry registry, PublishingOptions options, RegistryDatabase? database = null)
    {
        await using PublishingService service = new(database ?? registry.Database, options, registry.Data.Time, NullLoggerFactory.Instance);
        Assert.True(await service.RunAsync(force: false, default));
        Assert.All((await service.StatusAsync(default)).Feeds, f => Assert.Null(f.LastError));
    }
}
