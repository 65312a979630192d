using System.Diagnostics;

namespace EirDiameter.Store.Tests;

public sealed class FailureTests
{
    private const string A = "35693803564380";
    private const string B = "35693803564381";
    private const string C = "35693803564382";

    [Fact]
    public async Task A_second_opener_is_refused()
    {
        await using TestStore test = await TestStore.OpenAsync();
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => TestStore.OpenAsync(test.Options));
        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_files_are_named_and_nothing_is_guessed()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.ImportAsync($"equipment,list\n{A},black\n01234567,white\n");
        await test.Store.CheckpointAsync();
        await test.Store.DisposeAsync();
        string data = test.Options.Path;
        string[] files = [.. Directory.GetFiles(data, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is not "lock" && !f.Contains("journal") && new FileInfo(f).Length > 0)];
        Assert.InRange(files.Length, 6, 20);
        foreach (string file in files)
        {
            byte[] whole = await File.ReadAllBytesAsync(file);
            await File.WriteAllBytesAsync(file, whole[..(whole.Length / 2)]);
            StoreException refused = await Assert.ThrowsAsync<StoreException>(() => TestStore.OpenAsync(test.Options));
            Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
            await File.WriteAllBytesAsync(file, whole);
        }

        await test.ReopenAsync();
        Assert.Equal(["national Equipment Black"], test.Find(A));
    }

    [Fact]
    public async Task A_journal_whose_commit_is_damaged_is_not_taken_for_an_empty_one()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.Store.AddAsync("local", TestStore.Change(A, "black"));
        await test.Store.DisposeAsync();
        string commit = Assert.Single(Directory.GetFiles(test.Options.Path, "commit.*", SearchOption.AllDirectories));
        byte[] whole = await File.ReadAllBytesAsync(commit);
        byte[] damaged = [.. whole];
        damaged.AsSpan(0, Math.Min(64, damaged.Length)).Fill(0xA5);
        await File.WriteAllBytesAsync(commit, damaged);

        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => TestStore.OpenAsync(test.Options));
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(commit, whole);
        await test.ReopenAsync();
        Assert.Equal(["local Equipment Black"], test.Find(A));
    }

    [Fact]
    public async Task A_full_disk_refuses_edits_and_takes_them_again_when_it_has_room()
    {
        using Mount disk = Mount.Tmpfs("16m");
        StoreOptions options = new() { Path = Path.Combine(disk.Path, "data"), MemoryMiB = 64 };
        await using (ListingStore store = await TestStore.OpenAsync(options))
        {
            await store.AddAsync("local", TestStore.Change(A, "black"));
            string filler = Path.Combine(disk.Path, "filler");
            Fill(filler);
            StoreException refused = await Assert.ThrowsAsync<StoreException>(async () =>
            {
                for (int i = 0; i < 1000; i++)
                    await store.AddAsync("local", TestStore.Change(B, "black", $"reason {i}"));
            });
            Assert.Contains("room", refused.Message, StringComparison.Ordinal);
            Assert.True(refused.OutOfRoom);
            Assert.NotNull(store.Status.NotWritable);
            await Assert.ThrowsAsync<StoreException>(() => store.AddAsync("local", TestStore.Change(C, "black")));
            Assert.Equal(1, Count(store, A));
            Assert.Equal(0, Count(store, C));
            byte[] list = System.Text.Encoding.UTF8.GetBytes("equipment,list\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:D14},grey\n")));
            await Assert.ThrowsAsync<StoreException>(() => store.ImportAsync("national", new MemoryStream(list), new ImportOptions()));
            Assert.Equal(0, store.Status.Feeds[1].Sequence);

            await AssertAKillNowLosesNothingAsync(options.Path);
            File.Delete(filler);
            EditResult done = await RetryAsync(() => store.AddAsync("local", TestStore.Change(C, "grey")));
            Assert.Equal(EditOutcome.Added, done.Outcome);
            Assert.Null(store.Status.NotWritable);
        }

        await using ListingStore again = await TestStore.OpenAsync(options);
        Assert.Equal(1, Count(again, A));
        Assert.Equal(1, Count(again, C));
    }

    [Fact]
    public async Task A_full_disk_refuses_imports_and_produced_ranges_as_a_matter_of_room_and_leaves_nothing_behind()
    {
        using Mount disk = Mount.Tmpfs("24m");
        StoreOptions options = new() { Path = Path.Combine(disk.Path, "data"), MemoryMiB = 64 };
        const int Many = 100_000;
        ImportPart produced = TestStore.Part("p", "tac,complete,from,to\n" + string.Concat(Enumerable.Range(0, Many).Select(i => $"35209900,1,{i * 2:D6},{i * 2:D6}\n")));
        ImportPart before = TestStore.Part("p", "tac,complete,from,to\n35209977,1,,\n");
        ImportPart list = TestStore.Part("l", "equipment,list\n" + string.Concat(Enumerable.Range(0, Many).Select(i => $"{i:D14},grey\n")));
        ulong[] digests;
        await using (ListingStore store = await TestStore.OpenAsync(options))
        {
            await store.ReplaceProducedAsync("global", [before], 1);
            await store.ImportAsync("national", [TestStore.Part("l", $"equipment,list\n{A},black\n")], new ImportOptions());
            digests = store.Digests("national");
            string filler = Path.Combine(disk.Path, "filler");
            Fill(filler);
            string[] names = Names(options.Path);
            Assert.True((await Assert.ThrowsAsync<StoreException>(() => store.ReplaceProducedAsync("global", [produced], 2))).OutOfRoom);
            Assert.True((await Assert.ThrowsAsync<StoreException>(() => store.ReplaceProducedAsync("global", [before], 3))).OutOfRoom);
            Assert.True((await Assert.ThrowsAsync<StoreException>(() => store.ImportAsync("national", [list], new ImportOptions { Snapshot = true }))).OutOfRoom);

            // Room for what is staged, and for no more.
            using (FileStream file = new(filler, FileMode.Open))
                file.SetLength(file.Length - (3 << 20));
            Assert.True((await Assert.ThrowsAsync<StoreException>(
                () => store.ImportAsync("national", [list], new ImportOptions { Snapshot = true, Approve = _ => null }))).OutOfRoom);
            Assert.Equal(names, Names(options.Path));
            Assert.Equal(1, store.Status.Feeds[0].Produced!.Sequence);
            Assert.Equal(digests, store.Digests("national"));
            await AssertAKillNowLosesNothingAsync(options.Path);

            File.Delete(filler);
            Assert.Equal(Many, (await RetryAsync(() => store.ReplaceProducedAsync("global", [produced], 4))).Ranges);
            Assert.Equal(Many, (await store.ImportAsync("national", [list], new ImportOptions { Snapshot = true, Approve = _ => null })).Added);
        }

        await using ListingStore again = await TestStore.OpenAsync(options);
        Assert.Equal(4, again.Status.Feeds[0].Produced!.Sequence);
        Assert.Equal(Many, again.Status.Feeds[1].Grey);

        // Of what came and went: the lists that were staged and the declarations, not FASTER's own files.
        static string[] Names(string data) =>
            [.. Directory.GetFiles(data, "*", SearchOption.AllDirectories).Where(f => f.Contains("staging") || f.Contains("produced-")).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_is_said_at_the_opening()
    {
        using Mount disk = Mount.Tmpfs("4m");
        disk.MakeReadOnly();
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => TestStore.OpenAsync(new StoreOptions { Path = Path.Combine(disk.Path, "data") }));
        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
    }

    private static int Count(ListingStore store, string equipment)
    {
        Assert.True(EirDiameter.Equipment.EquipmentKey.TryParse(equipment, out var key));
        using StoreReader reader = store.Rent();
        EirDiameter.Equipment.FoundListings found = default;
        Assert.True(reader.TryFind(key, default, ref found));
        return found.Count;
    }

    private static async Task AssertAKillNowLosesNothingAsync(string data)
    {
        string copy = Directory.CreateTempSubdirectory("eir-killed-").FullName;
        try
        {
            TestStore.Copy(new DirectoryInfo(data), copy);
            await using ListingStore store = await TestStore.OpenAsync(new StoreOptions { Path = copy, MemoryMiB = 64 });
            Assert.Equal(1, Count(store, A));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    // The tables' writes that waited for room are tried again every tenth of a second.
    private static async Task<T> RetryAsync<T>(Func<Task<T>> edit)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await edit();
            }
            catch (StoreException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private sealed class Mount : IDisposable
    {
        private Mount(string path) => Path = path;

        public string Path { get; }

        public static Mount Tmpfs(string size)
        {
            Mount mount = new(Directory.CreateTempSubdirectory("eir-disk-").FullName);
            Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", mount.Path);
            return mount;
        }

        public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

        public void Dispose()
        {
            Run("umount", "-l", Path);
            Directory.Delete(Path);
        }

        private static void Run(string command, params string[] arguments)
        {
            using Process process = Process.Start(command, arguments);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }
}
