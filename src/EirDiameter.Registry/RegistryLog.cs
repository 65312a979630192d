namespace EirDiameter.Registry;

/// <summary>What the registry logs, each with its number.</summary>
internal static partial class RegistryLog
{
    [LoggerMessage(1, LogLevel.Error, "API call {Method} {Path} failed")]
    public static partial void CallFailed(ILogger logger, string method, string path, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Change {Sequence}: {Participant}: {Action}")]
    public static partial void Changed(ILogger logger, long sequence, string participant, string action);
}
