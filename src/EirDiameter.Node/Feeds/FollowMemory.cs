using System.Text;
using EirDiameter.Feed;

namespace EirDiameter.Node.Feeds;

/// <summary>What a follower remembers, in memory and on the disk. Changed by one task at a time, read by any.</summary>
internal sealed class FollowMemory
{
    private readonly string _feed;
    private readonly FollowStateFile _file;
    private readonly Func<long> _sequence;
    private readonly ILogger _logger;
    private FollowState _state;
    private FeedManifest? _manifest;

    /// <summary>Reads what was written last. What cannot be read is begun anew, and counts its age from now on.</summary>
    /// <param name="feed">The feed, for the log.</param>
    /// <param name="file">Where it is kept.</param>
    /// <param name="sequence">The store's sequence of the feed, for the log.</param>
    /// <param name="now">The time.</param>
    /// <param name="logger">The log.</param>
    public FollowMemory(string feed, FollowStateFile file, Func<long> sequence, DateTimeOffset now, ILogger logger)
    {
        (_feed, _file, _sequence, _logger) = (feed, file, sequence, logger);
        FollowState? read = file.Read(out string? damage);
        if (damage is not null) FollowLog.StateLost(logger, feed, sequence(), damage);
        _state = read ?? new FollowState { Since = now };
        _manifest = Parse(_state.Manifest);
        if (read is null) Change(_state);
    }

    /// <summary>What is remembered now.</summary>
    public FollowState State => Volatile.Read(ref _state);

    /// <summary>The manifest verified last; null = none, or its text was lost.</summary>
    public FeedManifest? Manifest => Volatile.Read(ref _manifest);

    /// <summary>Why the last change is not on the disk; null = it is.</summary>
    public string? NotWritten { get; private set; }

    /// <summary>Takes a manifest that was verified: whatever becomes of it, none that is older is taken after a restart either.</summary>
    public void Verified(FetchedManifest fetched, bool settled)
    {
        Volatile.Write(ref _manifest, fetched.Manifest);
        Change(_state with { Verified = fetched.Accepted, Manifest = TextOf(fetched.Manifest), Settled = settled });
    }

    /// <summary>Remembers; if the disk does not take it, in memory until it does: nothing depends on it that the store does not know.</summary>
    public void Change(FollowState next)
    {
        try
        {
            ChangeDurably(next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref _state, next);
            NotWritten = e.Message;
            FollowLog.StateNotWritten(_logger, _feed, _sequence(), e.Message);
        }
    }

    /// <summary>Remembers on the disk, or not at all.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void ChangeDurably(FollowState next)
    {
        _file.Write(next);
        Volatile.Write(ref _state, next);
        if (next.Manifest is null) Volatile.Write(ref _manifest, null);
        NotWritten = null;
    }

    /// <summary>The text of a manifest, as it is remembered.</summary>
    public static string TextOf(FeedManifest manifest) => Encoding.UTF8.GetString(manifest.ToBytes());

    /// <summary>A manifest that was remembered; null if it cannot be read.</summary>
    public static FeedManifest? Parse(string? text)
    {
        try
        {
            return text is null ? null : FeedManifest.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (FeedException)
        {
            return null;
        }
    }
}
