using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using EirDiameter.Equipment;
using EirDiameter.Feed;
using Microsoft.Extensions.Time.Testing;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>A feed's folder made by hand, so that it can be wrong in every way: one snapshot segment, and one delta for each later publication.</summary>
internal sealed class HandMadeFeed : IDisposable
{
    public const string Header = "equipment,list,reason,effective,expires,imsi,change";

    private readonly FakeTimeProvider _time;
    private readonly List<DeltaPart> _deltas = [];
    private Dictionary<string, string> _published = [];
    private SnapshotPart? _snapshot;

    public HandMadeFeed(string folder, FakeTimeProvider time)
    {
        Folder = folder;
        _time = time;
        Directory.CreateDirectory(Path.Combine(folder, "segments"));
        PublicKey = folder + ".pub.pem";
        FeedSigner.CreateKeys(folder + ".pem", PublicKey);
        Signer = FeedSigner.FromPem(folder + ".pem");
    }

    public string Folder { get; }

    public string PublicKey { get; }

    public FeedSigner Signer { get; set; }

    /// <summary>What the feed lists: equipment of 14 digits or a TAC, and its list.</summary>
    public Dictionary<string, string> Listings { get; } = [];

    public FeedManifest Manifest { get; private set; } = null!;

    public ProducedPart? Produced { get; set; }

    public HandMadeFeed With(string list, params string[] equipment)
    {
        foreach (string each in equipment) Listings[each] = list;
        return this;
    }

    public HandMadeFeed Without(params string[] equipment)
    {
        foreach (string each in equipment) Listings.Remove(each);
        return this;
    }

    /// <summary>Equipment 352099000000001 and on.</summary>
    public static string[] Many(int count, int from = 1, string tac = "35209900") =>
        [.. Enumerable.Range(from, count).Select(i => tac + i.ToString("D6", CultureInfo.InvariantCulture))];

    /// <summary>Publishes what is listed now, as a delta, or as a snapshot without the way to it.</summary>
    public void Publish(long sequence, bool snapshot = false, Func<FeedManifest, FeedManifest>? twist = null)
    {
        if (_snapshot is null || snapshot)
        {
            _deltas.Clear();
            string[] rows = [.. Listings.OrderBy(l => BucketOf(l.Key)).ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key},{l.Value},,,,,")];
            _snapshot = new SnapshotPart(sequence, rows.Length, [Write(rows) with { FirstBucket = 0, LastBucket = 255 }]);
        }
        else if (sequence > Manifest.Sequence)
        {
            List<string> rows = [.. _published.Where(l => !Listings.TryGetValue(l.Key, out string? list) || list != l.Value).Select(l => $"{l.Key},{l.Value},,,,,remove")];
            rows.AddRange(Listings.Where(l => !_published.TryGetValue(l.Key, out string? list) || list != l.Value).Select(l => $"{l.Key},{l.Value},,,,,"));
            _deltas.Add(new DeltaPart(Manifest.Sequence, sequence, rows.Count == 0 ? [] : [Write(rows)]));
        }

        _published = new Dictionary<string, string>(Listings);
        DateTimeOffset now = _time.GetUtcNow();
        Manifest = new FeedManifest
        {
            Feed = "global",
            Sequence = sequence,
            Created = now,
            Expires = now.AddDays(1),
            Listings = Listings.Count,
            Digests = Digests(),
            Snapshot = _snapshot,
            Deltas = [.. _deltas],
            Produced = Produced,
        };
        Put(twist is null ? Manifest : twist(Manifest));
    }

    /// <summary>Puts a manifest there as it is, signed.</summary>
    public void Put(FeedManifest manifest)
    {
        byte[] octets = manifest.ToBytes();
        File.WriteAllBytes(Path.Combine(Folder, "manifest.json"), octets);
        File.WriteAllText(Path.Combine(Folder, "manifest.json.sig"), Signer.Sign(octets));
    }

    /// <summary>From the next publication on, these are the produced ranges: rows of TAC, complete, from, to, in order.</summary>
    public HandMadeFeed Produce(long sequence, params string[] rows)
    {
        string[] tacs = [.. rows.Select(row => row[..8]).Distinct()];
        Segment segment = Write(rows, "tac,complete,from,to") with { FirstTac = TacOf(tacs[0]), LastTac = TacOf(tacs[^1]) };
        Produced = new ProducedPart(sequence, tacs.Length, rows.Count(row => !row.EndsWith(",,", StringComparison.Ordinal)), [segment]);
        return this;
    }

    public Segment Write(IEnumerable<string> rows, string header = Header)
    {
        string[] all = [.. rows];
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(header + "\n" + string.Concat(all.Select(row => row + "\n"))));
        byte[] octets = packed.ToArray();
        Segment segment = new() { Sha256 = Convert.ToHexStringLower(SHA256.HashData(octets)), Bytes = octets.Length, Records = all.Length };
        File.WriteAllBytes(Path.Combine(Folder, "segments", segment.FileName), octets);
        return segment;
    }

    public string PathOf(Segment segment) => Path.Combine(Folder, "segments", segment.FileName);

    public void Dispose() => Signer.Dispose();

    private static Tac TacOf(string text) => Tac.TryParse(Encoding.ASCII.GetBytes(text), out Tac tac) ? tac : throw new ArgumentException(text);

    private ulong[] Digests()
    {
        ulong[] digests = new ulong[ListingDigest.Buckets];
        foreach ((string equipment, string list) in Listings)
        {
            (EquipmentKey from, EquipmentKey to) = RangeOf(equipment);
            FeedListing listing = new(from, to, Imsi.None, Enum.Parse<EquipmentList>(list, ignoreCase: true), "", Validity.Always);
            digests[listing.Bucket] += listing.Digest;
        }

        return digests;
    }

    private static int BucketOf(string equipment) => ListingDigest.BucketOf(RangeOf(equipment).From);

    private static (EquipmentKey From, EquipmentKey To) RangeOf(string equipment)
    {
        if (Tac.TryParse(Encoding.ASCII.GetBytes(equipment), out Tac tac)) return (tac.First, tac.Last);
        _ = EquipmentKey.TryParse(equipment, out EquipmentKey key);
        return (key, key);
    }
}
