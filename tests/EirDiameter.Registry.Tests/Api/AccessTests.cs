using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace EirDiameter.Registry.Tests;

public sealed class AccessTests
{
    [Fact]
    public async Task Every_endpoint_says_whom_it_serves()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        Assert.NotEmpty(registry.Server.Endpoints);
        Assert.Empty(registry.Server.Endpoints.Where(e => e.Metadata.GetMetadata<Access.Needed>() is null or { Open: false, Scope: Scopes.None }).Select(e => e.DisplayName));
    }

    [Theory]
    [InlineData(Role.Administration)]
    [InlineData(Role.Manufacturer)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Auditor)]
    public async Task Each_role_is_let_in_where_its_scopes_say_so_and_nowhere_else(object role)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (HttpClient client, _) = await registry.JoinAsync("Somebody", (Role)role, "pk");
        using HttpClient stranger = registry.Client(null);
        int asked = 0;
        foreach (RouteEndpoint endpoint in registry.Server.Endpoints.OfType<RouteEndpoint>())
        {
            Access.Needed needed = endpoint.Metadata.GetMetadata<Access.Needed>()!;
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            if (needed.Open)
                continue;

            // Behind the gate anything but 401 and "may not do this" will do: the arguments make no sense.
            bool allowed = (RoleScopes.Of((Role)role) & needed.Scope) != 0;
            Assert.True(allowed != await IsRefusedAsync(client, method, Path(endpoint), HttpStatusCode.Forbidden), $"{role}: {method} {endpoint.RoutePattern.RawText}");
            Assert.True(await IsRefusedAsync(stranger, method, Path(endpoint), HttpStatusCode.Unauthorized), $"{method} {endpoint.RoutePattern.RawText} lets a stranger in");
            asked++;
        }

        Assert.True(asked > 10);
    }

    [Fact]
    public async Task What_routing_refuses_by_itself_says_why_to_anybody()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        using HttpClient stranger = registry.Client(null);
        Assert.Contains("/openapi/v1.json", await stranger.GetAsync("/v1/nothing").RefusedAsync(404), StringComparison.Ordinal);
        Assert.Contains("DELETE is not", await stranger.DeleteAsync("/v1/verify").RefusedAsync(405), StringComparison.Ordinal);
        Assert.Contains("'text/html; charset=utf-8' is not understood", await stranger.PostAsync("/v1/verify", new StringContent("x", null, "text/html")).RefusedAsync(415), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("Origin", "https://elsewhere.example", false)]
    [InlineData("X-Forwarded-For", "192.0.2.1", false)]
    [InlineData("Forwarded", "for=192.0.2.1", false)]
    [InlineData("Via", "1.1 proxy", false)]
    [InlineData("Host", "registry.example.org", false)]
    public async Task Without_registrar_keys_only_a_program_of_this_machine_is_the_registrar(string? header, string? value, bool allowed)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite", o => o with { RegistrarKeys = [] });
        using HttpClient local = registry.Client(null);
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/participants");
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        using HttpResponseMessage response = await local.SendAsync(request);
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task<bool> IsRefusedAsync(HttpClient client, string method, string path, HttpStatusCode status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode == status && (status == HttpStatusCode.Unauthorized || (await response.Content.ReadAsStringAsync()).Contains("may not do this", StringComparison.Ordinal));
    }

    private static string Path(RouteEndpoint endpoint) =>
        string.Concat(endpoint.RoutePattern.PathSegments.Select(s => "/" + string.Concat(s.Parts.Select(p => p is RoutePatternLiteralPart literal ? literal.Content : "1"))));
}
