namespace EirDiameter.Feed;

/// <summary>What a follower remembers of the last manifest it accepted, so that nobody can take it back in time. Keep it beside what was applied.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">Until when it may be accepted.</param>
/// <param name="Sha256">SHA-256 of its octets, 64 lower-case hexadecimal digits.</param>
/// <param name="Digests">SHA-256 of its count and digests, 64 lower-case hexadecimal digits: what it said the listings were at its sequence.</param>
/// <param name="ProducedSequence">The sequence of its produced ranges; null if it said nothing of them.</param>
/// <param name="ETag">The server's name for it; null if it gave none. Without it the next fetch brings the manifest whatever it is.</param>
public sealed record AcceptedManifest(
    string Feed, long Sequence, DateTimeOffset Created, DateTimeOffset Expires, string Sha256, string Digests, long? ProducedSequence, string? ETag);

/// <summary>A manifest that was fetched, and found to be signed, fresh, and not older than the last.</summary>
/// <param name="Manifest">What it says.</param>
/// <param name="Accepted">What to remember of it.</param>
public sealed record FetchedManifest(FeedManifest Manifest, AcceptedManifest Accepted);

/// <summary>How far segments are fetched.</summary>
/// <param name="Bytes">Octets that are there, with those that were there before.</param>
/// <param name="TotalBytes">Octets of all segments.</param>
/// <param name="Segments">Segments that are there and verified.</param>
/// <param name="TotalSegments">All segments.</param>
public readonly record struct FetchProgress(long Bytes, long TotalBytes, int Segments, int TotalSegments);
