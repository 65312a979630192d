namespace EirDiameter.Registry;

/// <summary>What the registry logs, each with its number.</summary>
internal static partial class RegistryLog
{
    [LoggerMessage(1, LogLevel.Error, "API call {Method} {Path} failed")]
    public static partial void CallFailed(ILogger logger, string method, string path, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Change {Sequence}: {Participant}: {Action}")]
    public static partial void Changed(ILogger logger, long sequence, string participant, string action);

    [LoggerMessage(3, LogLevel.Warning, "No Registry:RegistrarKeys: every program that reaches {Url} without a key is the registrar; set keys before anything, a proxy too, stands in front of it")]
    public static partial void EverybodyRegistrar(ILogger logger, string url);

    [LoggerMessage(30, LogLevel.Warning, "TACs without approval in {Country}: {Listed} listed, {Waiting} more are not listed, since that were more than {MaxSharePercent} % of the {Concerned} concerned, or of those in use")]
    public static partial void NotApprovedHeld(ILogger logger, string country, long listed, int waiting, long concerned, double maxSharePercent);

    [LoggerMessage(
        32, LogLevel.Warning,
        "{Count} new findings of kind {Kind} in {Country} are held and list nothing: with {Listed} listed already that is more than {MaxMatchPercent} % of the {InUse} equipment in use there")]
    public static partial void FindingsHeld(ILogger logger, long count, string kind, string country, long listed, double maxMatchPercent, long inUse);

    [LoggerMessage(33, LogLevel.Error, "What was sent is kept, but {What} could not follow from it; the daily run does it")]
    public static partial void FollowUpFailed(ILogger logger, string what, Exception failure);

    [LoggerMessage(31, LogLevel.Error, "Daily task failed, it is tried again tomorrow: {Task}")]
    public static partial void DailyTaskFailed(ILogger logger, string task, Exception failure);

    [LoggerMessage(20, LogLevel.Information, "Feed {Feed}: published up to {Sequence}: {Listings} listings, {DeltaRecords} changed, snapshot {SnapshotTaken}, {Seconds:F1} s")]
    public static partial void Published(ILogger logger, string feed, long sequence, long listings, long deltaRecords, bool snapshotTaken, double seconds);

    [LoggerMessage(21, LogLevel.Error, "Feed {Feed}: not published: {Why}")]
    public static partial void NotPublished(ILogger logger, string feed, string why, Exception? failure);

    [LoggerMessage(22, LogLevel.Information, "Feed {Feed}: publishing, {Phase}: {Records} records")]
    public static partial void Publishing(ILogger logger, string feed, string phase, long records);

    [LoggerMessage(23, LogLevel.Warning, "Feed {Feed}: the manifest in {Folder} is damaged; it was set aside and everything is published anew")]
    public static partial void FolderDamaged(ILogger logger, string feed, string folder);

    [LoggerMessage(24, LogLevel.Error, "Feed {Feed}: {Buckets} buckets of its listings were not what the changes had led to; a snapshot was published")]
    public static partial void Drifted(ILogger logger, string feed, int buckets);

    [LoggerMessage(25, LogLevel.Information, "This process publishes the feeds")]
    public static partial void Leads(ILogger logger);

    [LoggerMessage(26, LogLevel.Warning, "This process does not publish the feeds any more: its connection to the database broke")]
    public static partial void LeadLost(ILogger logger);

    [LoggerMessage(27, LogLevel.Error, "Publishing failed, it is tried again at the next interval")]
    public static partial void PublishingFailed(ILogger logger, Exception failure);

    [LoggerMessage(28, LogLevel.Warning, "Made the key that signs the feeds: {Key}; keep a copy in a safe place, and give {PublicKey} to those who follow")]
    public static partial void KeyMade(ILogger logger, string key, string publicKey);
}
