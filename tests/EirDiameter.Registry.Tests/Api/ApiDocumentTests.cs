using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace EirDiameter.Registry.Tests;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Every_endpoint_is_in_the_document_with_a_summary_and_says_what_it_needs()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        JsonElement document = await registry.Client(null).GetAsync("/openapi/v1.json").DoneAsync();
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("participant-key").GetProperty("scheme").GetString());
        JsonElement paths = document.GetProperty("paths");
        int found = 0;
        foreach (RouteEndpoint endpoint in registry.Server.Endpoints.OfType<RouteEndpoint>().Where(e => !e.RoutePattern.RawText!.StartsWith("/openapi", StringComparison.Ordinal)))
        {
            string path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p =>
                p is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : $"{{{((Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart)p).Name}}}"))));
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                Assert.True(paths.TryGetProperty(path, out JsonElement item) && item.TryGetProperty(method.ToLowerInvariant(), out _), $"{method} {path} is not in the document");
                JsonElement operation = item.GetProperty(method.ToLowerInvariant());
                Assert.True(operation.TryGetProperty("summary", out JsonElement summary) && summary.GetString()!.Length > 5, $"{method} {path} has no summary");
                Assert.True(operation.GetProperty("responses").EnumerateObject().Any(r => r.Name[0] == '2'), $"{method} {path} says no answer");
                bool open = endpoint.Metadata.GetMetadata<Access.Needed>()!.Open;
                Assert.True(open != operation.TryGetProperty("security", out _), $"{method} {path}: security");
                found++;
            }
        }

        Assert.True(found > 30);
    }

    [Fact]
    public async Task Bodies_and_refusals_are_described()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        JsonElement paths = (await registry.Client(null).GetAsync("/openapi/v1.json").DoneAsync()).GetProperty("paths");
        JsonElement add = paths.GetProperty("/v1/participants").GetProperty("post");
        Assert.True(add.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        Assert.True(add.GetProperty("responses").GetProperty("422").GetProperty("content").TryGetProperty("application/problem+json", out _));
        Assert.True(paths.GetProperty("/v1/production").GetProperty("post").GetProperty("requestBody").GetProperty("content").TryGetProperty("text/csv", out _));
    }
}
