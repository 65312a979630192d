using System.Globalization;
using System.Text;
using EirDiameter.Equipment;
using FsCheck.Xunit;

namespace EirDiameter.Store.Tests;

/// <summary>Random edits, imports in parts, snapshots, repairs, refusals, checkpoints, reopenings and crashes against a dictionary.</summary>
public sealed class ModelTests
{
    private static readonly string[] Lists = ["white", "black", "grey"];
    private static readonly string[] Reasons = ["", "stolen", "a, \"quoted\" one", "näher | geprüft"];
    private static readonly string[] Dates = ["", "2024-01-01", "2025-06-30T12:15:00Z"];
    private static readonly string[] Subscribers = ["", "", "262011234567890", "00101012345678"];
    private static readonly string[] Equipment =
    [
        "35693803564380", "35693803564381", "35693803999999", "01234567000000", "A0000000002329", "35693803", "01234567",
        "35693803564000-35693803564999", "35693803564380-35693803570000",
    ];

    [Property(MaxTest = 12)]
    public async Task A_store_is_a_dictionary_that_survives(int seed)
    {
        Random random = new(seed);
        await using TestStore test = await TestStore.OpenAsync(checkpointMiB: 1);
        Dictionary<(string Equipment, string Imsi, string List), string> model = [];
        for (int step = 0; step < 40; step++)
        {
            await StepAsync(random, test, model);
            Assert.Equal(Rows(model), Sorted(await test.ExportAsync()));
            FeedStatus status = test.Store.Status.Feeds[1];
            Assert.Equal(model.Count, status.White + status.Black + status.Grey);
            Assert.Equal(model.Keys.Count(k => k.Imsi.Length > 0), status.Pairs);
            CheckProduced(test);
            ulong[] digests = test.Store.Digests("national");
            Assert.Equal(digests, await test.Store.RecountDigestsAsync("national"));
            Assert.Equal(Digests(model), digests);
        }
    }

    private static async Task StepAsync(Random random, TestStore test, Dictionary<(string Equipment, string Imsi, string List), string> model)
    {
        switch (random.Next(14))
        {
            case 0:
                await test.Store.CheckpointAsync();
                break;
            case 1:
                await test.ReopenAsync();
                break;
            case 2:
                await test.CrashAsync();
                break;
            case 3:
            case 4:
                await ImportAsync(random, test, model);
                break;
            case 5:
                await RepairAsync(random, test, model);
                break;
            case 6:
                await ProduceAsync(random, test);
                break;
            default:
                await EditAsync(random, test, model);
                break;
        }
    }

    private static async Task ImportAsync(Random random, TestStore test, Dictionary<(string Equipment, string Imsi, string List), string> model)
    {
        bool snapshot = random.Next(3) == 0;
        bool isRefused = random.Next(4) == 0;
        Dictionary<(string Equipment, string Imsi, string List), string> before = new(model);
        Dictionary<(string Equipment, string Imsi, string List), string> after = snapshot ? [] : new(model);
        ImportPart[] parts = [.. Enumerable.Range(0, random.Next(1, 5)).Select(p =>
        {
            StringBuilder file = new("equipment,list,reason,effective,expires,imsi,change\n");
            for (int i = random.Next(10); i > 0; i--)
                file.Append(Row(random, after)).Append('\n');
            return TestStore.Part($"part-{p}{(random.Next(2) == 0 ? ".gz" : "")}", file.ToString());
        })];
        bool asks = isRefused || random.Next(2) == 0;
        ImportOptions options = new()
        {
            Snapshot = snapshot,
            Approve = !asks ? null : preview =>
            {
                Check(preview, before, after);
                return isRefused ? "no" : null;
            },
        };
        if (isRefused)
        {
            await Assert.ThrowsAsync<ImportRefusedException>(() => test.Store.ImportAsync("national", parts, options));
            return;
        }

        ImportReport report = await test.Store.ImportAsync("national", parts, options);
        Assert.Empty(report.Rejects);
        if (asks || snapshot)
            Assert.Equal((after.Keys.Count(k => !before.ContainsKey(k)), before.Keys.Count(k => !after.ContainsKey(k))), (report.Added, report.Removed));
        Replace(model, after);
    }

    private static void Check(
        ImportPreview preview,
        Dictionary<(string Equipment, string Imsi, string List), string> before,
        Dictionary<(string Equipment, string Imsi, string List), string> after)
    {
        string[] black = [.. after.Keys.Where(k => k.List == "black" && IsSooner(k)).Select(k => $"{k.Equipment} {k.Imsi}").Order(StringComparer.Ordinal)];
        Assert.Equal(black, preview.TurningBlack().Select(Written).Order(StringComparer.Ordinal));
        Assert.Equal((before.Count, after.Count, black.Length), (preview.Before, preview.After, preview.NewlyBlack));
        Assert.Equal(after.Keys.Count(k => !before.ContainsKey(k)), preview.Report.Added);
        Assert.Equal(before.Keys.Count(k => !after.ContainsKey(k)), preview.Report.Removed);
        Assert.Equal(after.Count(k => before.TryGetValue(k.Key, out string? was) && was != k.Value), preview.Report.Changed);

        // What was to be black later and is so sooner turns black as well; nothing of the model expires.
        bool IsSooner((string Equipment, string Imsi, string List) key) =>
            !before.TryGetValue(key, out string? was) || string.CompareOrdinal(EffectiveOf(after[key]), EffectiveOf(was)) < 0;
    }

    private static string EffectiveOf(string row) => row.Split(',')[^3];

    private static string Written(BlackListed black)
    {
        FeedListing listing = new(black.From, black.To, black.Imsi, EquipmentList.Black, "", Validity.Always);
        return $"{listing.EquipmentText} {black.Imsi}";
    }

    private static async Task RepairAsync(Random random, TestStore test, Dictionary<(string Equipment, string Imsi, string List), string> model)
    {
        HashSet<int> buckets = [.. Equipment.Where(_ => random.Next(2) == 0).Select(BucketOf)];
        Dictionary<(string Equipment, string Imsi, string List), string> truth = [];
        StringBuilder file = new("equipment,list,reason,effective,expires,imsi,change\n");
        for (int i = random.Next(20); i > 0; i--)
            file.Append(Row(random, truth)).Append('\n');
        Dictionary<(string Equipment, string Imsi, string List), string> after = new(model.Where(k => !buckets.Contains(BucketOf(k.Key.Equipment))));
        foreach (((string Equipment, string Imsi, string List) key, string row) in truth.Where(k => buckets.Contains(BucketOf(k.Key.Equipment))))
            after[key] = row;
        Dictionary<(string Equipment, string Imsi, string List), string> before = new(model);
        await test.Store.ImportAsync("national", [TestStore.Part("repair", file.ToString())], new ImportOptions
        {
            Buckets = buckets,
            Approve = random.Next(2) == 0 ? null : preview =>
            {
                Check(preview, before, after);
                return null;
            },
        });
        Replace(model, after);
    }

    // What is declared follows from the sequence, so that every later look can tell whether it is there, whole.
    private static Task<ProducedStatus> ProduceAsync(Random random, TestStore test)
    {
        int sequence = random.Next(1, 1000);
        return test.Store.ReplaceProducedAsync(
            "national", [TestStore.Part("p", $"tac,complete,from,to\n35693803,{sequence % 2},{sequence:D6},{sequence:D6}\n")], sequence);
    }

    private static void CheckProduced(TestStore test)
    {
        ProducedStatus? produced = test.Store.Status.Feeds[1].Produced;
        if (produced is null)
            return;
        ProducedVerdict others = produced.Sequence % 2 == 1 ? ProducedVerdict.NotProduced : ProducedVerdict.NoCoverage;
        Assert.Equal(ProducedVerdict.Produced, test.Produced($"35693803{produced.Sequence:D6}"));
        Assert.Equal(others, test.Produced($"35693803{produced.Sequence + 1:D6}"));
    }

    private static int BucketOf(string equipment) => ListingDigest.BucketOf(TestStore.Change(equipment, "black").From);

    private static void Replace(
        Dictionary<(string Equipment, string Imsi, string List), string> model, Dictionary<(string Equipment, string Imsi, string List), string> after)
    {
        model.Clear();
        foreach (((string Equipment, string Imsi, string List) key, string row) in after)
            model[key] = row;
    }

    private static string Row(Random random, Dictionary<(string Equipment, string Imsi, string List), string> model)
    {
        (string equipment, string imsi, string list, string reason, string effective) = Draw(random);
        bool remove = random.Next(4) == 0;
        Note(model, equipment, imsi, list, reason, effective, remove);
        return $"{equipment},{list},{Quoted(reason)},{effective},,{imsi},{(remove ? "remove" : "add")}";
    }

    private static async Task EditAsync(Random random, TestStore test, Dictionary<(string Equipment, string Imsi, string List), string> model)
    {
        (string equipment, string imsi, string list, string reason, string effective) = Draw(random);
        bool was = model.TryGetValue((equipment, imsi, list), out string? before);
        if (random.Next(3) == 0)
        {
            Note(model, equipment, imsi, list, reason, effective, remove: true);
            Assert.Equal(was ? EditOutcome.Removed : EditOutcome.NotListed, await test.RemoveAsync(equipment, list, imsi, feed: "national"));
            return;
        }

        Note(model, equipment, imsi, list, reason, effective, remove: false);
        EditOutcome expected = !was ? EditOutcome.Added : before == model[(equipment, imsi, list)] ? EditOutcome.Unchanged : EditOutcome.Changed;
        Assert.Equal(expected, await test.AddAsync(equipment, list, reason, imsi, effective, feed: "national"));
    }

    private static (string Equipment, string Imsi, string List, string Reason, string Effective) Draw(Random random)
    {
        string equipment = Equipment[random.Next(Equipment.Length)];
        string imsi = equipment.Length == 14 ? Subscribers[random.Next(Subscribers.Length)] : "";
        return (equipment, imsi, Lists[random.Next(3)], Reasons[random.Next(Reasons.Length)], Dates[random.Next(Dates.Length)]);
    }

    private static void Note(
        Dictionary<(string Equipment, string Imsi, string List), string> model,
        string equipment, string imsi, string list, string reason, string effective, bool remove)
    {
        if (remove)
            model.Remove((equipment, imsi, list));
        else
            model[(equipment, imsi, list)] = string.Create(CultureInfo.InvariantCulture, $"{equipment},{list},{Quoted(reason)},{effective},,{imsi}");
    }

    private static ulong[] Digests(Dictionary<(string Equipment, string Imsi, string List), string> model)
    {
        ulong[] sums = new ulong[ListingDigest.Buckets];
        foreach (((string equipment, string imsi, string list), string row) in model)
        {
            string effective = row.Split(',')[^3];
            string reason = Reasons.Last(r => row[$"{equipment},{list},".Length..].StartsWith(Quoted(r), StringComparison.Ordinal));
            ListingChange change = TestStore.Change(equipment, list, reason, imsi, effective);
            FeedListing listing = new(
                change.From, change.To ?? change.From, change.Imsi, Enum.Parse<EquipmentList>(list, ignoreCase: true), reason, change.Validity);
            sums[listing.Bucket] += listing.Digest;
        }

        return sums;
    }

    private static string Quoted(string reason) => reason.IndexOfAny([',', '"', '|']) < 0 ? reason : $"\"{reason.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string[] Rows(Dictionary<(string Equipment, string Imsi, string List), string> model) =>
        [.. model.Values.Order(StringComparer.Ordinal)];

    private static string[] Sorted(string export) =>
        [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal)];
}
