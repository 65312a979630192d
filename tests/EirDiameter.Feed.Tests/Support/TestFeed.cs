using EirDiameter.Equipment;
using Microsoft.Extensions.Time.Testing;

namespace EirDiameter.Feed.Tests;

/// <summary>A feed of one test: its folder, its keys, its publisher, and what it ought to say.</summary>
internal sealed class TestFeed : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<ListingChangePair> _changes = [];

    public TestFeed(PublishOptions? options = null)
    {
        Options = options ?? new PublishOptions();
        FeedSigner.CreateKeys(_folder.Below("feed.pem"), PublicKey);
        Signer = FeedSigner.FromPem(_folder.Below("feed.pem"));
        Publisher = new FeedPublisher(Root, "global", Signer, Options, Time);
    }

    public PublishOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 4, 0, 0, TimeSpan.Zero));

    public FeedSigner Signer { get; }

    public FeedPublisher Publisher { get; private set; }

    public string Root => _folder.Below("published");

    public string Spool => _folder.Below("spool");

    public string PublicKey => _folder.Below("feed.pub.pem");

    public SortedDictionary<FeedListing, FeedListing> Listings { get; } = new(SegmentOrder.Instance);

    public List<ProducedRow> Produced { get; } = [];

    public long Sequence { get; private set; }

    public long ProducedSequence { get; set; }

    public int SnapshotsAsked { get; private set; }

    public string ManifestPath => Path.Combine(Root, "manifest.json");

    public static TestFeed With(PublishOptions options) => new(options);

    /// <summary>A black listing of one equipment.</summary>
    public static FeedListing Listing(ulong key, string reason = "", EquipmentList list = EquipmentList.Black) =>
        new(new EquipmentKey(key), new EquipmentKey(key), Imsi.None, list, reason, Validity.Always);

    public void Put(FeedListing after)
    {
        FeedListing? before = Listings.TryGetValue(after, out FeedListing known) ? known : null;
        Listings[after] = after;
        Note(before, after);
    }

    public void Remove(FeedListing named)
    {
        if (Listings.Remove(named, out FeedListing before))
            Note(before, null);
    }

    /// <summary>Notes a change that the model does not know of.</summary>
    public void Note(FeedListing? before, FeedListing? after)
    {
        Sequence++;
        _changes.Add(new(before, after));
    }

    public void Skip() => Sequence++;

    public FeedUpdate Update(bool force = false) => new()
    {
        Sequence = Sequence,
        Changes = _changes.ToArray().ToAsyncEnumerable(),
        Snapshot = Snapshot,
        Produced = Produced.Count == 0 ? null : _ => Produced.ToArray().ToAsyncEnumerable(),
        ProducedSequence = ProducedSequence,
        ForceSnapshot = force,
    };

    public async Task<PublishResult> PublishAsync(bool force = false)
    {
        PublishResult result = await Publisher.PublishAsync(Update(force));
        _changes.Clear();
        return result;
    }

    public void Reopen(PublishOptions? options = null)
    {
        Publisher.Dispose();
        Publisher = new FeedPublisher(Root, "global", Signer, options ?? Options, Time);
    }

    public string PathOf(Segment segment) => Path.Combine(Root, "segments", segment.FileName);

    public string[] TextOf(Segment segment) => FollowerModel.Lines(PathOf(segment));

    /// <summary>The manifest as a follower gets it from the folder: its signature must be good.</summary>
    public FeedManifest Read()
    {
        using FeedVerifier verifier = FeedVerifier.FromPem(PublicKey);
        byte[] octets = File.ReadAllBytes(ManifestPath);
        byte[] signature = File.ReadAllBytes(ManifestPath + ".sig");
        Assert.True(verifier.Verify(octets, signature));
        Assert.Equal(1, signature.Count(o => o == '\n'));
        return FeedManifest.Parse(octets);
    }

    public string[] Files() =>
        [.. Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Publisher.Dispose();
        Signer.Dispose();
        _folder.Dispose();
    }

    private IAsyncEnumerable<FeedListing> Snapshot(CancellationToken cancellation)
    {
        SnapshotsAsked++;
        return Listings.Values.ToArray().ToAsyncEnumerable();
    }
}
