using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EirDiameter.Registry;

/// <summary>How JSON is written, in the API and in the ledger: camel case, words for enumerations in kebab case but for the verdicts on production, no nulls.</summary>
internal static class RegistryJson
{
    public static JsonSerializerOptions Options { get; } = Make(new JsonSerializerOptions());

    public static JsonSerializerOptions Make(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

        // These are words of ITU-T Q.5057's own.
        options.Converters.Add(new JsonStringEnumConverter<ProducedVerdict>(JsonNamingPolicy.SnakeCaseUpper));
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        return options;
    }
}
