using EirDiameter.Node.Admin;
using EirDiameter.Node.Configuration;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EirDiameter.Node.Tests.Admin;

public sealed class AdminAccessTests
{
    private const string Key = "a-key-of-the-operators";

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("localhost:8080")]
    [InlineData("[::1]:8080")]
    public async Task Without_keys_loopback_names_are_served(string host)
    {
        Assert.Equal(200, await StatusOf([], host));
    }

    [Theory]
    [InlineData("eir.attacker.example")]
    [InlineData("192.0.2.1:8080")]
    [InlineData("")]
    public async Task Without_keys_another_name_is_refused(string host)
    {
        Assert.Equal(403, await StatusOf([], host));
    }

    [Fact]
    public async Task Without_keys_a_web_page_is_refused()
    {
        Assert.Equal(403, await StatusOf([], "127.0.0.1:8080", request => request.Headers.Origin = "https://attacker.example"));
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Bearer wrong", 401)]
    [InlineData($"Basic {Key}", 401)]
    [InlineData($"Bearer {Key}x", 401)]
    [InlineData($"Bearer {Key}", 200)]
    [InlineData($"bearer {Key}", 200)]
    [InlineData("Bearer another-key-of-theirs", 200)]
    public async Task With_keys_one_of_them_must_be_shown(string? authorization, int expected)
    {
        int status = await StatusOf([Key, "another-key-of-theirs"], "192.0.2.1:8080", request =>
        {
            if (authorization is not null) request.Headers.Authorization = authorization;
        });

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        Assert.Equal(200, await StatusOf([Key], "192.0.2.1:8080", request => request.Path = "/healthz/ready"));
        Assert.Equal(401, await StatusOf([Key], "192.0.2.1:8080", request => request.Path = "/healthzz"));
        Assert.Equal(401, await StatusOf([Key], "192.0.2.1:8080", request => request.Path = "/metrics"));
    }

    private static async Task<int> StatusOf(string[] keys, string host, Action<HttpRequest>? prepare = null)
    {
        DefaultHttpContext context = new();
        context.Request.Method = "GET";
        context.Request.Path = "/v1/status";
        context.Request.Host = new HostString(host);
        prepare?.Invoke(context.Request);
        await new AdminAccess(new AdminOptions { Keys = keys }).InvokeAsync(context, served => Task.CompletedTask);
        return context.Response.StatusCode;
    }
}
