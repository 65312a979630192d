using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>Writes manifests.</summary>
internal static class ManifestWriter
{
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static byte[] Write(FeedManifest manifest)
    {
        ArrayBufferWriter<byte> octets = new(1 << 16);
        using (Utf8JsonWriter json = new(octets, new JsonWriterOptions { Indented = true, IndentSize = 1, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", FeedManifest.Format);
            json.WriteString("feed", manifest.Feed);
            json.WriteNumber("sequence", manifest.Sequence);
            json.WriteString("created", Text(manifest.Created));
            json.WriteString("expires", Text(manifest.Expires));
            json.WriteNumber("listings", manifest.Listings);
            json.WriteNumber("buckets", ListingDigest.Buckets);
            json.WriteStartArray("digests");
            foreach (ulong digest in manifest.Digests)
                json.WriteStringValue(digest.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteEndArray();
            json.WriteStartObject("snapshot");
            json.WriteNumber("sequence", manifest.Snapshot.Sequence);
            json.WriteNumber("listings", manifest.Snapshot.Listings);
            WriteSegments(json, manifest.Snapshot.Segments);
            json.WriteEndObject();
            json.WriteStartArray("deltas");
            foreach (DeltaPart delta in manifest.Deltas)
            {
                json.WriteStartObject();
                json.WriteNumber("from", delta.From);
                json.WriteNumber("to", delta.To);
                WriteSegments(json, delta.Segments);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (manifest.Produced is ProducedPart produced)
            {
                json.WriteStartObject("produced");
                json.WriteNumber("sequence", produced.Sequence);
                json.WriteNumber("tacs", produced.Tacs);
                json.WriteNumber("ranges", produced.Ranges);
                WriteSegments(json, produced.Segments);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return octets.WrittenSpan.ToArray();
    }

    private static void WriteSegments(Utf8JsonWriter json, IReadOnlyList<Segment> segments)
    {
        json.WriteStartArray("segments");
        foreach (Segment segment in segments)
        {
            json.WriteStartObject();
            json.WriteString("sha256", segment.Sha256);
            json.WriteNumber("bytes", segment.Bytes);
            json.WriteNumber("records", segment.Records);
            if (segment.FirstBucket is int firstBucket)
                json.WriteNumber("firstBucket", firstBucket);
            if (segment.LastBucket is int lastBucket)
                json.WriteNumber("lastBucket", lastBucket);
            if (segment.FirstTac is Tac firstTac)
                json.WriteString("firstTac", firstTac.ToString());
            if (segment.LastTac is Tac lastTac)
                json.WriteString("lastTac", lastTac.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
