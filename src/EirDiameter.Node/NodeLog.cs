namespace EirDiameter.Node;

/// <summary>Everything the node itself logs, with its event ids.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(1, LogLevel.Error, "An equipment check failed and was answered 5012 or as Policy:StoreUnavailable says")]
    public static partial void CheckFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "List {File} loaded into feed {Feed}: {Added} added, {Changed} changed, {Removed} removed, {Rejected} lines rejected")]
    public static partial void ListLoaded(ILogger logger, string file, string feed, long added, long changed, long removed, long rejected);

    [LoggerMessage(3, LogLevel.Warning, "List {File}, line {Line}: {Why}")]
    public static partial void LineRejected(ILogger logger, string file, long line, string why);

    [LoggerMessage(4, LogLevel.Warning, "List {File} could not be read again and stays as it was loaded before: {Why}")]
    public static partial void ListKept(ILogger logger, string file, string why);

    [LoggerMessage(5, LogLevel.Information, "List {File} has not changed since it was loaded into feed {Feed}")]
    public static partial void ListUnchanged(ILogger logger, string file, string feed);

    [LoggerMessage(6, LogLevel.Warning, "Policy:GlobalOverride answers {Status} to every check; lists are not looked at")]
    public static partial void GlobalOverride(ILogger logger, string status);

    [LoggerMessage(8, LogLevel.Information, "{Operation} on feed {Feed} by the admin API from {Remote}: {Outcome}")]
    public static partial void Edited(ILogger logger, string operation, string feed, string remote, string outcome);

    [LoggerMessage(13, LogLevel.Information, "Pushed {Operation} {ListType} {Equipment} (request {RequestId}) to feed {Feed}: {Outcome}")]
    public static partial void Pushed(ILogger logger, string operation, string listType, string equipment, string? requestId, string feed, string outcome);

    [LoggerMessage(19, LogLevel.Information, "{Action} of peer {Host} from {Remote}")]
    public static partial void PeerChanged(ILogger logger, string action, string host, string remote);

    [LoggerMessage(20, LogLevel.Information, "{Count} peers are as they were set while the node ran, not as in Diameter:Peers")]
    public static partial void PeersChanged(ILogger logger, int count);

    [LoggerMessage(24, LogLevel.Information, "Agent {Host} of realm {Realm} was found in the DNS; it is dialled at {Address}")]
    public static partial void AgentFound(ILogger logger, string host, string realm, string address);

    [LoggerMessage(25, LogLevel.Information, "The DNS names agent {Host} of realm {Realm} no more")]
    public static partial void AgentGone(ILogger logger, string host, string realm);

    [LoggerMessage(26, LogLevel.Warning, "The agents of realm {Realm} cannot be looked up, so those found before stay: {Why}")]
    public static partial void RealmNotFound(ILogger logger, string realm, string why);

    [LoggerMessage(14, LogLevel.Warning, "A record pushed to feed {Feed} from {Remote} was refused: {Why}")]
    public static partial void PushRefused(ILogger logger, string feed, string remote, string why);

    [LoggerMessage(21, LogLevel.Information, "Certificate {File}, good until {NotAfter:yyyy-MM-dd}, is shown from now on; connections stay")]
    public static partial void CertificateTaken(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(22, LogLevel.Warning, "The certificate shown stays as it is, because what is in its files now cannot be used: {Why}")]
    public static partial void CertificateKept(ILogger logger, string why);

    [LoggerMessage(23, LogLevel.Warning, "Certificate {File} expires on {NotAfter:yyyy-MM-dd}; put a new one in its place, which needs no restart")]
    public static partial void CertificateExpires(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(10, LogLevel.Error, "Actions that have to be recorded are refused: {Why}")]
    public static partial void AuditNotWritable(ILogger logger, string why);

    [LoggerMessage(11, LogLevel.Warning, "Audit log {File} ended with an unfinished line of {Octets} octets, which was cut off; nobody was told that it was written")]
    public static partial void AuditCut(ILogger logger, string file, long octets);

    [LoggerMessage(12, LogLevel.Warning, "Audit log {File} was changed by somebody else: line {Line} does not follow from the line before it")]
    public static partial void AuditBroken(ILogger logger, string file, long line);

    [LoggerMessage(9, LogLevel.Error, "Admin API call {Method} {Pattern} failed")]
    public static partial void AdminFailed(ILogger logger, string method, string pattern, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "The keys of access tokens could not be fetched from {Url}; those fetched before stay: {Why}")]
    public static partial void JwksNotFetched(ILogger logger, string url, string why);

    [LoggerMessage(16, LogLevel.Information, "Registered at the NRF, which wants a sign of life every {Seconds} s")]
    public static partial void NrfRegistered(ILogger logger, double seconds);

    [LoggerMessage(17, LogLevel.Warning, "The NRF does not know this node any more; registering again")]
    public static partial void NrfForgot(ILogger logger);

    [LoggerMessage(18, LogLevel.Warning, "Could not {Action} the NRF; serving goes on, and it is tried again: {Why}")]
    public static partial void NrfAway(ILogger logger, string action, string why);
}
