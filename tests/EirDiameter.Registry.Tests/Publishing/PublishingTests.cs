using System.Data.Common;
using System.Text.Json;
using Dapper;
using EirDiameter.Equipment;
using EirDiameter.Feed;
using EirDiameter.Feed.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Registry.Tests;

public sealed class PublishingTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Followers_have_what_the_registry_lists_after_every_change(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        await registry.JoinAsync("pta", Role.Administration, "pk");
        await PublishAsync(registry);
        using TestFollower global = new(registry);
        using TestFollower national = new(registry, "pk", TestRegistry.RegistrarKey);
        Random random = new(1);
        Model model = new();
        for (int step = 0; step < 12; step++)
        {
            await registry.Database.ChangeAsync(new Actor(1, "pta", Role.Administration, "pk"), "test", async change =>
            {
                change.Record(new { });
                Claim[] claims = [.. Enumerable.Range(0, 20).Select(_ => new Claim("report", random.Next(2) == 0 ? "global" : "pk", Model.Some(random)))];
                model.Add(change.Sequence, await Claims.AddAsync(change, claims), claims);
                await Claims.WithdrawAsync(change, [.. model.Made.Where(_ => random.Next(3) == 0)]);
                return 0;
            });
            if (random.Next(3) == 0)
                continue;
            await PublishAsync(registry);
            foreach (TestFollower follower in (TestFollower[])[global, national])
            {
                await follower.FollowAsync();
                await follower.AssertHasAsync(registry.Database);
            }
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_change_is_a_delta_and_a_feed_without_news_is_only_renewed(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        await ListAsync(registry, 500);
        await PublishAsync(registry);
        using TestFollower follower = new(registry);
        Assert.Equal(FollowStep.Snapshot, (await follower.FollowAsync())!.Step);

        await ListAsync(registry, 3, "pk");
        Assert.True(await registry.Server.Publishing.RunAsync(force: false, default));
        Assert.Null(await follower.FollowAsync());

        await ListAsync(registry, 3);
        Assert.True(await registry.Server.Publishing.RunAsync(force: false, default));
        FollowPlan plan = (await follower.FollowAsync())!;
        Assert.Equal((FollowStep.Deltas, 3L), (plan.Step, plan.Records));

        registry.Data.Time.Advance(TimeSpan.FromHours(11));
        await registry.Server.Publishing.RunAsync(force: false, default);
        Assert.Null(await follower.FollowAsync());
        FeedManifest before = follower.Manifest;
        registry.Data.Time.Advance(TimeSpan.FromHours(1));
        await registry.Server.Publishing.RunAsync(force: false, default);
        Assert.Equal(FollowStep.UpToDate, (await follower.FollowAsync())!.Step);
        Assert.Equal(before.Created.AddHours(12), follower.Manifest.Created);
        Assert.Equal(before.Sequence, follower.Manifest.Sequence);
        Assert.Equal(before.Segments, follower.Manifest.Segments);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task It_goes_on_after_a_restart_and_makes_a_lost_or_damaged_folder_anew(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        PublishingOptions options = OptionsOf(registry);
        await ListAsync(registry, 100);
        await RunOnceAsync(registry, options);
        using TestFollower follower = new(registry);
        await follower.FollowAsync();
        string folder = Path.Combine(options.Folder, "global");

        await ListAsync(registry, 2);
        await RunOnceAsync(registry, options);
        Assert.Equal(FollowStep.Deltas, (await follower.FollowAsync())!.Step);

        Directory.Delete(folder, recursive: true);
        await ListAsync(registry, 2);
        await RunOnceAsync(registry, options);
        Assert.Equal(FollowStep.Snapshot, (await follower.FollowAsync())!.Step);

        foreach (string file in (string[])["manifest.json", "manifest.json.sig"])
        {
            registry.Data.Time.Advance(TimeSpan.FromMinutes(1));
            await File.WriteAllTextAsync(Path.Combine(folder, file), "{}");
            await RunOnceAsync(registry, options);
            Assert.Equal(FollowStep.UpToDate, (await follower.FollowAsync())!.Step);
            Assert.True(File.Exists(Path.Combine(folder, "manifest.json.damaged")));
        }

        Directory.Delete(Path.Combine(folder, "segments"), recursive: true);
        registry.Data.Time.Advance(TimeSpan.FromMinutes(1));
        await RunOnceAsync(registry, options);
        using TestFollower another = new(registry);
        await another.FollowAsync();
        await another.AssertHasAsync(registry.Database);
    }

    [Fact]
    public async Task A_folder_that_is_taken_away_while_it_runs_is_made_anew()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        await ListAsync(registry, 10);
        await PublishAsync(registry);
        Directory.Delete(OptionsOf(registry).Folder, recursive: true);

        await registry.Server.Publishing.RunAsync(force: false, default);
        using TestFollower follower = new(registry);
        await follower.FollowAsync();
        await follower.AssertHasAsync(registry.Database);
    }

    [Fact]
    public async Task A_fall_between_the_folder_and_the_database_costs_a_snapshot_and_nothing_else()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        await ListAsync(registry, 100);
        await RunOnceAsync(registry, OptionsOf(registry));
        using TestFollower follower = new(registry);
        await follower.FollowAsync();
        await registry.Database.NoteAsync("DELETE FROM publications", new { }, default);
        await ListAsync(registry, 1);
        await RunOnceAsync(registry, OptionsOf(registry));

        Assert.Equal(FollowStep.Deltas, (await follower.FollowAsync())!.Step);
        Assert.Equal(follower.Manifest.Sequence, follower.Manifest.Snapshot.Sequence);
        await follower.AssertHasAsync(registry.Database);
    }

    [Fact]
    public async Task Another_key_does_not_sign_over_what_was_published()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        PublishingOptions options = OptionsOf(registry);
        await RunOnceAsync(registry, options);
        PublishingStatus status = await RunOnceAsync(registry, options with { Key = Path.Combine(registry.Folder, "other.key.pem") });

        Assert.Contains("not signed by this publisher's key", status.Feeds[0].LastError!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_from_an_older_backup_does_not_publish_until_it_has_caught_up()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        PublishingOptions options = OptionsOf(registry);
        await ListAsync(registry, 30);
        string backup = Path.Combine(registry.Folder, "backup.db");
        await using (DbConnection connection = await registry.Database.OpenAsync())
            await connection.ExecuteAsync("VACUUM INTO @backup", new { backup });
        await ListAsync(registry, 5);
        await ListAsync(registry, 5);
        await RunOnceAsync(registry, options);
        using TestFollower follower = new(registry);
        await follower.FollowAsync();

        await using RegistryDatabase old = await RegistryDatabase.OpenAsync(registry.Data.Options with { Connection = $"Data Source={backup}" }, registry.Data.Time);
        string why = (await RunOnceAsync(registry, options, old)).Feeds.Single(f => f.Feed == "global").LastError!.Message;
        Assert.Contains("restored from an older backup", why, StringComparison.Ordinal);
        Assert.Contains("after 2 more changes", why, StringComparison.Ordinal);
        Assert.Null(await follower.FollowAsync());

        for (int i = 0; i < 3; i++)
            await ListAsync(old, 1, "global");
        Assert.Null((await RunOnceAsync(registry, options, old)).Feeds.Single(f => f.Feed == "global").LastError);
        Assert.Equal(FollowStep.Snapshot, (await follower.FollowAsync())!.Step);
        await follower.AssertHasAsync(old);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Changes_that_are_not_kept_any_more_are_made_good_by_a_snapshot(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        PublishingOptions options = OptionsOf(registry);
        await ListAsync(registry, 100);
        await RunOnceAsync(registry, options);
        using TestFollower follower = new(registry);
        await follower.FollowAsync();
        await ListAsync(registry, 1);
        registry.Data.Time.Advance(TimeSpan.FromDays(31));
        await ListAsync(registry, 2);
        await new Publications(registry.Database).PruneAsync(registry.Data.Time.GetUtcNow().AddDays(-30), ["global"], default);
        Assert.Equal(2, await CountAsync(registry, "SELECT COUNT(*) FROM listing_changes"));
        Assert.Equal(2, await CountAsync(registry, "SELECT pruned FROM listing_changes_kept"));

        await RunOnceAsync(registry, options);
        await follower.FollowAsync();
        Assert.Equal(follower.Manifest.Sequence, follower.Manifest.Snapshot.Sequence);
        await follower.AssertHasAsync(registry.Database);
    }

    [Fact]
    public async Task Two_processes_on_one_folder_do_not_both_publish()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        await using PublishingService second = new(registry.Database, OptionsOf(registry), registry.Data.Time, NullLoggerFactory.Instance);
        await using (PublishingService first = new(registry.Database, OptionsOf(registry), registry.Data.Time, NullLoggerFactory.Instance))
        {
            await first.RunAsync(force: true, default);
            await second.RunAsync(force: true, default);
            Assert.Contains("another process", (await second.StatusAsync(default)).Feeds[0].LastError!.Message, StringComparison.Ordinal);
        }

        await second.RunAsync(force: true, default);
        Assert.Null((await second.StatusAsync(default)).Feeds[0].LastError);
    }

    [Fact]
    public async Task Of_several_processes_one_publishes_and_another_takes_over_when_its_connection_breaks()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("PostgreSql");
        await PublishAsync(registry);
        await using RegistryDatabase other = await RegistryDatabase.OpenAsync(registry.Data.Options, registry.Data.Time);
        await using PublishingService second = new(other, OptionsOf(registry), registry.Data.Time, NullLoggerFactory.Instance);
        Assert.False(await second.RunAsync(force: true, default));

        await using (DbConnection connection = await other.OpenAsync())
        {
            // Waited for, and in this test's database alone: pg_locks shows those of all.
            await connection.ExecuteAsync(
                """
                SELECT pg_terminate_backend(l.pid, 30000) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE l.locktype = 'advisory' AND l.objid = 2001 AND d.datname = current_database()
                """);
        }

        await ListAsync(registry, 5);
        Assert.True(await second.RunAsync(force: false, default));
        Assert.Contains("another process", (await second.StatusAsync(default)).Feeds[0].LastError!.Message, StringComparison.Ordinal);

        // The first notices at its next turn, and gives the folder free.
        Assert.False(await registry.Server.Publishing.RunAsync(force: false, default));
        Assert.Contains("another process", await registry.Registrar.PostAsync("/v1/publish", null).RefusedAsync(409), StringComparison.Ordinal);
        Assert.True(await second.RunAsync(force: false, default));
        using TestFollower follower = new(registry);
        await follower.FollowAsync();
        await follower.AssertHasAsync(registry.Database);
    }

    [Fact]
    public async Task A_full_disk_leaves_what_was_published_and_is_told()
    {
        using SmallDisk disk = new("16m");
        await using TestRegistry registry = await TestRegistry.StartAsync(
            "Sqlite", o => o with { Publish = o.Publish with { Folder = Path.Combine(disk.Path, "feeds"), SegmentRecords = 100 } });
        await ListAsync(registry, 2000);
        await PublishAsync(registry);
        using TestFollower follower = new(registry);
        await follower.FollowAsync();

        disk.Fill(8192);
        await ListAsync(registry, 2000);
        string why = await registry.Registrar.PostAsync("/v1/publish", null).RefusedAsync(503);
        Assert.Contains("global: ", why, StringComparison.Ordinal);
        JsonElement status = (await registry.Registrar.GetAsync("/v1/publishing").DoneAsync()).GetProperty("feeds")[0];
        Assert.Equal("2026-11-25T12:00:00+00:00", status.GetProperty("lastError").GetProperty("since").GetString());
        Assert.Null(await follower.FollowAsync());

        disk.Free();
        await PublishAsync(registry);
        await follower.FollowAsync();
        await follower.AssertHasAsync(registry.Database);
    }

    [Fact]
    public async Task It_publishes_by_itself_at_every_interval()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        registry.Server.Publishing.Start();
        await ListAsync(registry, 1);
        for (DateTime end = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < end; await Task.Delay(5))
        {
            registry.Data.Time.Advance(TimeSpan.FromSeconds(60));
            PublishingStatus status = await registry.Server.Publishing.StatusAsync(default);
            if (status.Feeds is [{ Listings: 1 }])
                return;
        }

        Assert.Fail("nothing was published");
    }

    private static PublishingOptions OptionsOf(TestRegistry registry) =>
        new() { Folder = Path.Combine(registry.Folder, "feeds"), Key = Path.Combine(registry.Folder, "feed.key.pem") };

    private static async Task<PublishingStatus> RunOnceAsync(TestRegistry registry, PublishingOptions options, RegistryDatabase? database = null)
    {
        await using PublishingService service = new(database ?? registry.Database, options, registry.Data.Time, NullLoggerFactory.Instance);
        Assert.True(await service.RunAsync(force: false, default));
        return await service.StatusAsync(default);
    }

    private static Task<JsonElement> PublishAsync(TestRegistry registry) => registry.Registrar.PostAsync("/v1/publish", null).DoneAsync();

    private static Task<int> ListAsync(TestRegistry registry, int count, string feed = "global") => ListAsync(registry.Database, count, feed);

    private static Task<int> ListAsync(RegistryDatabase database, int count, string feed) => database.ChangeAsync(Actor.Registrar, "test", async change =>
    {
        change.Record(new { });
        await Claims.AddAsync(change, [.. Enumerable.Range(0, count).Select(i =>
        {
            EquipmentKey key = new((ulong)((change.Sequence * 1_000_000) + i));
            return new Claim("report", feed, new FeedListing(key, key, Imsi.None, EquipmentList.Black, "stolen pk", Validity.Always));
        })]);
        return 0;
    });

    private static async Task<long> CountAsync(TestRegistry registry, string query)
    {
        await using DbConnection connection = await registry.Database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>(query);
    }
}
