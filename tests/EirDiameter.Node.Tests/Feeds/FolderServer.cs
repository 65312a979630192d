using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>Kestrel on a free port, giving out the files of a folder with an ETag each; it can stall, and it can be closed for a while.</summary>
internal sealed class FolderServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly List<string> _asked = [];
    private TaskCompletionSource? _stall;

    private FolderServer(string folder)
    {
        _folder = folder;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Url => _app.Urls.First() + "/";

    /// <summary>Set while every answer is 503.</summary>
    public bool Down { get; set; }

    /// <summary>Part of the paths that <see cref="Stall"/> holds up.</summary>
    public string Stalls { get; set; } = "segments";

    /// <summary>Done when a request is being held up.</summary>
    public TaskCompletionSource Stalled { get; private set; } = new();

    /// <summary>Paths asked for, with the status.</summary>
    public string[] Asked
    {
        get
        {
            lock (_asked) return [.. _asked];
        }
    }

    public static async Task<FolderServer> StartAsync(string folder)
    {
        FolderServer server = new(folder);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>From now on some requests are not answered until <see cref="GoOn"/>.</summary>
    public void Stall()
    {
        Stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _stall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void GoOn()
    {
        _stall?.TrySetResult();
        _stall = null;
    }

    public async ValueTask DisposeAsync()
    {
        GoOn();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!.TrimStart('/');
        if (_stall is TaskCompletionSource stall && path.Contains(Stalls, StringComparison.Ordinal))
        {
            Stalled.TrySetResult();
            await stall.Task.WaitAsync(context.RequestAborted);
        }

        string file = Path.Combine(_folder, path);
        if (Down) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else if (!File.Exists(file)) context.Response.StatusCode = StatusCodes.Status404NotFound;
        else await SendAsync(context, file);
        lock (_asked) _asked.Add($"{path} {context.Response.StatusCode}");
    }

    private static async Task SendAsync(HttpContext context, string file)
    {
        byte[] octets = await File.ReadAllBytesAsync(file);
        string tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(octets))[..16]}\"";
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentLength = octets.Length;
        await context.Response.Body.WriteAsync(octets);
    }
}
