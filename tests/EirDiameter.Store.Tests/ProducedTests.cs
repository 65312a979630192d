using System.Globalization;
using System.Text;
using EirDiameter.Equipment;
using FsCheck.Xunit;

namespace EirDiameter.Store.Tests;

public sealed class ProducedTests
{
    private const string Header = "tac,complete,from,to\n";

    [Fact]
    public async Task What_was_produced_is_told_from_what_was_not_and_survives()
    {
        await using TestStore test = await TestStore.OpenAsync();
        Assert.Equal(ProducedVerdict.NoCoverage, test.Produced("35209900000000"));
        ProducedStatus status = await test.Store.ReplaceProducedAsync(
            "global",
            [
                TestStore.Part("a.csv", Header + "35209900,1,000010,000019\n35209900,1,000020,000029\n35209900,1,000025,000027\n35209900,1,000031,000031\n"),
                TestStore.Part("b.csv.gz", Header + "35209900,1,999999,999999\n35209901,0,000000,000009\n35209977,1,,\n99999999,0,,\n"),
            ],
            1100);
        Assert.Equal((1100, 4, 2, 4), (status.Sequence, status.Tacs, status.CompleteTacs, status.Ranges));
        Check();
        await test.CrashAsync();
        Check();
        await test.ImportAsync("equipment,list\n35209900000010,black\n", feed: "global", snapshot: true);
        await test.ReopenAsync();
        Check();
        Assert.Single(Directory.GetFiles(Path.Combine(test.Options.Path, "feeds", "global"), "produced-*"));

        // Replaced whole.
        await test.Store.ReplaceProducedAsync("global", [TestStore.Part("c", Header + "35209901,1,000000,000004\n")], 1101);
        Assert.Equal(ProducedVerdict.NoCoverage, test.Produced("35209900000010"));
        Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209901000005"));
        Assert.Equal(1101, test.Store.Status.Feeds[0].Produced!.Sequence);
        Assert.Single(Directory.GetFiles(Path.Combine(test.Options.Path, "feeds", "global"), "produced-*"));

        void Check()
        {
            Assert.Equal(status, test.Store.Status.Feeds[0].Produced);
            Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209900000009"));
            Assert.Equal(ProducedVerdict.Produced, test.Produced("35209900000010"));
            Assert.Equal(ProducedVerdict.Produced, test.Produced("35209900000029"));
            Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209900000030"));
            Assert.Equal(ProducedVerdict.Produced, test.Produced("35209900999999"));
            Assert.Equal(ProducedVerdict.Produced, test.Produced("35209901000009"));
            Assert.Equal(ProducedVerdict.NoCoverage, test.Produced("35209901000010"));
            Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209977000000"));
            Assert.Equal(ProducedVerdict.NoCoverage, test.Produced("99999999000000"));
            Assert.Equal(ProducedVerdict.NoCoverage, test.Produced("00000000000000"));
            Assert.Equal(ProducedVerdict.NoCoverage, test.Produced("A0000000002329"));
        }
    }

    [Fact]
    public async Task What_is_staged_can_be_looked_at_before_it_counts_and_leaves_nothing_behind_if_it_never_does()
    {
        await using TestStore test = await TestStore.OpenAsync();
        string[] Files() => Directory.GetFiles(Path.Combine(test.Options.Path, "feeds", "global"), "produced-*");
        await test.Store.ReplaceProducedAsync("global", [TestStore.Part("a", Header + "35209900,1,000010,000019\n")], 1);
        await test.Store.ReplaceProducedAsync("national", [TestStore.Part("a", Header + "35209900,1,000020,000029\n")], 1);
        Assert.True(EquipmentKey.TryParse("35209900000015", out EquipmentKey gone));
        Assert.True(EquipmentKey.TryParse("35209900000025", out EquipmentKey national));
        ImportPart[] next = [TestStore.Part("a", Header + "35209900,1,000030,000034\n35209900,1,000035,000039\n35209901,0,000001,000001\n")];
        using (StagedProduced staged = await test.Store.StageProducedAsync("global", next, 2))
        {
            Assert.Equal((2, 2, 1, 2, 11, 3), (staged.Status.Sequence, staged.Status.Tacs, staged.Status.CompleteTacs, staged.Status.Ranges, staged.Status.Serials, staged.RangeRows));
            Assert.Equal((ProducedVerdict.NotProduced, ProducedVerdict.Produced), (staged.Find(gone), staged.Find(national)));
            Assert.Equal(ProducedVerdict.Produced, test.Produced("35209900000015"));
            Assert.Equal(2, Files().Length);
        }

        Assert.Single(Files());
        using (StagedProduced staged = await test.Store.StageProducedAsync("global", next, 2))
            Assert.Equal(2, (await test.Store.ReplaceProducedAsync(staged)).Sequence);
        Assert.Single(Files());
        Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209900000015"));
    }

    [Fact]
    public async Task One_feed_that_knows_of_it_is_enough()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.Store.ReplaceProducedAsync("global", [TestStore.Part("a", Header + "35209900,1,000010,000019\n35209901,1,,\n")], 1);
        await test.Store.ReplaceProducedAsync("national", [TestStore.Part("a", Header + "35209900,1,000020,000029\n35209901,0,000001,000001\n")], 1);
        Assert.Equal(ProducedVerdict.Produced, test.Produced("35209900000010"));
        Assert.Equal(ProducedVerdict.Produced, test.Produced("35209900000020"));
        Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209900000030"));
        Assert.Equal(ProducedVerdict.Produced, test.Produced("35209901000001"));
        Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209901000002"));

        test.Store.SetIgnored("global", true);
        Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209900000010"));
        Assert.Equal(ProducedVerdict.NoCoverage, test.Produced("35209901000002"));
    }

    [Theory]
    [InlineData("tac,complete,from\n", 1, "header")]
    [InlineData(Header + "3520990,1,000000,000001\n", 2, "TAC")]
    [InlineData(Header + "35209900,2,000000,000001\n", 2, "complete")]
    [InlineData(Header + "35209900,1,0,000001\n", 2, "serial number")]
    [InlineData(Header + "35209900,1,000000,\n", 2, "serial number")]
    [InlineData(Header + "35209900,1,+00000,000001\n", 2, "serial number")]
    [InlineData(Header + "35209900,1,000002,000001\n", 2, "ends before")]
    [InlineData(Header + "35209900,1,000002\n", 2, "columns")]
    [InlineData(Header + "35209900,1,000002,000003,x\n", 2, "columns")]
    [InlineData(Header + "35209901,1,000002,000003\n\n35209900,1,000002,000003\n", 4, "order of TAC")]
    [InlineData(Header + "35209900,1,000002,000003\n35209900,1,000001,000001\n", 3, "order of their beginnings")]
    [InlineData(Header + "35209900,1,000002,000003\n35209900,0,000005,000006\n", 3, "complete in one row")]
    public async Task A_bad_row_refuses_the_whole_and_says_where(string bad, int line, string why)
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.Store.ReplaceProducedAsync("global", [TestStore.Part("a", Header + "35209977,1,,\n")], 7);
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => test.Store.ReplaceProducedAsync(
            "global", [TestStore.Part("good", Header + "00000001,1,,\n"), TestStore.Part("bad.gz", bad)], 8));
        Assert.StartsWith($"bad.gz, line {line}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(7, test.Store.Status.Feeds[0].Produced!.Sequence);
        Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209977000000"));
        Assert.Single(Directory.GetFiles(Path.Combine(test.Options.Path, "feeds", "global"), "produced-*"));
    }

    [Fact]
    public async Task A_damaged_file_stops_the_opening_with_its_name()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.Store.ReplaceProducedAsync("global", [TestStore.Part("a", Header + "35209900,1,000010,000019\n35209977,1,,\n")], 7);
        await test.Store.DisposeAsync();
        string file = Assert.Single(Directory.GetFiles(Path.Combine(test.Options.Path, "feeds", "global"), "produced-*"));
        byte[] whole = await File.ReadAllBytesAsync(file);
        for (int at = 0; at < whole.Length; at += 3)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            await AssertRefusedAsync(damaged);
        }

        await AssertRefusedAsync(whole[..^1]);
        await AssertRefusedAsync(whole[..10]);
        await AssertRefusedAsync([]);
        await File.WriteAllBytesAsync(file, whole);
        await test.ReopenAsync();
        Assert.Equal(ProducedVerdict.NotProduced, test.Produced("35209977000000"));

        async Task AssertRefusedAsync(byte[] octets)
        {
            await File.WriteAllBytesAsync(file, octets);
            StoreException refused = await Assert.ThrowsAsync<StoreException>(() => TestStore.OpenAsync(test.Options));
            Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
            Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        }
    }

    [Property(MaxTest = 60)]
    public async Task A_verdict_is_that_of_looking_at_each_row(int seed)
    {
        Random random = new(seed);
        SortedDictionary<uint, (bool IsComplete, List<(uint From, uint To)> Ranges)> declared = [];
        for (int i = random.Next(60); i > 0; i--)
        {
            uint tac = (uint)(35_209_900 + random.Next(200));
            List<(uint From, uint To)> ranges = [];
            for (int j = random.Next(20); j > 0; j--)
            {
                uint from = (uint)random.Next(300);
                ranges.Add((from, from + (uint)random.Next(40)));
            }

            ranges.Sort();
            declared[tac] = (random.Next(2) == 0, ranges);
        }

        StringBuilder text = new(Header);
        foreach ((uint tac, (bool isComplete, List<(uint From, uint To)> ranges)) in declared)
        {
            string start = $"{tac},{(isComplete ? 1 : 0)},";
            if (ranges.Count == 0)
                text.Append(start).Append(",\n");
            foreach ((uint from, uint to) in ranges)
                text.Append(CultureInfo.InvariantCulture, $"{start}{from:D6},{to:D6}\n");
        }

        string directory = Directory.CreateTempSubdirectory("eir-produced-").FullName;
        try
        {
            string file = Path.Combine(directory, "produced-x");
            await new ProducedStager([TestStore.Part("p", text.ToString())]).StageAsync(file, 1, CancellationToken.None);
            ProducedTable table = ProducedFile.Read(file);
            for (int i = 0; i < 4000; i++)
            {
                uint tac = (uint)(35_209_890 + random.Next(220));
                uint serial = (uint)random.Next(350);
                ProducedVerdict expected = !declared.TryGetValue(tac, out var known) ? ProducedVerdict.NoCoverage
                    : known.Ranges.Exists(r => r.From <= serial && serial <= r.To) ? ProducedVerdict.Produced
                    : known.IsComplete ? ProducedVerdict.NotProduced
                    : ProducedVerdict.NoCoverage;
                Assert.Equal(expected, table.Find(new EquipmentKey((tac * Tac.SerialNumbers) + serial)));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Asking_allocates_nothing()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.Store.ReplaceProducedAsync("global", [TestStore.Part("a", Header + "35209900,1,000010,000019\n")], 7);
        FoundListings found = default;
        for (int warm = 0; warm < 2; warm++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (uint i = 0; i < 5000; i++)
            {
                using StoreReader reader = test.Store.Rent();
                Assert.True(reader.TryFind(new EquipmentKey(35_209_900_000_000UL + (i % 30)), Imsi.None, ref found));
            }

            if (warm == 1)
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
