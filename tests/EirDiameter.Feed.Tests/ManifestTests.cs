using System.Text;
using System.Text.Json.Nodes;

namespace EirDiameter.Feed.Tests;

public sealed class ManifestTests
{
    private static readonly string HashA = new('a', 64);

    [Fact]
    public void What_is_written_is_read_back_and_written_the_same()
    {
        FeedManifest manifest = FeedManifest.Parse(Octets(Sound()));
        Assert.Equal("global", manifest.Feed);
        Assert.Equal(1234, manifest.Sequence);
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 4, 0, 0, TimeSpan.Zero), manifest.Created);
        Assert.Equal(0xffUL, manifest.Digests[255]);
        Assert.Equal(2, manifest.Snapshot.Segments.Count);
        Assert.Equal(4, manifest.Snapshot.Segments[1].FirstBucket);
        Assert.Equal([(1100L, 1200L), (1200L, 1234L)], manifest.Deltas.Select(d => (d.From, d.To)));
        Assert.Equal("35209999", manifest.Produced!.Segments[0].LastTac.ToString());
        byte[] written = manifest.ToBytes();
        Assert.Equal(written, FeedManifest.Parse(written).ToBytes());
        Assert.True(JsonNode.DeepEquals(Sound(), JsonNode.Parse(written)));
    }

    [Fact]
    public void Produced_may_be_absent_and_unknown_fields_are_passed_over()
    {
        JsonObject json = Sound();
        json.Remove("produced");
        json["later"] = "x";
        Assert.Null(FeedManifest.Parse(Octets(json)).Produced);
        json["produced"] = null;
        Assert.Null(FeedManifest.Parse(Octets(json)).Produced);
    }

    public static TheoryData<string, string, string?, string> Faults => new()
    {
        { "", "format", "2", "only 1 is understood" },
        { "", "format", null, "format is missing" },
        { "", "format", "\"1\"", "format is not a number" },
        { "", "feed", "\"Global\"", "lower-case" },
        { "", "feed", "\"../x\"", "lower-case" },
        { "", "feed", "\"\"", "lower-case" },
        { "", "sequence", "-1", "sequence is not a whole number" },
        { "", "sequence", "1.5", "sequence is not a whole number" },
        { "", "sequence", "9223372036854775808", "sequence is not a whole number" },
        { "", "sequence", "1235", "and not at sequence 1235" },
        { "", "created", "\"2026-11-25\"", "created is not a time" },
        { "", "created", "\"2026-11-25T04:00:00+01:00\"", "created is not a time" },
        { "", "created", "5", "created is not a text" },
        { "", "expires", "\"2026-11-25T04:00:00Z\"", "expires before it was created" },
        { "", "listings", "-5", "listings is not a whole number" },
        { "", "buckets", "128", "128 buckets" },
        { "", "digests", "[]", "digests has 0 entries" },
        { "", "digests", "{}", "digests is not an array" },
        { "digests", "7", "\"00000000000000FF\"", "digests[7] is not 16" },
        { "digests", "7", "\"123\"", "digests[7] is not 16" },
        { "digests", "7", "7", "digests[7] is not a text" },
        { "", "snapshot", null, "snapshot is missing" },
        { "", "snapshot", "[]", "snapshot is not an object" },
        { "snapshot", "sequence", "1150", "no delta leads on" },
        { "snapshot", "sequence", "1234", "the snapshot of the same sequence" },
        { "snapshot", "listings", "999", "have 30 records" },
        { "snapshot", "segments", "[]", "end before bucket 0" },
        { "snapshot.segments.0", "sha256", "\"../../../etc/passwd\"", "snapshot.segments[0].sha256 is not 64" },
        { "snapshot.segments.0", "sha256", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", "is not 64 lower-case" },
        { "snapshot.segments.0", "bytes", "0", "bytes is 0" },
        { "snapshot.segments.0", "bytes", "4294967297", "bytes is not a whole number" },
        { "snapshot.segments.0", "records", "-10", "records is not a whole number" },
        { "snapshot.segments.0", "firstBucket", "1", "does not go on with bucket 0" },
        { "snapshot.segments.0", "firstBucket", null, "firstBucket is missing" },
        { "snapshot.segments.1", "firstBucket", "5", "does not go on with bucket 4" },
        { "snapshot.segments.1", "lastBucket", "256", "lastBucket is not a whole number" },
        { "snapshot.segments.1", "lastBucket", "254", "and not after 255" },
        { "snapshot.segments.1", "lastBucket", "3", "does not go on" },
        { "snapshot.segments.1", "sha256", "\"" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + "\"", "twice" },
        { "deltas.1", "from", "1201", "the one before ends at 1200" },
        { "deltas.1", "to", "1200", "does not end after it begins" },
        { "deltas.1", "to", "1233", "the deltas end at 1233" },
        { "deltas.0.segments.0", "records", "0", "records is 0" },
        { "", "deltas", "[]", "no delta leads on" },
        { "produced", "tacs", "-1", "tacs is not a whole number" },
        { "produced", "ranges", "100", "do not make" },
        { "produced", "tacs", "100", "do not make" },
        { "produced.segments.0", "firstTac", "\"3520990\"", "firstTac is not a TAC" },
        { "produced.segments.0", "firstTac", "\"99999999\"", "not in order of TAC" },
        { "produced.segments.1", "firstTac", "\"35209999\"", "not in order of TAC" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_named(string below, string name, string? value, string why)
    {
        JsonObject json = Sound();
        JsonNode parent = json;
        foreach (string step in below.Split('.', StringSplitOptions.RemoveEmptyEntries))
            parent = char.IsAsciiDigit(step[0]) ? parent[int.Parse(step)]! : parent[step]!;
        if (value is null)
            parent.AsObject().Remove(name);
        else if (parent is JsonArray array)
            array[int.Parse(name)] = JsonNode.Parse(value);
        else
            parent[name] = JsonNode.Parse(value);
        AssertMalformed(Octets(json), why);
    }

    [Fact]
    public void What_is_no_JSON_is_refused()
    {
        AssertMalformed("<html>not found</html>"u8.ToArray(), "not sound JSON");
        AssertMalformed([], "not sound JSON");
        AssertMalformed("[]"u8.ToArray(), "it is not an object");
        AssertMalformed("null"u8.ToArray(), "it is not an object");
        AssertMalformed([.. Octets(Sound()), (byte)'x'], "not sound JSON");
        AssertMalformed(Encoding.UTF8.GetBytes(Sound().ToJsonString().Replace("\"sequence\":1234", "\"sequence\":1,\"sequence\":1234", StringComparison.Ordinal)), "not sound JSON");
        AssertMalformed(Encoding.UTF8.GetBytes(new string('[', 100_000)), "not sound JSON");
        byte[] latin = Octets(Sound());
        latin[latin.AsSpan().IndexOf("global"u8)] = 0xFF;
        AssertMalformed(latin, "");
        AssertMalformed(new byte[FeedManifest.MaxBytes + 1], "larger than");
    }

    [Fact]
    public void A_manifest_that_is_cut_or_damaged_anywhere_is_refused_or_sound()
    {
        byte[] whole = Octets(Sound());
        for (int length = 0; length < whole.Length; length++)
            Assert.Equal(FeedFault.Malformed, Assert.Throws<FeedException>(() => FeedManifest.Parse(whole.AsSpan(0, length))).Fault);
        Random random = new(7);
        for (int i = 0; i < 5000; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                FeedManifest read = FeedManifest.Parse(damaged);
                Assert.Equal(256, read.Digests.Count);
            }
            catch (FeedException e)
            {
                Assert.Equal(FeedFault.Malformed, e.Fault);
            }
        }
    }

    private static void AssertMalformed(byte[] octets, string why)
    {
        FeedException refused = Assert.Throws<FeedException>(() => FeedManifest.Parse(octets));
        Assert.Equal(FeedFault.Malformed, refused.Fault);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static byte[] Octets(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static JsonObject Sound() => new JsonObject
    {
        ["format"] = 1,
        ["feed"] = "global",
        ["sequence"] = 1234,
        ["created"] = "2026-11-25T04:00:00Z",
        ["expires"] = "2026-11-26T04:00:00Z",
        ["listings"] = 32,
        ["buckets"] = 256,
        ["digests"] = new JsonArray([.. Enumerable.Range(0, 256).Select(i => (JsonNode)i.ToString("x16"))]),
        ["snapshot"] = new JsonObject
        {
            ["sequence"] = 1200,
            ["listings"] = 30,
            ["segments"] = new JsonArray(
                new JsonObject { ["sha256"] = HashA, ["bytes"] = 123, ["records"] = 10, ["firstBucket"] = 0, ["lastBucket"] = 3 },
                new JsonObject { ["sha256"] = new string('b', 64), ["bytes"] = 124, ["records"] = 20, ["firstBucket"] = 4, ["lastBucket"] = 255 }),
        },
        ["deltas"] = new JsonArray(
            new JsonObject { ["from"] = 1100, ["to"] = 1200, ["segments"] = new JsonArray(new JsonObject { ["sha256"] = new string('c', 64), ["bytes"] = 1, ["records"] = 1 }) },
            new JsonObject { ["from"] = 1200, ["to"] = 1234, ["segments"] = new JsonArray() }),
        ["produced"] = new JsonObject
        {
            ["sequence"] = 1100,
            ["tacs"] = 3,
            ["ranges"] = 4,
            ["segments"] = new JsonArray(
                new JsonObject { ["sha256"] = new string('d', 64), ["bytes"] = 1, ["records"] = 3, ["firstTac"] = "35209900", ["lastTac"] = "35209999" },
                new JsonObject { ["sha256"] = new string('e', 64), ["bytes"] = 1, ["records"] = 2, ["firstTac"] = "35210000", ["lastTac"] = "35210000" }),
        },
    };
}
