using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Operation;

/// <summary>What the API says to calls that it does not understand.</summary>
public sealed class RefusedCallTests
{
    [Fact]
    public async Task Whatever_is_refused_is_refused_with_a_reason()
    {
        using TemporaryFolder folder = new();
        await using EirNode node = await EirNode.StartAsync(folder.File("store"));
        const string Listings = "/v1/feeds/local/listings";
        await ExpectAsync(node, HttpMethod.Get, "/v1/nothing", null, HttpStatusCode.NotFound, "/v1/nothing");
        await ExpectAsync(node, HttpMethod.Post, "/v1/status", null, HttpStatusCode.MethodNotAllowed, "GET");
        await ExpectAsync(node, HttpMethod.Post, Listings, "null", HttpStatusCode.BadRequest, "equipment and list");
        await ExpectAsync(node, HttpMethod.Post, Listings, """{"equipment":"35693803564380","list":"black","lst":1}""", HttpStatusCode.BadRequest, "lst");
        await ExpectAsync(node, HttpMethod.Post, Listings, """{"equipment":"3569""", HttpStatusCode.BadRequest, "JSON");
        await ExpectAsync(node, HttpMethod.Post, "/v1/feeds/local/imports?snapshot=maybe", "", HttpStatusCode.BadRequest, "snapshot");
        await ExpectAsync(node, HttpMethod.Post, Listings, "x", HttpStatusCode.UnsupportedMediaType, "application/json", "text/plain");
    }

    private static async Task ExpectAsync(
        EirNode node, HttpMethod method, string path, string? body, HttpStatusCode expected, string why, string type = "application/json")
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body ?? ""));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        (HttpStatusCode status, string answered, string problem) = await node.Admin.SendAsync(method, path, body is null ? null : content);
        Assert.Equal((expected, "application/problem+json"), (status, answered));
        using var details = System.Text.Json.JsonDocument.Parse(problem);
        Assert.Contains(why, details.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
