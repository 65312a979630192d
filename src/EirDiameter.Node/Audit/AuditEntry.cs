using System.Buffers;
using System.Text.Json;
using EirDiameter.Node.Admin;

namespace EirDiameter.Node.Audit;

/// <summary>What somebody did, to become a line of the audit log.</summary>
/// <param name="Action">What: <c>approve</c>, <c>import</c>, <c>add</c> and so on.</param>
/// <param name="Feed">The feed it was done to.</param>
/// <param name="Who">The operator, as given, or the key that was shown.</param>
/// <param name="Why">The reason, as given; empty = none.</param>
/// <param name="From">Where it was asked from; null = not known.</param>
/// <param name="Details">What there is to say of it; becomes JSON.</param>
internal sealed record AuditEntry(string Action, string Feed, string Who, string Why, string? From, object Details)
{
    /// <summary>As JSON: whatever cannot be written fails here, at whom it came from.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, AdminJson.Options);

    /// <summary>Makes a line, without its line feed.</summary>
    /// <param name="entry">What <see cref="ToJson"/> made.</param>
    /// <param name="number">Number of the line, from 1 on.</param>
    /// <param name="time">When it is written.</param>
    /// <param name="previous">Hash of the line before.</param>
    public static byte[] LineOf(JsonElement entry, long number, DateTimeOffset time, string previous)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line, new JsonWriterOptions { Encoder = AdminJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteNumber("number", number);
            json.WriteString("time", time.UtcDateTime);
            foreach (JsonProperty property in entry.EnumerateObject()) property.WriteTo(json);
            json.WriteString("previous", previous);
            json.WriteEndObject();
        }

        return line.WrittenSpan.ToArray();
    }
}
