using System.Text.Json;
using System.Text.Json.Serialization;

namespace EirDiameter.Registry;

/// <summary>Reads a JSON body where the endpoint chooses between JSON and bulk forms by itself.</summary>
internal static class JsonBody
{
    // A field that is misspelt must not pass for one that was left out.
    private static readonly JsonSerializerOptions Strict = new(RegistryJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <exception cref="BadHttpRequestException">It is not JSON of that form.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellation)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException(
                $"Content-Type '{request.ContentType}' is not understood: application/json for one, text/csv or application/x-ndjson for many",
                StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await request.ReadFromJsonAsync<T>(Strict, cancellation) ?? throw new BadHttpRequestException("the body is null");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"the body is not as it should be: {e.Message}", e);
        }
    }
}
