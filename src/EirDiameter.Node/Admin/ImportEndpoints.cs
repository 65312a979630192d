using System.Text.Json;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Feeds;
using EirDiameter.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace EirDiameter.Node.Admin;

/// <summary>Whole list files in and out.</summary>
internal sealed class ImportEndpoints(ListingStore store, FeedFollowers followers, AuditLog audit, ILogger logger)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/feeds/{feed}/imports", ImportAsync);
        routes.MapGet("/v1/feeds/{feed}/export", ExportAsync);
        routes.MapGet("/v1/export", ExportAsync);
    }

    private async Task<IResult> ImportAsync(string feed, string? name, bool? snapshot, HttpContext context)
    {
        if (EditedFeeds.WhyNot(feed, store, followers) is IResult refusal) return refusal;

        // List files are as large as a country; the store stages them on disk and says so if that is full.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        string file = name ?? "upload.csv";
        ProgressLines progress = new(context.Response, ProgressInterval);
        ImportOptions options = new() { Name = file, Snapshot = snapshot ?? false };
        Caller caller = Caller.Of(context);
        try
        {
            await audit.AppendAsync("import", feed, caller.Name, why: "", caller.Address, new { File = file, options.Snapshot }, context.RequestAborted);
        }
        catch (IOException e)
        {
            return Problem.NotWritable($"Nothing was imported: {e.Message}");
        }

        try
        {
            Task<ImportReport> import = store.ImportAsync(feed, context.Request.Body, options, progress, context.RequestAborted);
            await progress.WriteWhileAsync(import, context.RequestAborted);
            ImportReport report = await import;
            NodeLog.ListLoaded(logger, file, feed, report.Added, report.Changed, report.Removed, report.Rejected);
            audit.Post("imported", feed, caller.Name, why: "", caller.Address, new { File = file, report.Added, report.Changed, report.Removed, report.Rejected, report.Sequence });
            await progress.WriteLineAsync(new { report }, context.RequestAborted);
            return Results.Empty;
        }
        catch (StoreException e)
        {
            NodeLog.Edited(logger, "import", feed, caller.Address, e.Message);
            if (!context.Response.HasStarted) return store.Status.NotWritable is null ? Problem.Refused(e.Message) : Problem.NotWritable(e.Message);
            ProblemDetails problem = Problem.Details(StatusCodes.Status422UnprocessableEntity, "Refused", e.Message);
            await progress.WriteLineAsync(new { problem }, context.RequestAborted);
            return Results.Empty;
        }
    }

    private async Task<IResult> ExportAsync(string? feed, HttpContext context)
    {
        if (feed is not null && !store.Feeds.Contains(feed)) return Problem.NotFound($"There is no feed '{feed}'; expected one of {string.Join(", ", store.Feeds)}");
        context.Response.ContentType = "text/csv; charset=utf-8";
        await store.ExportAsync(feed, context.Response.Body, context.RequestAborted);
        return Results.Empty;
    }

    /// <summary>Progress as lines of JSON, at most one per interval, written by the request's own task.</summary>
    private sealed class ProgressLines(HttpResponse response, TimeSpan interval) : IProgress<ImportProgress>
    {
        private ImportProgress? _latest;

        public void Report(ImportProgress value) => Volatile.Write(ref _latest, value);

        public async Task WriteWhileAsync(Task work, CancellationToken cancellation)
        {
            while (await Task.WhenAny(work, Task.Delay(interval, cancellation)) != work)
            {
                if (Interlocked.Exchange(ref _latest, null) is { } progress) await WriteLineAsync(new { progress }, cancellation);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        public async Task WriteLineAsync<T>(T line, CancellationToken cancellation)
        {
            response.ContentType ??= "application/x-ndjson";
            await response.WriteAsync(JsonSerializer.Serialize(line, AdminJson.Options) + "\n", cancellation);
            await response.Body.FlushAsync(cancellation);
        }
    }
}
