using System.Globalization;
using EirDiameter.Equipment;

namespace EirDiameter.Feed.Tests;

/// <summary>
/// The program that is killed: publishes without end, and says on its output what stands. What a feed says at a sequence follows from the
/// sequence alone, so that whoever comes after knows what to expect.
/// </summary>
internal static class CrashHost
{
    private const long Keys = 200;

    public static PublishOptions Options { get; } = new()
    {
        MaxDeltas = 4,
        MaxDeltaShare = 10,
        SegmentRecords = 40,
        KeepUnreferenced = TimeSpan.Zero,
    };

    public static async Task<int> Main(string[] args)
    {
        if (args is not ["crash-host", string folder, string key])
            return 2;
        using FeedSigner signer = FeedSigner.FromPem(key);
        using FeedPublisher publisher = new(folder, "global", signer, Options, TimeProvider.System);
        Say("ready", publisher.Current?.Sequence ?? -1);
        for (long sequence = publisher.Current?.Sequence ?? 0; ; sequence += 1 + (sequence % 5))
        {
            PublishResult result = await publisher.PublishAsync(Update(publisher.Current?.Sequence ?? 0, sequence));
            if (result.DriftedBuckets.Count > 0)
                return 3;
            Say("published", result.Manifest.Sequence);
        }
    }

    public static FeedUpdate Update(long from, long to) => new()
    {
        Sequence = to,
        Changes = Changes(from, to).ToAsyncEnumerable(),
        Snapshot = _ => Listings(to).Order(SegmentOrder.Instance).ToAsyncEnumerable(),
        Produced = _ => Made(to / 7).ToAsyncEnumerable(),
        ProducedSequence = to / 7,
    };

    /// <summary>What the feed says at a sequence.</summary>
    public static IEnumerable<FeedListing> Listings(long sequence) =>
        Enumerable.Range(0, (int)Keys).Select(key => At(key, sequence)).OfType<FeedListing>();

    /// <summary>What it says of produced ranges.</summary>
    public static IEnumerable<ProducedRow> Made(long sequence) =>
        Enumerable.Range(0, 50).Select(i => new ProducedRow(new Tac((uint)(35_000_000 + i)), false, 0, (uint)((sequence + i) % 1000)));

    // Change number n is about key n modulo Keys, and lists or takes off by turns.
    private static FeedListing? At(long key, long sequence)
    {
        long changes = sequence < key ? 0 : ((sequence - key) / Keys) + (key == 0 ? 0 : 1);
        return changes % 3 == 0 ? null : TestFeed.Listing((ulong)key * 7919, $"change {changes % 3}");
    }

    private static IEnumerable<ListingChangePair> Changes(long from, long to)
    {
        for (long sequence = from + 1; sequence <= to; sequence++)
        {
            if (At(sequence % Keys, sequence - 1) is var before && At(sequence % Keys, sequence) is var after && before != after)
                yield return new(before, after);
        }
    }

    private static void Say(string what, long sequence)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {sequence}"));
        Console.Out.Flush();
    }
}
