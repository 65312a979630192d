using System.Net.Http.Headers;

namespace EirDiameter.Feed;

/// <summary>Which feed to follow, and how patiently.</summary>
public sealed record FollowOptions
{
    /// <summary>The feed's name, which its manifest must have.</summary>
    public required string Feed { get; init; }

    /// <summary>The folder that holds `manifest.json`: http or https, without user, query and fragment. A missing `/` at its end is added.</summary>
    public required Uri Url { get; init; }

    /// <summary>Path of the publisher's public key, PEM.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Sent as bearer token (RFC 6750) to the host and port of <see cref="Url"/>, and never to where it redirects to; null = none.</summary>
    public string? Key { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the head of an answer may take, with making the connection.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a body may bring not one octet.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Octets a second that a body must bring on average, over each minute of waiting for it; 0 = it may be as slow as it likes.</summary>
    public int LeastRate { get; init; } = 1024;

    /// <summary>Pause before a manifest and its signature that do not fit are fetched again: the publisher may be between the two.</summary>
    public TimeSpan SignatureRetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many segments are fetched at once, 1 to 64.</summary>
    public int Parallel { get; init; } = 4;

    internal void Check()
    {
        string? fault =
            !FeedName.IsValid(Feed) ? $"'{Feed}' cannot be a feed's name: it is 1 to {FeedName.MaxLength} lower-case letters, digits, - and _"
            : Key is not null && !AuthenticationHeaderValue.TryParse($"Bearer {Key}", out _) ? "Feeds:Key has characters that a bearer token cannot have"
            : !IsTime(ConnectTimeout) ? $"{nameof(ConnectTimeout)} is not above 0 and at most a day"
            : !IsTime(AnswerTimeout) ? $"{nameof(AnswerTimeout)} is not above 0 and at most a day"
            : !IsTime(StallTimeout) ? $"{nameof(StallTimeout)} is not above 0 and at most a day"
            : LeastRate < 0 ? $"{nameof(LeastRate)} is below 0"
            : SignatureRetryDelay != TimeSpan.Zero && !IsTime(SignatureRetryDelay) ? $"{nameof(SignatureRetryDelay)} is not from 0 to a day"
            : Parallel is < 1 or > 64 ? $"{nameof(Parallel)} is not from 1 to 64"
            : null;
        if (fault is not null)
            throw new FeedException(FeedFault.Malformed, $"the feed cannot be followed: {fault}");
    }

    private static bool IsTime(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1);
}
