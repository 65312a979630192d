using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EirDiameter.Feed;

/// <summary>Whether a manifest that is signed and sound may be accepted: fresh, and not a step back in time.</summary>
internal static class ManifestRules
{
    /// <summary>How far ahead of the follower's clock a manifest may have been made.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromHours(2);

    /// <exception cref="FeedException">It may not; the message says why and what to do.</exception>
    public static void Check(FeedManifest manifest, string feed, AcceptedManifest? last, DateTimeOffset now)
    {
        if (manifest.Feed != feed)
            throw new FeedException(FeedFault.WrongFeed, $"the manifest is that of the feed '{manifest.Feed}', and not of '{feed}': check the URL");
        CheckExpiry(manifest.Expires, now);
        if (manifest.Created > now + MostAhead)
        {
            throw new FeedException(
                FeedFault.FromTheFuture,
                $"the manifest says that it was made at {Text(manifest.Created)}, and here it is {Text(now)}: set the clock of this machine or of the publisher's");
        }

        if (last is not null)
            CheckLast(manifest, last);
    }

    /// <exception cref="FeedException"><see cref="FeedFault.Expired"/>.</exception>
    public static void CheckExpiry(DateTimeOffset expires, DateTimeOffset now)
    {
        if (expires <= now)
        {
            throw new FeedException(
                FeedFault.Expired,
                $"the manifest expired at {Text(expires)}, and here it is {Text(now)}: the publisher stands still, a cache gives out what is old, or a clock is wrong");
        }
    }

    /// <summary>What is remembered of a manifest.</summary>
    public static AcceptedManifest Remember(FeedManifest manifest, ReadOnlySpan<byte> octets, string? etag) => new(
        manifest.Feed, manifest.Sequence, manifest.Created, manifest.Expires, Convert.ToHexStringLower(SHA256.HashData(octets)), DigestsOf(manifest),
        manifest.Produced?.Sequence, etag);

    private static void CheckLast(FeedManifest manifest, AcceptedManifest last)
    {
        if (last.Feed != manifest.Feed)
            throw new FeedException(FeedFault.WrongFeed, $"what is remembered is of the feed '{last.Feed}', and not of '{manifest.Feed}'");
        if (manifest.Sequence < last.Sequence)
        {
            throw Replayed(
                $"the manifest is at sequence {manifest.Sequence}, below {last.Sequence}, which was accepted before: someone gives out what is old, or the publisher began anew");
        }

        if (manifest.Produced?.Sequence < last.ProducedSequence)
        {
            throw Replayed(
                $"the manifest's produced ranges are at sequence {manifest.Produced.Sequence}, below {last.ProducedSequence}, which was accepted before: someone gives out what is old");
        }

        if (manifest.Sequence > last.Sequence)
            return;
        if (DigestsOf(manifest) != last.Digests)
        {
            throw Replayed(
                $"the manifest says something else at sequence {manifest.Sequence} than the one accepted before: two publishers sign with one key, or one lost its past");
        }

        if (manifest.Created < last.Created)
        {
            throw Replayed(
                $"the manifest of sequence {manifest.Sequence} was made at {Text(manifest.Created)}, before the one accepted at {Text(last.Created)}: someone gives out what is old");
        }
    }

    private static string DigestsOf(FeedManifest manifest)
    {
        byte[] octets = new byte[8 * (manifest.Digests.Count + 1)];
        BinaryPrimitives.WriteInt64BigEndian(octets, manifest.Listings);
        for (int i = 0; i < manifest.Digests.Count; i++)
            BinaryPrimitives.WriteUInt64BigEndian(octets.AsSpan(8 * (i + 1)), manifest.Digests[i]);
        return Convert.ToHexStringLower(SHA256.HashData(octets));
    }

    private static FeedException Replayed(string message) => new(FeedFault.Replayed, message);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(ManifestWriter.TimeFormat, System.Globalization.CultureInfo.InvariantCulture);
}
