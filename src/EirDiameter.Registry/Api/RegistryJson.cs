using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EirDiameter.Registry;

/// <summary>How JSON is written, in the API and in the ledger: camel case, words for enumerations in kebab case, no nulls.</summary>
internal static class RegistryJson
{
    public static JsonSerializerOptions Options { get; } = Make(new JsonSerializerOptions());

    public static JsonSerializerOptions Make(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        return options;
    }
}
