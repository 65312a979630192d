using System.Globalization;
using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Store.Tests;

/// <summary>
/// The program that is killed: edits and imports without end, and says on its output what was acknowledged. Equipment numbers go on from
/// where the last one got to.
/// </summary>
internal static class CrashHost
{
    public const int ImportSize = 2000;

    public static async Task<int> Main(string[] args)
    {
        if (args is not ["crash-host", string path, string start])
            return 2;
        StoreOptions options = new() { Path = path, MemoryMiB = 64, CheckpointMiB = 1 };
        await using ListingStore store = await TestStore.OpenAsync(options);
        Lock output = new();
        void Say(string line)
        {
            lock (output)
            {
                Console.Out.WriteLine(line);
                Console.Out.Flush();
            }
        }

        Say("ready");
        long next = long.Parse(start, CultureInfo.InvariantCulture);
        Task[] editors = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                long number = Interlocked.Increment(ref next);
                await store.AddAsync("local", new ListingChange { From = new EquipmentKey((ulong)number), Lists = EquipmentLists.Black, Reason = $"r{number % 50}" });
                Say($"edit {number}");
            }
        }))];
        Task importer = Task.Run(async () =>
        {
            for (int round = 0; ; round++)
            {
                long first = Interlocked.Add(ref next, ImportSize) - ImportSize + 1;
                StringBuilder file = new("equipment,list,reason\n");
                for (long i = first; i < first + ImportSize; i++)
                    file.Append(CultureInfo.InvariantCulture, $"{i:D14},grey,i{first % 7}\n");
                Say($"begin {first}");
                await store.ImportAsync(
                    "national", new MemoryStream(Encoding.UTF8.GetBytes(file.ToString())), new ImportOptions { Name = "x.csv", Snapshot = round % 3 == 2 });
                Say(round % 3 == 2 ? $"snapshot {first}" : $"import {first}");
            }
        });
        await Task.WhenAll([.. editors, importer]);
        return 0;
    }
}
