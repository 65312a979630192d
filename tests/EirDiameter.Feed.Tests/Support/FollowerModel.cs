using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Feed.Tests;

/// <summary>The simplest follower: applies segments to a dictionary, and checks all that a manifest says of them.</summary>
internal sealed class FollowerModel
{
    private Dictionary<(EquipmentKey From, EquipmentKey To, Imsi Imsi, EquipmentList List), FeedListing> _listings = [];

    public long Sequence { get; private set; }

    public bool IsEmpty { get; private set; } = true;

    public IReadOnlyCollection<FeedListing> Listings => _listings.Values;

    /// <summary>Goes the way that the plan says, and compares count and digests.</summary>
    public FollowPlan Follow(FeedManifest manifest, Func<Segment, string> pathOf)
    {
        FollowPlan plan = FollowPlan.For(manifest, Sequence, IsEmpty);
        if (plan.Step == FollowStep.Snapshot)
        {
            _listings = [];
            foreach (Segment segment in plan.Snapshot!.Segments)
            {
                foreach (FeedListing listing in Apply(segment, pathOf(segment)))
                    Assert.InRange(listing.Bucket, segment.FirstBucket!.Value, segment.LastBucket!.Value);
            }

            Sequence = plan.Snapshot.Sequence;
        }

        foreach (DeltaPart delta in plan.Deltas)
        {
            Assert.Equal(Sequence, delta.From);
            foreach (Segment segment in delta.Segments)
                _ = Apply(segment, pathOf(segment));
            Sequence = delta.To;
        }

        IsEmpty = false;
        Assert.Equal(manifest.Sequence, Sequence);
        AssertIs(manifest);
        return plan;
    }

    public void AssertIs(FeedManifest manifest)
    {
        Assert.Equal(manifest.Listings, _listings.Count);
        ulong[] digests = new ulong[ListingDigest.Buckets];
        foreach (FeedListing listing in _listings.Values)
            digests[listing.Bucket] += listing.Digest;
        Assert.Equal(manifest.Digests, digests);
    }

    public FollowerModel Clone() => new() { _listings = new(_listings), Sequence = Sequence, IsEmpty = IsEmpty };

    /// <summary>The lines of a segment without its header, after a check of the file's name.</summary>
    public static string[] Lines(string path)
    {
        byte[] octets = File.ReadAllBytes(path);
        Assert.Equal(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(octets)) + ".csv.gz");
        using StreamReader reader = new(new GZipStream(new MemoryStream(octets), CompressionMode.Decompress), Encoding.UTF8);
        string[] lines = reader.ReadToEnd().Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Contains(lines[0], (string[])["equipment,list,reason,effective,expires,imsi,change", "tac,complete,from,to"]);
        return lines[1..^1];
    }

    private List<FeedListing> Apply(Segment segment, string path)
    {
        Assert.Equal(segment.Bytes, new FileInfo(path).Length);
        string[] lines = Lines(path);
        Assert.Equal(segment.Records, lines.Length);
        List<FeedListing> applied = [];
        foreach (string line in lines)
        {
            FeedListing listing = Parse(line, out bool remove);
            if (remove)
                Assert.True(_listings.Remove((listing.From, listing.To, listing.Imsi, listing.List)));
            else
                _listings[(listing.From, listing.To, listing.Imsi, listing.List)] = listing;
            applied.Add(listing);
        }

        return applied;
    }

    private static FeedListing Parse(string line, out bool remove)
    {
        List<string> fields = Fields(line);
        Assert.Equal(7, fields.Count);
        Assert.True(ListedEquipment.TryParse(Encoding.UTF8.GetBytes(fields[0]), tacsOnly: false, out ListedEquipment listed, out string? error), error);
        Assert.True(ListedTime.TryParse(Encoding.UTF8.GetBytes(fields[3]), compact: false, out DateTimeOffset? effective));
        Assert.True(ListedTime.TryParse(Encoding.UTF8.GetBytes(fields[4]), compact: false, out DateTimeOffset? expires));
        Assert.True(Validity.TryCreate(effective, expires, out Validity validity));
        Imsi imsi = Imsi.None;
        Assert.True(fields[5].Length == 0 || Imsi.TryParse(fields[5], out imsi));
        remove = fields[6] == "remove";
        Assert.True(remove || fields[6].Length == 0);
        return new(new(listed.From), new(listed.To), imsi, Enum.Parse<EquipmentList>(fields[1], ignoreCase: true), fields[2], validity);
    }

    private static List<string> Fields(string line)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                (_, field) = (Add(fields, field), new());
            else
                field.Append(line[i]);
        }

        fields.Add(field.ToString());
        return fields;
    }

    private static int Add(List<string> fields, StringBuilder field)
    {
        fields.Add(field.ToString());
        return fields.Count;
    }
}
