using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Tools.Tests.Eirctl;

/// <summary>A web server that speaks the admin API as a node would, says what it is told to say, and remembers what it was asked.</summary>
internal sealed class StandInNode : IAsyncDisposable
{
    private readonly WebApplication _server;
    private Func<HttpContext, Task> _answer = context => Task.CompletedTask;

    private StandInNode(WebApplication server) => _server = server;

    public List<Asked> Requests { get; } = [];

    public Asked Request => Assert.Single(Requests);

    public string Url { get; private set; } = "";

    public static async Task<StandInNode> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var node = new StandInNode(builder.Build());
        node._server.Run(node.HandleAsync);
        await node._server.StartAsync();
        node.Url = node._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return node;
    }

    public StandInNode Answers(string json, int status = 200, string type = "application/json") => Answers(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(json);
    });

    public StandInNode Refuses(int status, string detail) =>
        Answers($$"""{"title":"Refused","status":{{status}},"detail":"{{detail}}"}""", status, "application/problem+json");

    public StandInNode Answers(Func<HttpContext, Task> answer)
    {
        _answer = answer;
        return this;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        // A refusal leaves the body unread, as a real server does when the key is wrong.
        var asked = new Asked(context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization.ToString());
        Requests.Add(asked);
        context.Items["asked"] = asked;
        await _answer(context);
    }

    /// <summary>Reads the body into what was remembered of the request.</summary>
    public static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return ((Asked)context.Items["asked"]!).Body = body.ToArray();
    }

    internal sealed record Asked(string Method, string Address, string Authorization)
    {
        public byte[] Body { get; set; } = [];
    }
}
