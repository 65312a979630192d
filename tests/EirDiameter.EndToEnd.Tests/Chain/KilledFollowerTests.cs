using System.Diagnostics;
using EirDiameter.EndToEnd.Tests.Durability;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>A node that is killed, or whose disk runs full, while it takes what was published.</summary>
public sealed class KilledFollowerTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 10;
    private const int Phones = 10_000;
    private const int FewPhones = Phones / 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Kills_amid_snapshots_and_deltas_leave_what_was_or_what_is_published_and_never_a_mix()
    {
        Random random = new(Seed.Take(output));
        RegistrySite site = await RegistrySite.CreateAsync(_folder);

        // With small segments, a change of all is published as a snapshot alone, and one of a few as a delta.
        await using RegistryProcess registry =
            await site.StartAsync(["--Registry:Publish:IntervalSeconds", "3600", "--Registry:Publish:SegmentRecords", "1000"]);
        await registry.Registrar.PublishAsync();
        await using Mirror mirror = await Mirror.StartAsync(_folder, site);
        await File.WriteAllTextAsync(_folder.File("feeds.pub.pem"), await registry.PublicKeyAsync());

        ListState before = ListState.Nothing;
        int applied = 0;
        TimeSpan[] longest = new TimeSpan[2];
        EirNode node = await StartAsync(mirror.Url);
        try
        {
            for (int round = 0; round < 2 + Kills; round++)
            {
                bool isDelta = round % 2 == 1;
                HashSet<string> phones = isDelta
                    ? [.. before.Phones.Skip(FewPhones), .. ListState.Model(1000 + round, FewPhones)]
                    : ListState.Model(round, Phones);
                mirror.Down = true;
                ListState after = await ListState.PublishAsync(registry, phones);
                mirror.Take();
                Assert.Equal(isDelta, mirror.Manifest["deltas"]!.AsArray().Count > 0);
                mirror.Down = false;

                // The first of each kind shows how long it takes.
                long started = Stopwatch.GetTimestamp();
                Task look = LookAsync(node);
                if (round < 2)
                {
                    await after.ReachedByAsync(node);
                    longest[round] = Stopwatch.GetElapsedTime(started);
                }
                else
                {
                    await Task.Delay(longest[round % 2] * random.NextDouble());
                    await node.Process.KillAsync();
                    await look;
                    mirror.Down = true;
                    await node.DisposeAsync();
                    node = await StartAsync(mirror.Url);
                    ListState found = await ListState.FindAsync(node, before, after);
                    applied += found == after ? 1 : 0;
                    mirror.Down = false;
                    await after.ReachedByAsync(node);
                }

                Assert.Same(after, await ListState.FindAsync(node, before, after));
                before = after;
            }

            string verified = (await node.Admin.SendAsync(HttpMethod.Post, "/v1/feeds/global/verify")).Body;
            Assert.Contains("\"drifted\":[]", verified, StringComparison.Ordinal);
            output.WriteLine($"a snapshot took {longest[0].TotalMilliseconds:0} ms, a delta {longest[1].TotalMilliseconds:0} ms");
            output.WriteLine($"{applied} of {Kills} kills came when it was applied already");
        }
        finally
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_full_disk_keeps_what_was_held_and_with_room_the_feed_goes_on_by_itself()
    {
        RegistrySite site = await RegistrySite.CreateAsync(_folder);
        await using RegistryProcess registry = await site.StartAsync(["--Registry:Publish:IntervalSeconds", "3600"]);
        await File.WriteAllTextAsync(_folder.File("feeds.pub.pem"), await registry.PublicKeyAsync());
        ListState before = await ListState.PublishAsync(registry, ListState.Model(0, Phones));
        await using SmallDisk disk = await SmallDisk.MountAsync(_folder, 64);
        await using EirNode node = await StartAsync($"{registry.Url}feeds/global/", disk);
        await before.ReachedByAsync(node);

        await Assert.ThrowsAsync<IOException>(() => disk.OccupyAsync(64));
        ListState after = await ListState.PublishAsync(registry, ListState.Model(1, Phones));
        await Eventually.IsTrueAsync("the disk is full", Limit, async () => (await FeedStatus.OfAsync(node, "global")).Fault is "disk" or "store");
        Assert.Same(before, await ListState.FindAsync(node, before, after));

        await disk.MakeRoomAsync();
        await after.ReachedByAsync(node);
        Assert.Same(after, await ListState.FindAsync(node, before, after));
    }

    private Task<EirNode> StartAsync(string url, SmallDisk? disk = null)
    {
        string[] settings = ["--Store:MemoryMiB", "32", .. Follow.EverySecond(url, _folder.File("feeds.pub.pem")), .. Follow.Unguarded];
        return EirNode.StartAsync(disk?.File("store") ?? _folder.File("store"), settings, disk?.Through);
    }

    private static async Task LookAsync(EirNode node)
    {
        try
        {
            await node.Admin.SendAsync(HttpMethod.Post, "/v1/feeds/global/sync");
        }
        catch (HttpRequestException)
        {
            // It was killed.
        }
    }
}
