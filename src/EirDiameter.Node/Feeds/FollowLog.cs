namespace EirDiameter.Node.Feeds;

/// <summary>What the following of feeds logs, with its event ids. Every line of a change names feed and sequence.</summary>
internal static partial class FollowLog
{
    [LoggerMessage(40, LogLevel.Information, "Feed {Feed}, sequence {From} to {Sequence}: {Added} added, {Changed} changed, {Removed} removed, {NewlyBlack} newly black, in {Seconds:0.0} s")]
    public static partial void Applied(ILogger logger, string feed, long from, long sequence, long added, long changed, long removed, long newlyBlack, double seconds);

    [LoggerMessage(41, LogLevel.Warning, "Feed {Feed}, sequence {Sequence} is held until an operator approves or rejects it: {Why}. See eirctl feeds held {Feed}")]
    public static partial void Held(ILogger logger, string feed, long sequence, string why);

    [LoggerMessage(42, LogLevel.Warning, "Feed {Feed} stays at sequence {Sequence} ({Fault}): {Why}")]
    public static partial void Failed(ILogger logger, string feed, long sequence, string fault, string why);

    [LoggerMessage(43, LogLevel.Error, "Feed {Feed} stays at sequence {Sequence}: a fault of the node")]
    public static partial void Unexpected(ILogger logger, string feed, long sequence, Exception exception);

    [LoggerMessage(44, LogLevel.Warning, "Feed {Feed}, sequence {Sequence}: {Buckets} of 256 buckets are not what the feed says; fetching them again")]
    public static partial void Drifted(ILogger logger, string feed, long sequence, int buckets);

    [LoggerMessage(45, LogLevel.Information, "Feed {Feed}, sequence {Sequence}: {Buckets} drifted buckets repaired: {Added} added, {Changed} changed, {Removed} removed")]
    public static partial void Repaired(ILogger logger, string feed, long sequence, int buckets, long added, long changed, long removed);

    [LoggerMessage(46, LogLevel.Warning, "Feed {Feed}, sequence {Sequence} is stale: not verified as current for {Seconds} s; its listings {Consequence}")]
    public static partial void Stale(ILogger logger, string feed, long sequence, long seconds, string consequence);

    [LoggerMessage(47, LogLevel.Information, "Feed {Feed}, sequence {Sequence} is fresh again")]
    public static partial void Fresh(ILogger logger, string feed, long sequence);

    [LoggerMessage(48, LogLevel.Warning, "Feed {Feed}: its state file cannot be read and is begun anew ({Why}); the store keeps its sequence {Sequence}")]
    public static partial void StateLost(ILogger logger, string feed, long sequence, string why);

    [LoggerMessage(49, LogLevel.Warning, "Feed {Feed}, sequence {Sequence}: its state file cannot be written ({Why}); it is tried again")]
    public static partial void StateNotWritten(ILogger logger, string feed, long sequence, string why);

    [LoggerMessage(50, LogLevel.Warning, "Feed {Feed}: {Action} of sequence {Sequence} by {Who}: {Why}")]
    public static partial void Decided(ILogger logger, string feed, string action, long sequence, string who, string why);

    [LoggerMessage(51, LogLevel.Information, "Feed {Feed}, sequence {Sequence}: produced ranges of sequence {Produced} are served")]
    public static partial void Produced(ILogger logger, string feed, long sequence, long produced);

    [LoggerMessage(52, LogLevel.Information, "Feed {Feed}: the files of its snapshot could not be fetched for a later rollback: {Why}")]
    public static partial void NotKept(ILogger logger, string feed, string why);

    [LoggerMessage(53, LogLevel.Information, "Feed {Feed}: files that are not needed any more could not be removed: {Why}")]
    public static partial void NotSwept(ILogger logger, string feed, string why);
}
