using System.Diagnostics;
using System.Globalization;
using EirDiameter.Equipment;

namespace EirDiameter.Store.Tests;

public sealed class CrashTests
{
    private const int Kills = 10;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed_at_any_moment()
    {
        string path = Directory.CreateTempSubdirectory("eir-crash-").FullName;
        try
        {
            HashSet<long> edits = [];
            HashSet<long> imports = [];
            HashSet<long> begun = [];
            Approvals approvals = new();
            long next = 0;
            Random random = new(20240601);
            for (int kill = 0; kill < Kills; kill++)
            {
                long unfinished = await RunAndKillAsync(path, next, random.Next(20, 400), edits, imports, begun, approvals);
                await using ListingStore store = await TestStore.OpenAsync(new StoreOptions { Path = path, MemoryMiB = 64 });
                foreach (long number in edits)
                    Assert.True(IsListed(store, number, 3), $"edit {number} is lost after kill {kill}");
                // Whether the unfinished import, which may be a snapshot, came through is known only now.
                if (unfinished > 0 && IsListed(store, unfinished, 1))
                {
                    imports.RemoveWhere(first => !IsListed(store, first, 1));
                    imports.Add(unfinished);
                }

                foreach (long first in begun)
                {
                    int listed = Enumerable.Range(0, CrashHost.ImportSize).Count(i => IsListed(store, first + i, 1));
                    if (imports.Contains(first))
                        Assert.Equal(CrashHost.ImportSize, listed);
                    else
                        Assert.True(listed is 0 or CrashHost.ImportSize, $"{listed} of import {first} after kill {kill}");
                }

                await approvals.CheckAsync(store);
                next = Math.Max(next, edits.Concat(begun).Concat(approvals.Begun).DefaultIfEmpty().Max()) + (2 * CrashHost.ImportSize);
            }

            Assert.NotEmpty(edits);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<long> RunAndKillAsync(string path, long start, int lines, HashSet<long> edits, HashSet<long> imports, HashSet<long> begun, Approvals approvals)
    {
        ProcessStartInfo info = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in (string[])["exec", typeof(CrashHost).Assembly.Location, "crash-host", path, start.ToString(CultureInfo.InvariantCulture)])
            info.ArgumentList.Add(argument);
        using Process host = Process.Start(info)!;
        long unfinished = 0;
        for (int seen = 0; await host.StandardOutput.ReadLineAsync() is string line; seen++)
        {
            if (seen == lines)
                host.Kill();
            string[] words = line.Split(' ');
            if (words.Length != 2 || !long.TryParse(words[1], out long number))
                continue;
            switch (words[0])
            {
                case "edit":
                    edits.Add(number);
                    break;
                case "ask":
                    approvals.Asked = number;
                    break;
                case "refuse":
                    approvals.Refused.Add(number);
                    break;
                case "refused":
                    break;
                case "approved":
                    (approvals.Live, approvals.Asked) = (number, 0);
                    break;
                case "produced":
                    approvals.Produced = number;
                    break;
                case "begin":
                    begun.Add(unfinished = number);
                    break;
                case "snapshot":
                    imports.Clear();
                    imports.Add(number);
                    unfinished = 0;
                    break;
                default:
                    imports.Add(number);
                    unfinished = 0;
                    break;
            }
        }

        await host.WaitForExitAsync();
        Assert.NotEqual(0, host.ExitCode);

        return unfinished;
    }

    private static bool IsListed(ListingStore store, long number, int feed)
    {
        using StoreReader reader = store.Rent();
        FoundListings found = default;
        if (!reader.TryFind(new EquipmentKey((ulong)number), Imsi.None, ref found))
            reader.FindFromDisk(new EquipmentKey((ulong)number), Imsi.None, ref found);
        foreach (ref readonly FoundListing listing in found.Items)
        {
            if (listing.Feed == feed)
                return true;
        }

        return false;
    }

    /// <summary>What the killed process said of its snapshots with approval, and of what was produced.</summary>
    private sealed class Approvals
    {
        public HashSet<long> Refused { get; } = [];

        /// <summary>The last one approved; 0 = none.</summary>
        public long Live { get; set; }

        /// <summary>One that was not acknowledged; 0 = none.</summary>
        public long Asked { get; set; }

        /// <summary>Sequence of the last declaration that was acknowledged.</summary>
        public long Produced { get; set; }

        public IEnumerable<long> Begun => Refused.Append(Live).Append(Asked);

        public async Task CheckAsync(ListingStore store)
        {
            const int Feed = 2;
            foreach (long first in Refused)
                Assert.False(IsListed(store, first, Feed), $"refused snapshot {first} is served");
            if (Asked > 0 && IsListed(store, Asked, Feed))
                Live = Asked;
            Asked = 0;
            FeedStatus status = store.Status.Feeds[Feed];
            Assert.Equal(Live == 0 ? 0 : CrashHost.ImportSize, status.Black);
            for (int i = 0; Live > 0 && i < CrashHost.ImportSize; i++)
                Assert.True(IsListed(store, Live + i, Feed), $"{Live + i} of snapshot {Live} is lost");
            foreach (string feed in store.Feeds)
                Assert.Equal(await store.RecountDigestsAsync(feed), store.Digests(feed));

            ProducedStatus? produced = store.Status.Feeds[0].Produced;
            Assert.True((produced?.Sequence ?? 0) >= Produced, $"declaration {Produced} is lost");
            if (produced is not null)
                Assert.Equal((produced.Sequence % 1000) + 1, produced.Ranges);
        }
    }
}
