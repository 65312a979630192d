using EirDiameter.Feed;
using Microsoft.Net.Http.Headers;

namespace EirDiameter.Registry;

/// <summary>
/// <c>/feeds/{feed}/…</c>: the published files. Public feeds have addresses of their own, which need no key; the others go by the caller: an administration
/// or operator has those of its country and the global one.
/// </summary>
internal sealed class FeedFileEndpoints(PublishingService service, PublishingOptions options)
{
    private const string Suffix = ".csv.gz";
    private static readonly string[] Methods = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/feeds/{feed}/public-key.pem", PublicKey).WithTags("Feeds").WithSummary("The public key that all feeds are signed by").OpenToAll().Produces<string>(200, "application/x-pem-file");
        foreach (string feed in options.Public.Distinct())
        {
            RouteGroupBuilder open = routes.MapGroup($"/feeds/{feed}").WithTags("Feeds").OpenToAll();
            open.MapMethods("manifest.json", Methods, (HttpContext context, CancellationToken cancellation) => ManifestAsync(feed, "manifest.json", "application/json", isPublic: true, context, cancellation))
                .WithSummary($"What the feed {feed} is now").Produces<string>(200, "application/json").Refuses(404);
            open.MapMethods("manifest.json.sig", Methods, (HttpContext context, CancellationToken cancellation) => ManifestAsync(feed, "manifest.json.sig", "text/plain", isPublic: true, context, cancellation))
                .WithSummary("The signature of its manifest").Produces<string>(200, "text/plain").Refuses(404);
            open.MapMethods("segments/{file}", Methods, (string file, HttpContext context) => Segment(feed, file, isPublic: true, context)).WithSummary("A segment").Produces<byte[]>(200, "application/gzip").Refuses(404);
        }

        RouteGroupBuilder closed = routes.MapGroup("/feeds/{feed}").WithTags("Feeds").Need(Scopes.Feeds);
        closed.MapMethods("manifest.json", Methods, (string feed, HttpContext context, CancellationToken cancellation) => ManifestAsync(Allowed(feed, context), "manifest.json", "application/json", isPublic: false, context, cancellation))
            .WithSummary("What a feed is now").Produces<string>(200, "application/json").Refuses(403, 404);
        closed.MapMethods("manifest.json.sig", Methods, (string feed, HttpContext context, CancellationToken cancellation) => ManifestAsync(Allowed(feed, context), "manifest.json.sig", "text/plain", isPublic: false, context, cancellation))
            .WithSummary("The signature of its manifest").Produces<string>(200, "text/plain").Refuses(403, 404);
        closed.MapMethods("segments/{file}", Methods, (string feed, string file, HttpContext context) => Segment(Allowed(feed, context), file, isPublic: false, context)).WithSummary("A segment").Produces<byte[]>(200, "application/gzip").Refuses(403, 404);
    }

    private static string Allowed(string feed, HttpContext context) => FeedRights.Allowed(context.Caller(), feed);

    private static IResult NotFound(HttpContext context) => throw new RegistryException(RegistryFault.NotFound, $"there is no {context.Request.Path}");

    private static EntityTagHeaderValue Tag(string text) => new($"\"{text}\"");

    private IResult PublicKey(string feed) =>
        FeedName.IsValid(feed) ? Results.Text(service.Keys.PublicPem, "application/x-pem-file") : throw new RegistryException(RegistryFault.NotFound, "there is no such feed");

    // Read whole, so that its tag is of the very octets that are sent, whatever is published meanwhile.
    private async Task<IResult> ManifestAsync(string feed, string file, string type, bool isPublic, HttpContext context, CancellationToken cancellation)
    {
        if (!FeedName.IsValid(feed))
            return NotFound(context);
        FileInfo info = new(Path.Combine(options.Folder, feed, file));
        byte[] octets;
        try
        {
            octets = await File.ReadAllBytesAsync(info.FullName, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return NotFound(context);
        }

        context.Response.Headers.CacheControl = isPublic ? "no-cache" : "private, no-cache";
        return Results.File(octets, type, enableRangeProcessing: true, lastModified: info.LastWriteTimeUtc, entityTag: Tag(Publication.HashOf(octets)));
    }

    private IResult Segment(string feed, string file, bool isPublic, HttpContext context)
    {
        bool isSegment = file.Length == 64 + Suffix.Length && file.EndsWith(Suffix, StringComparison.Ordinal) && file.Take(64).All(char.IsAsciiHexDigitLower);
        if (!FeedName.IsValid(feed) || !isSegment)
            return NotFound(context);
        FileStream content;
        try
        {
            content = new FileStream(
                Path.Combine(options.Folder, feed, "segments", file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return NotFound(context);
        }

        // Its name is the hash of its octets, so it never changes.
        context.Response.Headers.CacheControl = $"{(isPublic ? "public" : "private")}, max-age=31536000, immutable";
        return Results.File(content, "application/gzip", lastModified: File.GetLastWriteTimeUtc(content.Name), entityTag: Tag(file[..64]), enableRangeProcessing: true);
    }
}
