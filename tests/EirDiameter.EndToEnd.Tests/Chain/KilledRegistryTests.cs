using EirDiameter.EndToEnd.Tests.Durability;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>A registry that is killed, replaced, or has no room on its disk while it publishes.</summary>
public sealed class KilledRegistryTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 4;
    private const int MostKills = 12;
    private const int Phones = 4000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly string[] EverySecond = ["--Registry:Publish:IntervalSeconds", "1"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kills_amid_publishing_leave_followers_what_was_published_and_after_the_restart_what_is_right()
    {
        Random random = new(Seed.Take(output));
        RegistrySite site = await RegistrySite.CreateAsync(_folder);
        string[] settings = ["--Registry:Publish:IntervalSeconds", "3600", "--Registry:Publish:SegmentRecords", "100"];
        RegistryProcess registry = await site.StartAsync(settings);
        try
        {
            ListState before = await ListState.PublishAsync(registry, ListState.Model(0, Phones));
            await using EirNode node = await FollowAsync(registry);
            await before.ReachedByAsync(node);
            int amid = 0;
            int longestDelay = 300;
            for (int kill = 1; kill <= Kills || (amid == 0 && kill <= MostKills); kill++)
            {
                HashSet<string> phones = ListState.Model(kill, Phones);
                await registry.Registrar.GiveListAsync(phones);
                Task publishing = PublishAsync(registry);

                // What is to be published comes into a folder of its own first: while that is there, the registry is in the middle of it.
                string staging = Path.Combine(site.Feeds, "global", "staging");
                await Eventually.IsTrueAsync("it publishes", Limit, () => publishing.IsCompleted || Directory.Exists(staging));
                await Task.Delay(random.Next(0, longestDelay));

                // On a fast machine all of it takes less than that.
                if (publishing.IsCompleted)
                    longestDelay = Math.Max(1, longestDelay / 2);
                else
                    amid++;
                await registry.Process.KillAsync();
                await publishing;
                await registry.DisposeAsync();
                ListState after = new(phones, before.Sequence + 1);
                ListState left = await ListState.FindAsync(node, before, after);

                registry = await site.StartAsync(settings);
                await after.ReachedByAsync(node);
                Assert.Same(after, await ListState.FindAsync(node, before, after));
                output.WriteLine($"kill {kill}: followers were left {(left == after ? "the new" : "the old")}");
                before = after;
            }

            Assert.True(amid > 0, "no kill came while it published");
            Assert.Contains("intact: ", await site.RunAsync("audit", "verify"), StringComparison.Ordinal);
        }
        finally
        {
            await registry.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_full_disk_keeps_what_was_published_and_with_room_it_publishes_by_itself()
    {
        RegistrySite site = await RegistrySite.CreateAsync(_folder);
        await using SmallDisk disk = await SmallDisk.MountAsync(_folder, 8);
        await using RegistryProcess registry = await site.StartAsync([.. EverySecond, "--Registry:Publish:Folder", disk.File("feeds")], disk.Through);
        ListState before = await ListState.PublishAsync(registry, ListState.Model(0, Phones));
        await using EirNode node = await FollowAsync(registry);
        await before.ReachedByAsync(node);

        await Assert.ThrowsAsync<IOException>(() => disk.OccupyAsync(8));
        HashSet<string> phones = ListState.Model(1, Phones);
        await registry.Registrar.GiveListAsync(phones);
        ListState after = new(phones, before.Sequence + 1);
        await Eventually.IsTrueAsync(
            "the registry says that it has no room",
            Limit,
            async () => (await registry.PublishedAsync("global")).ToString().Contains("make room on its disk", StringComparison.Ordinal));
        Assert.Same(before, await ListState.FindAsync(node, before, after));
        Assert.Null((await FeedStatus.OfAsync(node, "global")).Fault);

        await disk.MakeRoomAsync();
        await after.ReachedByAsync(node);
        Assert.Same(after, await ListState.FindAsync(node, before, after));
    }

    [Fact]
    public async Task Of_two_registries_on_one_database_one_publishes_and_when_it_is_killed_the_other_goes_on_where_it_was()
    {
        RegistrySite site = await RegistrySite.CreateAsync(_folder, "PostgreSql");
        await using RegistryProcess first = await site.StartAsync(EverySecond);
        ListState before = await ListState.PublishAsync(first, ListState.Model(0, 1));
        await using RegistryProcess second = await site.StartAnotherAsync(EverySecond);
        await using EirNode node = await FollowAsync(second);
        await before.ReachedByAsync(node);
        Assert.Equal((true, false), (await LeadsAsync(first), await LeadsAsync(second)));

        // Both take reports, and one publishes them.
        ListState next = await AddAsync(second, before);
        await next.ReachedByAsync(node);

        await first.Process.KillAsync();
        ListState last = await AddAsync(second, next);
        await last.ReachedByAsync(node);
        Assert.Same(last, await ListState.FindAsync(node, next, last));
        Assert.True(await LeadsAsync(second));

        await using RegistryProcess third = await site.StartAnotherAsync(EverySecond);
        ListState end = await AddAsync(third, last);
        await end.ReachedByAsync(node);
        Assert.Equal((true, false), (await LeadsAsync(second), await LeadsAsync(third)));
    }

    private static async Task<bool> LeadsAsync(RegistryProcess registry) =>
        (await registry.Registrar.GetAsync("/v1/publishing")).GetProperty("leader").GetBoolean();

    private static async Task<ListState> AddAsync(RegistryProcess registry, ListState before)
    {
        HashSet<string> phones = ListState.Model(0, before.Phones.Count + 1);
        await registry.Registrar.GiveListAsync(phones);
        return new ListState(phones, before.Sequence + 1);
    }

    private static async Task PublishAsync(RegistryProcess registry)
    {
        try
        {
            await registry.Registrar.PublishAsync();
        }
        catch (HttpRequestException)
        {
            // It was killed.
        }
    }

    private async Task<EirNode> FollowAsync(RegistryProcess registry)
    {
        await File.WriteAllTextAsync(_folder.File("feeds.pub.pem"), await registry.PublicKeyAsync());
        string[] settings = [.. Follow.EverySecond($"{registry.Url}feeds/global/", _folder.File("feeds.pub.pem")), .. Follow.Unguarded];
        return await EirNode.StartAsync(_folder.File("store"), settings);
    }
}
