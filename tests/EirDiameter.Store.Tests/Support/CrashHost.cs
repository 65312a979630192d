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
        Task approver = Task.Run(async () =>
        {
            for (int round = 1; ; round++)
            {
                long first = Interlocked.Add(ref next, ImportSize) - ImportSize + 1;
                bool isRefused = round % 3 == 0;
                ImportPart[] parts = [.. Enumerable.Range(0, 4).Select(p => Part(first + (p * ImportSize / 4), ImportSize / 4))];
                Say($"{(isRefused ? "refuse" : "ask")} {first}");
                try
                {
                    await store.ImportAsync("operator", parts, new ImportOptions { Snapshot = true, Approve = _ => isRefused ? "no" : null });
                    Say($"approved {first}");
                }
                catch (ImportRefusedException)
                {
                    Say($"refused {first}");
                }
            }
        });
        Task producer = Task.Run(async () =>
        {
            // Any declaration can be told from any other: each is of as many ranges as its sequence says.
            for (long sequence = long.Parse(start, CultureInfo.InvariantCulture) + 1; ; sequence++)
            {
                StringBuilder file = new("tac,complete,from,to\n");
                for (long i = 0; i <= sequence % 1000; i++)
                    file.Append(CultureInfo.InvariantCulture, $"35209900,1,{2 * i:D6},{2 * i:D6}\n");
                byte[] octets = Encoding.UTF8.GetBytes(file.ToString());
                ProducedStatus status = await store.ReplaceProducedAsync("global", [new ImportPart("p", () => new MemoryStream(octets))], sequence);
                Say($"produced {status.Sequence}");
            }
        });
        await Task.WhenAll([.. editors, importer, approver, producer]);
        return 0;
    }

    private static ImportPart Part(long first, int count)
    {
        StringBuilder file = new("equipment,list\n");
        for (long i = first; i < first + count; i++)
            file.Append(CultureInfo.InvariantCulture, $"{i:D14},black\n");
        byte[] octets = Encoding.UTF8.GetBytes(file.ToString());
        return new ImportPart($"{first}", () => new MemoryStream(octets));
    }
}
