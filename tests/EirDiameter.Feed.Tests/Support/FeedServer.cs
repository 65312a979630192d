using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Feed.Tests;

/// <summary>A web server for a feed's folder, which can be told to fail.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly string _root;
    private readonly WebApplication _application;

    private FeedServer(string root, WebApplication application) => (_root, _application) = (root, application);

    public Uri Url { get; private set; } = null!;

    /// <summary>Whether it names what it sends by entity tags.</summary>
    public bool HasETags { get; set; } = true;

    /// <summary>Whether it understands ranges.</summary>
    public bool HasRanges { get; set; } = true;

    /// <summary>Answers instead of the folder; false = let the folder answer.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Changes the octets of a file before they are sent.</summary>
    public Func<string, byte[], byte[]>? Change { get; set; }

    public ConcurrentQueue<SeenRequest> Seen { get; } = [];

    public IEnumerable<SeenRequest> SeenSegments => Seen.Where(s => s.Path.Contains("/segments/", StringComparison.Ordinal));

    public static async Task<FeedServer> StartAsync(string root)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        WebApplication application = builder.Build();
        FeedServer server = new(root, application);
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        string address = application.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Url = new Uri(address + "/feeds/global/");
        return server;
    }

    /// <summary>Sends so many octets of the file that was asked for (or of its rest) under the right length, then breaks off when they have arrived; null = waits for ever.</summary>
    public async Task SendPartAsync(HttpContext context, int octets, Func<long>? arrived)
    {
        byte[] file = await File.ReadAllBytesAsync(PathOf(context));
        int from = FromOf(context) ?? 0;
        context.Response.StatusCode = from == 0 ? 200 : 206;
        context.Response.ContentLength = file.Length - from;
        if (from > 0)
            context.Response.Headers.ContentRange = $"bytes {from}-{file.Length - 1}/{file.Length}";
        context.Response.Headers.ETag = TagOf(file);
        await context.Response.Body.WriteAsync(file.AsMemory(from, octets));
        await context.Response.Body.FlushAsync();
        // Octets that are still on the way may be lost with the connection.
        while (arrived?.Invoke() < from + octets)
            await Task.Delay(5);
        if (arrived is null)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        context.Abort();
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static int? FromOf(HttpContext context)
    {
        string range = context.Request.Headers.Range.ToString();
        return range.StartsWith("bytes=", StringComparison.Ordinal) ? int.Parse(range[6..^1]) : null;
    }

    private static string TagOf(byte[] octets) => $"\"{Convert.ToHexStringLower(SHA256.HashData(octets))[..16]}\"";

    private string PathOf(HttpContext context) => Path.Combine(_root, context.Request.Path.Value!["/feeds/global/".Length..]);

    private async Task AnswerAsync(HttpContext context)
    {
        IHeaderDictionary asked = context.Request.Headers;
        Seen.Enqueue(new(context.Request.Path.Value!, asked.Range.ToString(), asked.IfRange.ToString(), asked.IfNoneMatch.ToString(), asked.Authorization.ToString()));
        if (Instead is not null && await Instead(context))
            return;
        if (!context.Request.Path.StartsWithSegments("/feeds/global") || !File.Exists(PathOf(context)))
        {
            context.Response.StatusCode = 404;
            return;
        }

        byte[] octets = await File.ReadAllBytesAsync(PathOf(context));
        octets = Change?.Invoke(context.Request.Path.Value!, octets) ?? octets;
        string tag = TagOf(octets);
        if (HasETags)
            context.Response.Headers.ETag = tag;
        if (HasETags && asked.IfNoneMatch == tag)
        {
            context.Response.StatusCode = 304;
            return;
        }

        int from = HasRanges && (asked.IfRange.Count == 0 || asked.IfRange == tag) ? FromOf(context) ?? 0 : 0;
        if (from > 0 && from >= octets.Length)
        {
            context.Response.StatusCode = 416;
            return;
        }

        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{octets.Length - 1}/{octets.Length}";
        }

        context.Response.ContentLength = octets.Length - from;
        await context.Response.Body.WriteAsync(octets.AsMemory(from));
    }
}

/// <summary>What a server was asked.</summary>
internal sealed record SeenRequest(string Path, string Range, string IfRange, string IfNoneMatch, string Authorization);
