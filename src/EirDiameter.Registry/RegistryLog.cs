namespace EirDiameter.Registry;

/// <summary>What the registry logs, each with its number.</summary>
internal static partial class RegistryLog
{
    [LoggerMessage(1, LogLevel.Error, "API call {Method} {Path} failed")]
    public static partial void CallFailed(ILogger logger, string method, string path, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Change {Sequence}: {Participant}: {Action}")]
    public static partial void Changed(ILogger logger, long sequence, string participant, string action);

    [LoggerMessage(30, LogLevel.Warning, "TACs without approval in {Country}: {Listed} listed, {Waiting} more are not listed, since that were more than {MaxSharePercent} % of the {InUse} in use")]
    public static partial void NotApprovedHeld(ILogger logger, string country, long listed, int waiting, long inUse, double maxSharePercent);

    [LoggerMessage(32, LogLevel.Warning, "{Count} new findings of kind {Kind} are held and list nothing: that is more than {MaxMatchPercent} % of the {InUse} equipment in use")]
    public static partial void FindingsHeld(ILogger logger, long count, string kind, long inUse, double maxMatchPercent);

    [LoggerMessage(31, LogLevel.Error, "Daily task failed, it is tried again tomorrow: {Task}")]
    public static partial void DailyTaskFailed(ILogger logger, string task, Exception failure);
}
