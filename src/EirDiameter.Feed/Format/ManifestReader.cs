using System.Globalization;
using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>
/// Reads manifests and believes nothing: each field is checked for its form and range, and against what the others say. Fields that are not
/// known are passed over, so that a later publisher may add some under the same format.
/// </summary>
internal static class ManifestReader
{
    public static FeedManifest Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > FeedManifest.MaxBytes)
            throw Malformed($"it is larger than {FeedManifest.MaxBytes} octets");
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8.ToArray(), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            return Read(new Node(document.RootElement, ""));
        }
        catch (JsonException e)
        {
            throw new FeedException(FeedFault.Malformed, $"the manifest is not sound JSON ({e.Message})", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FeedException(FeedFault.Malformed, $"the manifest has a text that is not UTF-8 ({e.Message})", e);
        }
    }

    private static FeedManifest Read(Node root)
    {
        if (root.Number("format") is not FeedManifest.Format and long format)
            throw Malformed($"its format is {format}, and only {FeedManifest.Format} is understood: this program may be too old for the feed");
        if (root.Number("buckets") is not ListingDigest.Buckets and long buckets)
            throw Malformed($"it has {buckets} buckets instead of {ListingDigest.Buckets}");
        string feed = root.Text("feed");
        if (!FeedName.IsValid(feed))
            throw Malformed("feed is not 1 to 64 lower-case letters, digits, - and _");
        FeedManifest manifest = new()
        {
            Feed = feed,
            Sequence = root.Number("sequence"),
            Created = root.Time("created"),
            Expires = root.Time("expires"),
            Listings = root.Number("listings"),
            Digests = Digests(root.List("digests")),
            Snapshot = Snapshot(root.Object("snapshot")),
            Deltas = [.. root.List("deltas").Select(Delta)],
            Produced = root.Has("produced") ? Produced(root.Object("produced")) : null,
        };
        Agree(manifest);
        return manifest;
    }

    private static List<ulong> Digests(List<Node> nodes)
    {
        if (nodes.Count != ListingDigest.Buckets)
            throw Malformed($"digests has {nodes.Count} entries instead of {ListingDigest.Buckets}");
        return [.. nodes.Select(n => IsLowerHex(n.Text(), 16)
            ? ulong.Parse(n.Text(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw Malformed($"{n.Path} is not 16 lower-case hexadecimal digits"))];
    }

    private static SnapshotPart Snapshot(Node node)
    {
        List<Segment> segments = [];
        int bucket = 0;
        foreach (Node item in node.List("segments"))
        {
            Segment segment = SegmentOf(item, leastRecords: 0) with
            {
                FirstBucket = (int)item.Number("firstBucket", ListingDigest.Buckets - 1),
                LastBucket = (int)item.Number("lastBucket", ListingDigest.Buckets - 1),
            };
            if (segment.FirstBucket != bucket || segment.LastBucket < bucket)
                throw Malformed($"{item.Path} does not go on with bucket {bucket}");
            bucket = segment.LastBucket.Value + 1;
            segments.Add(segment);
        }

        if (bucket != ListingDigest.Buckets)
            throw Malformed($"snapshot.segments end before bucket {bucket}, and not after 255");
        SnapshotPart snapshot = new(node.Number("sequence"), node.Number("listings"), segments);
        if (Sum(segments) != snapshot.Listings)
            throw Malformed($"snapshot.segments have {Sum(segments)} records, but snapshot.listings is {snapshot.Listings}");
        return snapshot;
    }

    private static DeltaPart Delta(Node node)
    {
        DeltaPart delta = new(node.Number("from"), node.Number("to"), [.. node.List("segments").Select(s => SegmentOf(s, leastRecords: 1))]);
        return delta.To > delta.From ? delta : throw Malformed($"{node.Path} does not end after it begins");
    }

    private static ProducedPart Produced(Node node)
    {
        List<Segment> segments = [];
        Tac? last = null;
        foreach (Node item in node.List("segments"))
        {
            Segment segment = SegmentOf(item, leastRecords: 1) with { FirstTac = item.Tac("firstTac"), LastTac = item.Tac("lastTac") };
            if (segment.FirstTac!.Value.Value > segment.LastTac!.Value.Value || segment.FirstTac.Value.Value <= last?.Value)
                throw Malformed($"{item.Path} is not in order of TAC");
            last = segment.LastTac;
            segments.Add(segment);
        }

        ProducedPart produced = new(node.Number("sequence"), node.Number("tacs", Tac.MaxValue + 1), node.Number("ranges"), segments);
        Int128 records = Sum(segments);
        if (records < Math.Max(produced.Ranges, produced.Tacs) || records > (Int128)produced.Ranges + produced.Tacs)
            throw Malformed($"produced.segments have {records} records, which {produced.Tacs} TACs with {produced.Ranges} ranges do not make");
        return produced;
    }

    private static Segment SegmentOf(Node node, long leastRecords)
    {
        string sha256 = node.Text("sha256");
        if (!IsLowerHex(sha256, 64))
            throw Malformed($"{node.Path}.sha256 is not 64 lower-case hexadecimal digits");
        Segment segment = new() { Sha256 = sha256, Bytes = node.Number("bytes", Segment.MaxBytes), Records = node.Number("records") };
        if (segment.Bytes == 0)
            throw Malformed($"{node.Path}.bytes is 0");
        return segment.Records >= leastRecords ? segment : throw Malformed($"{node.Path}.records is 0");
    }

    private static void Agree(FeedManifest manifest)
    {
        if (manifest.Expires <= manifest.Created)
            throw Malformed("it expires before it was created");
        long snapshot = manifest.Snapshot.Sequence;
        bool touches = manifest.Deltas.Count == 0 ? snapshot == manifest.Sequence : manifest.Deltas[0].From == snapshot;
        for (int i = 0; i < manifest.Deltas.Count; i++)
        {
            if (i > 0 && manifest.Deltas[i].From != manifest.Deltas[i - 1].To)
                throw Malformed($"deltas[{i}] begins at {manifest.Deltas[i].From}, but the one before ends at {manifest.Deltas[i - 1].To}");
            touches |= manifest.Deltas[i].To == snapshot;
        }

        if (manifest.Deltas.Count > 0 && manifest.Deltas[^1].To != manifest.Sequence)
            throw Malformed($"the deltas end at {manifest.Deltas[^1].To}, and not at sequence {manifest.Sequence}");
        if (!touches)
            throw Malformed($"no delta leads on from the snapshot at {snapshot} to sequence {manifest.Sequence}");
        if (snapshot == manifest.Sequence && manifest.Listings != manifest.Snapshot.Listings)
            throw Malformed($"listings is {manifest.Listings}, but the snapshot of the same sequence has {manifest.Snapshot.Listings}");
        Dictionary<string, Segment> byHash = [];
        foreach (Segment segment in manifest.Segments)
        {
            if (!byHash.TryAdd(segment.Sha256, segment) && byHash[segment.Sha256] is Segment other
                && (other.Bytes != segment.Bytes || other.Records != segment.Records))
                throw Malformed($"it names the segment {segment.Sha256} twice with different sizes or counts");
        }
    }

    private static Int128 Sum(List<Segment> segments)
    {
        Int128 sum = 0;
        foreach (Segment segment in segments)
            sum += segment.Records;
        return sum;
    }

    private static bool IsLowerHex(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);

    private static FeedException Malformed(string what) => new(FeedFault.Malformed, $"the manifest is not sound: {what}");

    /// <summary>A value and where it stands, so that a message can say so.</summary>
    private readonly record struct Node(JsonElement Element, string Path)
    {
        public bool Has(string name) => Of(JsonValueKind.Object).Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

        public Node Object(string name) => Get(name).Of(JsonValueKind.Object);

        public List<Node> List(string name)
        {
            Node list = Get(name).Of(JsonValueKind.Array);
            return [.. list.Element.EnumerateArray().Select((e, i) => new Node(e, $"{list.Path}[{i}]"))];
        }

        public string Text(string name) => Get(name).Text();

        public string Text() => Of(JsonValueKind.String).Element.GetString()!;

        public long Number(string name, long most = long.MaxValue)
        {
            Node node = Get(name).Of(JsonValueKind.Number);
            return node.Element.TryGetInt64(out long number) && number >= 0 && number <= most
                ? number
                : throw Malformed($"{node.Path} is not a whole number from 0 to {most}");
        }

        public DateTimeOffset Time(string name)
        {
            bool read = DateTimeOffset.TryParseExact(
                Text(name), ManifestWriter.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
            return read ? time : throw Malformed($"{Below(name)} is not a time like 2026-11-25T04:00:00Z");
        }

        public Tac Tac(string name) =>
            EirDiameter.Equipment.Tac.TryParse(Text(name), out Tac tac) ? tac : throw Malformed($"{Below(name)} is not a TAC of 8 digits");

        private Node Get(string name) =>
            Of(JsonValueKind.Object).Element.TryGetProperty(name, out JsonElement value) ? new Node(value, Below(name)) : throw Malformed($"{Below(name)} is missing");

        private string Below(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

        private Node Of(JsonValueKind kind) =>
            Element.ValueKind == kind ? this : throw Malformed($"{(Path.Length == 0 ? "it" : Path)} is not {Words(kind)}");

        private static string Words(JsonValueKind kind) => kind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            _ => "a number",
        };
    }
}
