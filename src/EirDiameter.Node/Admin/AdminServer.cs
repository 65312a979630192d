using System.Net.Sockets;
using EirDiameter.Equipment;
using EirDiameter.Hosting;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.Neighbours;
using EirDiameter.Node.Push;
using EirDiameter.Peers;
using EirDiameter.Store;
using Microsoft.AspNetCore.Diagnostics;

namespace EirDiameter.Node.Admin;

/// <summary>The operators' HTTP server: API, health and metrics.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _url;
    private readonly PushEndpoints _push;
    private readonly PeerEndpoints _peers;

    public AdminServer(
        NodeOptions options,
        ListingStore store,
        Policy policy,
        ConfiguredPeers configuredPeers,
        PeerTable peers,
        FeedFollowers followers,
        AuditLog audit,
        NodeMetrics metrics,
        Readiness readiness,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _url = options.Admin.Url;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, ManualLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= Problem.DetailOf(context.HttpContext));
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json => AdminJson.Configure(json.SerializerOptions));
        builder.WebHost.UseKestrelCore().UseUrls(options.Admin.Url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        _app = builder.Build();
        ILogger logger = loggers.CreateLogger("EirDiameter.Node.Admin");
        _app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = context => AnswerFailureAsync(context, logger), SuppressDiagnosticsCallback = _ => true });
        _app.UseStatusCodePages();
        _app.Use(new AdminAccess(options.Admin).InvokeAsync);
        _app.UseRouting();
        _push = new PushEndpoints(options.Push, store, time, logger);
        _push.Map(_app);
        new CheckEndpoints(store, policy, time).Map(_app);
        new ListingEndpoints(store, followers, audit, logger).Map(_app);
        new ImportEndpoints(store, followers, audit, logger).Map(_app);
        new FeedEndpoints(store, followers).Map(_app);
        new AuditEndpoints(audit).Map(_app);
        _peers = new PeerEndpoints(configuredPeers, peers, audit, logger);
        _peers.Map(_app);
        new StatusEndpoints(store, peers, audit, metrics, options, readiness, time).Map(_app);
    }

    /// <summary>Starts listening and returns the address.</summary>
    public async Task<string> StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (SocketException e)
        {
            throw new IOException($"Admin:Url: {_url} cannot be listened on: {e.Message}", e);
        }

        return _app.Urls.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _push.Dispose();
        _peers.Dispose();
    }

    private static Task AnswerFailureAsync(HttpContext context, ILogger logger)
    {
        IExceptionHandlerFeature? feature = context.Features.Get<IExceptionHandlerFeature>();
        Exception? failure = feature?.Error;
        if (failure is BadHttpRequestException bad)
        {
            context.Response.StatusCode = bad.StatusCode;
            string detail = bad.InnerException is { } inner ? $"{bad.Message} {inner.Message}" : bad.Message;
            return WriteAsync(context, Problem.Details(bad.StatusCode, "Not understood", detail));
        }

        // The pattern, not the path: that may name equipment, which no log is to hold.
        string pattern = (feature?.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "of no endpoint";
        if (failure is not null) NodeLog.AdminFailed(logger, context.Request.Method, pattern, failure);
        const int Status = StatusCodes.Status500InternalServerError;
        return WriteAsync(context, Problem.Details(Status, "A fault of the node", "The node could not do this; its log says why. Nothing was acknowledged."));
    }

    private static Task WriteAsync(HttpContext context, Microsoft.AspNetCore.Mvc.ProblemDetails problem) =>
        context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
}
