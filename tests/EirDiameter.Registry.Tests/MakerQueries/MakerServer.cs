using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace EirDiameter.Registry.Tests;

/// <summary>A manufacturer's own endpoint, on loopback. It knows a question only if the registry signed it, for this address.</summary>
internal sealed class MakerServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MakerServer(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>PEM of the registry's public key.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>The equipment of each question that came.</summary>
    public List<string[]> Asked { get; } = [];

    /// <summary>How it answers; null = that even serial numbers were produced, and odd ones were not.</summary>
    public Func<HttpContext, string[], Task>? Answer { get; set; }

    public static async Task<MakerServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        MakerServer server = new(app);
        app.Run(server.ServeAsync);
        await app.StartAsync();
        server.Url = app.Urls.First() + "/produced";
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(PublicKey);
        if (!key.VerifyData(body.ToArray(), Convert.FromBase64String(context.Request.Headers["X-Signature"].ToString()), HashAlgorithmName.SHA256))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using JsonDocument question = JsonDocument.Parse(Encoding.UTF8.GetString(body.ToArray()));
        if (question.RootElement.GetProperty("to").GetString() != Url || !DateTimeOffset.TryParse(question.RootElement.GetProperty("time").GetString(), out _))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        string[] equipment = [.. question.RootElement.GetProperty("equipment").EnumerateArray().Select(e => e.GetString()!)];
        lock (Asked)
            Asked.Add(equipment);
        if (Answer is not null)
            await Answer(context, equipment);
        else
            await context.Response.WriteAsync($$"""{"answers":[{{string.Join(',', equipment.Select(e => $$"""{"equipment":"{{e}}","produced":{{(e[^1] % 2 == 0 ? "true" : "false")}}}"""))}}]}""");
    }
}
