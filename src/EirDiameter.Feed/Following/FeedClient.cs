using System.Net;
using System.Net.Http.Headers;

namespace EirDiameter.Feed;

/// <summary>
/// Fetches a feed's manifest and segments over HTTP, verifies them, and keeps segments in a spool folder. Whether to try again later is its
/// caller's business. The two fetches may run at the same time as each other, but neither twice at once.
/// </summary>
public sealed class FeedClient : IDisposable
{
    private const int SignatureAttempts = 3;
    private const string ManifestPath = "manifest.json";

    private readonly FollowOptions _options;
    private readonly FeedVerifier _verifier;
    private readonly FeedHttp _http;
    private readonly SegmentSpool _spool;
    private readonly TimeProvider _time;

    /// <summary>Reads the public key and makes the spool folder. Nothing is asked of the server yet.</summary>
    /// <param name="options">Which feed, from where.</param>
    /// <param name="handler">Null = connections of its own. One that is given must follow no redirects by itself, and is not disposed.</param>
    /// <param name="spoolFolder">Where segments are kept; made if missing, and used by nobody else.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FeedException"><see cref="FeedFault.BadKey"/>, <see cref="FeedFault.Disk"/>; <see cref="FeedFault.Malformed"/>: an option is not sound.</exception>
    public FeedClient(FollowOptions options, HttpMessageHandler? handler, string spoolFolder, TimeProvider time)
    {
        options.Check();
        (_options, _time) = (options, time);
        _verifier = FeedVerifier.FromPem(options.PublicKey);
        _spool = new SegmentSpool(spoolFolder);
        _http = new FeedHttp(options, handler, time);
    }

    /// <summary>
    /// Fetches the manifest and its signature, and checks in this order: size, signature, format, name, time, and that it is no step back from
    /// the last one. If the signature does not fit, both are fetched again a few times: the publisher may be between the two.
    /// </summary>
    /// <param name="last">What is remembered of the last manifest accepted; null = none was. Without its ETag the manifest comes even if it is the same.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The manifest; null = the server says that it is the same as the last (304), and that one has not expired.</returns>
    /// <exception cref="FeedException">Every fault but those of segments; what is had should be kept.</exception>
    public async Task<FetchedManifest?> FetchManifestAsync(AcceptedManifest? last, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            (byte[] Octets, string? ETag)? fetched = await GetManifestAsync(last, cancellation);
            if (fetched is not (byte[] octets, var etag))
            {
                // Who answers "the same" for ever keeps newer ones back.
                ManifestRules.CheckExpiry(last!.Expires, _time.GetUtcNow());
                return null;
            }

            byte[] signature = await GetSignatureAsync(cancellation);
            if (_verifier.Verify(octets, signature))
            {
                FeedManifest manifest = FeedManifest.Parse(octets);
                ManifestRules.Check(manifest, _options.Feed, last, _time.GetUtcNow());
                return new FetchedManifest(manifest, ManifestRules.Remember(manifest, octets, etag));
            }

            if (attempt == SignatureAttempts)
            {
                throw new FeedException(
                    FeedFault.BadSignature, $"the manifest at {_http.Below(ManifestPath)} is not signed by the feed's key: check {_options.PublicKey} against the publisher's, and who serves the URL");
            }

            await Task.Delay(_options.SignatureRetryDelay, _time, cancellation);
        }
    }

    /// <summary>
    /// Brings segments into the spool, several at once. Those that are there are not fetched again; what came of others before is gone on with.
    /// </summary>
    /// <param name="segments">What to fetch.</param>
    /// <param name="progress">Told at every step; by several threads, one at a time.</param>
    /// <param name="cancellation">Gives up; what came stays.</param>
    /// <exception cref="FeedException">
    /// <see cref="FeedFault.Unreachable"/>, <see cref="FeedFault.WrongHash"/>, <see cref="FeedFault.Disk"/>. Segments that were complete stay.
    /// </exception>
    public async Task FetchAsync(IReadOnlyList<Segment> segments, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        List<Segment> wanted = [.. segments.DistinctBy(s => s.Sha256)];
        FetchCount count = new(wanted, progress);
        ParallelOptions several = new() { MaxDegreeOfParallelism = _options.Parallel, CancellationToken = cancellation };
        // Several that fail at once are one fault to the caller: await throws the first.
        await Parallel.ForEachAsync(wanted, several, async (segment, stop) =>
        {
            if (_spool.Holds(segment))
                count.Add(segment.Bytes);
            else
                await new SegmentFetch(_http, _spool, segment, count.Add).RunAsync(stop);
            count.Finish();
        });
    }

    /// <summary>Where a fetched segment is, or would be.</summary>
    /// <exception cref="FeedException"><see cref="FeedFault.Malformed"/>: its hash is none.</exception>
    public string PathOf(Segment segment) => _spool.PathOf(segment);

    /// <summary>Removes everything from the spool but these segments, whole or in part.</summary>
    /// <exception cref="FeedException"><see cref="FeedFault.Disk"/>.</exception>
    public void Keep(IEnumerable<Segment> segments) => _spool.Keep(segments);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _verifier.Dispose();
    }

    private async Task<(byte[] Octets, string? ETag)?> GetManifestAsync(AcceptedManifest? last, CancellationToken cancellation)
    {
        Uri address = _http.Below(ManifestPath);
        EntityTagHeaderValue? known = last?.ETag is string text && EntityTagHeaderValue.TryParse(text, out EntityTagHeaderValue? parsed) ? parsed : null;
        using HttpResponseMessage answer = await _http.GetAsync(address, headers => Ask(headers, known), cancellation);
        if (answer.StatusCode == HttpStatusCode.NotModified && known is not null)
            return null;
        if (answer.StatusCode != HttpStatusCode.OK)
            throw _http.Refused(address, answer);
        return (await _http.ReadWholeAsync(answer, address, FeedManifest.MaxBytes, cancellation), answer.Headers.ETag?.ToString());
    }

    private async Task<byte[]> GetSignatureAsync(CancellationToken cancellation)
    {
        Uri address = _http.Below(ManifestPath + ".sig");
        using HttpResponseMessage answer = await _http.GetAsync(address, headers => Ask(headers, null), cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw _http.Refused(address, answer);
        return await _http.ReadWholeAsync(answer, address, SignatureText.MaxBytes, cancellation);
    }

    private static void Ask(HttpRequestHeaders headers, EntityTagHeaderValue? known)
    {
        if (known is not null)
            headers.IfNoneMatch.Add(known);
        // A cache on the way must ask: manifest and signature belong together.
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
    }
}
