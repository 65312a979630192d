using System.Globalization;
using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Store.Tests;

public sealed class ReaderTests
{
    private const int Many = 300_000;

    [Fact]
    public async Task A_closed_store_says_so_instead_of_keeping_anyone_waiting()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.Store.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(test.Store.Rent);
        Assert.Throws<ObjectDisposedException>(() => test.Store.Status);
    }

    [Fact]
    public async Task Listings_beyond_memory_are_answered_from_the_disk_and_absent_ones_too()
    {
        await using TestStore test = await TestStore.OpenAsync(memoryMiB: 1);
        ImportReport report = await test.ImportAsync(File(Many, i => "black"));
        Assert.Equal(Many, report.Added);
        Assert.False(test.Store.Status.Feeds[1].InMemory);
        await test.CrashAsync();
        int fromDisk = 0;
        using StoreReader memory = test.Store.Rent();
        using StoreReader disk = test.Store.Rent();
        FoundListings found = default;
        for (int i = 0; i < Many; i += 97)
        {
            foreach ((EquipmentKey key, bool listed) in (ReadOnlySpan<(EquipmentKey, bool)>)[(Key(i), true), (new(Key(i).Value + 1), false)])
            {
                if (!memory.TryFind(key, Imsi.None, ref found))
                {
                    fromDisk++;
                    disk.FindFromDisk(key, Imsi.None, ref found);
                }

                Assert.Equal(listed ? 1 : 0, found.Count);
            }
        }

        Assert.InRange(fromDisk, Many / 97 / 2, int.MaxValue);
    }

    [Fact]
    public async Task Lookups_allocate_nothing()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(File(1000, i => "black"));
        await test.AddAsync("35693803", "grey", "watch");
        await test.AddAsync("35693803564380", "white", imsi: "262011234567890");
        Assert.True(Imsi.TryParse("262011234567890", out Imsi imsi));
        FoundListings found = default;
        for (int warm = 0; warm < 2; warm++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5000; i++)
            {
                using StoreReader reader = test.Store.Rent();
                Assert.True(reader.TryFind(new EquipmentKey(35693803564380), imsi, ref found));
                Assert.True(reader.TryFind(Key(i), imsi, ref found));
            }

            if (warm == 1)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public async Task A_switch_is_one_step_for_those_who_look_on()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync(File(2000, i => "black"));
        using CancellationTokenSource stop = new();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => Look(test.Store, stop.Token)))];
        for (int round = 0; round < 6; round++)
        {
            string list = round % 2 == 0 ? "grey" : "black";
            await test.ImportAsync(File(2000, i => list), snapshot: true);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(7, test.Store.Status.Feeds[1].Generation);
        Assert.Single(Directory.GetDirectories(Path.Combine(test.Options.Path, "feeds", "national")));
    }

    private static void Look(ListingStore store, CancellationToken stop)
    {
        FoundListings found = default;
        while (!stop.IsCancellationRequested)
        {
            using StoreReader reader = store.Rent();
            Assert.True(reader.TryFind(Key(0), Imsi.None, ref found));
            EquipmentList list = found.Items[0].Listing.List;
            for (int i = 1; i < 2000; i += 50)
            {
                Assert.True(reader.TryFind(Key(i), Imsi.None, ref found));
                Assert.Equal(1, found.Count);
                Assert.Equal(list, found.Items[0].Listing.List);
            }
        }
    }

    private static EquipmentKey Key(int i) => new(((ulong)i * 7_919_773) % 100_000_000_000_000);

    private static string File(int count, Func<int, string> list)
    {
        StringBuilder text = new("equipment,list,reason\n");
        for (int i = 0; i < count; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Key(i)},{list(i)},r{i % 3}\n");
        return text.ToString();
    }
}
