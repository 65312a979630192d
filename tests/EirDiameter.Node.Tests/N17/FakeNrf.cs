using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EirDiameter.Node.Tests.N17;

/// <summary>As much of an NRF as a registration needs: HTTP/2, and answers that a test can choose.</summary>
internal sealed class FakeNrf : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeNrf()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        ((IApplicationBuilder)_app).Run(AnswerAsync);
    }

    public ConcurrentQueue<(string Method, string Path, string? Type, string Body)> Requests { get; } = new();

    /// <summary>The answer to each method: status and body.</summary>
    public ConcurrentDictionary<string, (int Status, string Body)> Answers { get; } = new(StringComparer.Ordinal)
    {
        ["PUT"] = (201, "{\"heartBeatTimer\":10}"),
        ["PATCH"] = (204, ""),
        ["DELETE"] = (204, ""),
    };

    public string Url => _app.Urls.First();

    public Func<Task>? OnDelete { get; set; }

    public string[] Methods => [.. Requests.Select(request => request.Method)];

    public static async Task<FakeNrf> StartAsync()
    {
        FakeNrf nrf = new();
        await nrf._app.StartAsync();
        return nrf;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        if (context.Request.Method == "DELETE" && OnDelete is not null) await OnDelete();
        (int status, string answer) = Answers[context.Request.Method];
        context.Response.StatusCode = status;
        Requests.Enqueue((context.Request.Method, context.Request.Path, context.Request.ContentType, body));
        if (answer.Length > 0) await context.Response.WriteAsync(answer);
    }
}
