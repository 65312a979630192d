using System.Net.Sockets;
using System.Text.Json.Serialization;
using EirDiameter.Hosting;
using Microsoft.AspNetCore.Diagnostics;

namespace EirDiameter.Registry;

/// <summary>The registry's HTTP server: every part maps its endpoints here.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RegistryOptions _options;
    private readonly RegistryMetrics _metrics;
    private readonly MakerQueries _queries;

    public RegistryServer(RegistryOptions options, RegistryDatabase database, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, ManualLifetime>();
        builder.Services.AddRoutingCore();
        ApiDocument.Add(builder.Services);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json => RegistryJson.Make(json.SerializerOptions).UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow);
        builder.WebHost.UseKestrelCore().UseUrls(options.Url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        _app = builder.Build();
        ILogger logger = loggers.CreateLogger("EirDiameter.Registry.Api");
        _metrics = new RegistryMetrics(database);
        _app.Use(_metrics.InvokeAsync);
        _app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = context => AnswerFailureAsync(context, logger), SuppressDiagnosticsCallback = _ => true });
        _app.UseStatusCodePages(context => Problem.WriteAsync(context.HttpContext));
        _app.UseRouting();
        ParticipantKeys keys = new(database, options, time);
        _app.Use(new Access(keys, options).InvokeAsync);
        ApiDocument.Map(_app);
        new HealthEndpoints(database, _metrics).Map(_app);
        AllocationStatus allocations = new(database, options.Allocations, time);
        new ParticipantEndpoints(database, keys).Map(_app);
        new ReportEndpoints(database, options.Reports, time).Map(_app);
        Evidence = new Evidence(options, database, time, loggers);
        Evidence.Map(_app);
        Publishing = new PublishingService(database, options.Publish, time, loggers);
        new PublishingEndpoints(Publishing).Map(_app);
        new FeedFileEndpoints(Publishing, options.Publish).Map(_app);
        new AllocationEndpoints(database, allocations, options.Allocations).Map(_app);
        new ProductionEndpoints(database, allocations, time).Map(_app);
        AllowedAddresses allowed = new(options.MakerQueries);
        _queries = new MakerQueries(options.MakerQueries, allowed, () => Publishing.Keys, time);
        new MakerEndpoints(new MakerRegister(database, allowed), _queries).Map(_app);
        new VerificationEndpoints(new Verifier(database, allocations, _queries, time)).Map(_app);
        new AuditEndpoints(database, new EquipmentStatus(database, allocations, options.Allocations, new ReportQueries(database, options.Reports))).Map(_app);
    }

    /// <summary>The parts that gather and judge evidence.</summary>
    public Evidence Evidence { get; }

    /// <summary>Publishes the feeds, once it is started.</summary>
    public PublishingService Publishing { get; }

    /// <summary>Every endpoint there is.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints)];

    /// <summary>Starts listening and returns the address.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public async Task<string> StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (SocketException e)
        {
            throw new IOException($"Registry:Url: {_options.Url} cannot be listened on: {e.Message}", e);
        }

        Evidence.Daily.Start();
        return _app.Urls.First();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await Publishing.DisposeAsync();
        await Evidence.DisposeAsync();
        await _app.DisposeAsync();
        _queries.Dispose();
        _metrics.Dispose();
    }

    private static Task AnswerFailureAsync(HttpContext context, ILogger logger)
    {
        Exception? failure = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (failure is RegistryException refused)
            return Problem.WriteAsync(context, refused);
        if (failure is BadHttpRequestException bad)
            return Problem.WriteAsync(context, bad.StatusCode, "Not understood", bad.InnerException is { } inner ? $"{bad.Message} {inner.Message}" : bad.Message);
        if (failure is not null)
        {
            // The pattern, not the path: that may name equipment, which no log is to hold.
            string? pattern = (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText;
            RegistryLog.CallFailed(logger, context.Request.Method, pattern ?? "of no endpoint", failure);
        }

        return Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, "A fault of the registry", "The registry could not do this; its log says why. Nothing was changed.");
    }
}
