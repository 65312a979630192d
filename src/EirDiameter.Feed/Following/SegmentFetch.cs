using System.Net;
using System.Net.Http.Headers;

namespace EirDiameter.Feed;

/// <summary>
/// Brings one segment into the spool. What is there of it already is gone on with (RFC 9110 14, 13.1.5); a server that knows no ranges sends
/// the whole, and is understood.
/// </summary>
internal sealed class SegmentFetch(FeedHttp http, SegmentSpool spool, Segment segment, Action<long> received)
{
    private readonly Uri _address = http.Below("segments/" + segment.FileName);
    private long _counted;

    /// <exception cref="FeedException">It could not be fetched, or is not what it should be. What came of it stays for the next time if it may be right.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        bool resumed = await TransferAsync(cancellation);
        if (spool.TryFinish(segment))
            return;
        // What was there before may have been something else: once more, all of it.
        if (resumed)
        {
            Count(0);
            await TransferAsync(cancellation);
            if (spool.TryFinish(segment))
                return;
        }

        Count(0);
        throw new FeedException(FeedFault.WrongHash, $"{_address} is not the segment that the manifest names: its SHA-256 is another; the server or something on the way is wrong");
    }

    /// <summary>Fetches until the part is whole. True if any of it was there before.</summary>
    private async Task<bool> TransferAsync(CancellationToken cancellation)
    {
        long before = spool.PartLength(segment);
        Count(before);
        if (before == segment.Bytes)
            return true;
        try
        {
            return await AttemptAsync(before, cancellation);
        }
        catch (FeedException e) when (e.Fault == FeedFault.WrongHash)
        {
            spool.DropPart(segment);
            throw;
        }
        catch (FeedException e) when (e.Fault == FeedFault.Unreachable && spool.PartLength(segment) is long now && now > before)
        {
            // It broke off on the way, so the server is there: go on at once, but only once.
            Count(now);
            if (now < segment.Bytes)
                _ = await AttemptAsync(now, cancellation);
            return true;
        }
    }

    private async Task<bool> AttemptAsync(long offset, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await http.GetAsync(_address, offset == 0 ? null : headers => Range(headers, offset), cancellation);
        bool isRest = offset > 0 && answer.StatusCode == HttpStatusCode.PartialContent && Continues(answer.Content.Headers.ContentRange, offset);
        if (!isRest && offset > 0 && answer.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            spool.DropPart(segment);
            Count(0);
            return await AttemptAsync(0, cancellation);
        }

        if (!isRest && answer.StatusCode != HttpStatusCode.OK)
            throw http.Refused(_address, answer);
        if (!isRest)
            offset = 0;
        if (answer.Content.Headers.ContentLength is long length && length != segment.Bytes - offset)
            throw Size($"{offset + length} octets");
        await ReceiveAsync(answer, offset, cancellation);
        return isRest;
    }

    private async Task ReceiveAsync(HttpResponseMessage answer, long offset, CancellationToken cancellation)
    {
        string? validator = answer.Headers.ETag is { IsWeak: false } etag ? etag.Tag : null;
        await using FileStream part = spool.OpenPart(segment, offset, validator);
        Count(offset);
        await using FeedBody body = await http.OpenAsync(answer, _address, cancellation);
        byte[] buffer = new byte[1 << 16];
        long at = offset;
        while (await body.ReadAsync(buffer, cancellation) is int got and > 0)
        {
            if (at + got > segment.Bytes)
                throw Size("more octets");
            try
            {
                await part.WriteAsync(buffer.AsMemory(0, got), cancellation);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw spool.Fault(e);
            }

            Count(at += got);
        }

        if (at < segment.Bytes)
            throw new FeedException(FeedFault.Unreachable, $"{_address} ended after {at} of {segment.Bytes} octets: it is fetched on later");
    }

    private FeedException Size(string what)
    {
        Count(0);
        return new FeedException(FeedFault.WrongHash, $"{_address} is not the segment that the manifest names: it has {what} instead of {segment.Bytes}");
    }

    private void Range(HttpRequestHeaders headers, long offset)
    {
        headers.Range = new RangeHeaderValue(offset, null);
        if (spool.ValidatorOf(segment) is string validator && EntityTagHeaderValue.TryParse(validator, out EntityTagHeaderValue? etag))
            headers.IfRange = new RangeConditionHeaderValue(etag);
    }

    private bool Continues(ContentRangeHeaderValue? range, long offset) =>
        range is { Unit: "bytes" } && range.From == offset && range.To == segment.Bytes - 1 && (range.Length is null || range.Length == segment.Bytes);

    private void Count(long octets)
    {
        received(octets - _counted);
        _counted = octets;
    }
}
