using EirDiameter.Peers.Connections;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Peers;

/// <summary>
/// Every message that the neighbours log, with its event id. None carries a part of an application's message, so no IMSI and no IMEI can get
/// into a log. What hostile input can cause is limited in rate.
/// </summary>
internal sealed partial class PeerLog(ILogger logger, TimeProvider time)
{
    private const int EventsPerSecond = 10;

    private readonly Lock _gate = new();
    private TokenBucket _bucket = new(EventsPerSecond, time);
    private long _suppressed;

    /// <summary>Messages that were left out because there were too many.</summary>
    public long Suppressed => Interlocked.Read(ref _suppressed);

    public void ConnectionEnded(string host, string address, Refusal reason)
    {
        if (logger.IsEnabled(LogLevel.Warning) && MayLog())
            LogConnectionEnded(host, address, reason);
    }

    public void PeerConnected(string host, string address, string transport, string product)
    {
        if (logger.IsEnabled(LogLevel.Information) && MayLog())
            LogPeerConnected(host, address, transport, Printable(product));
    }

    public void PeerDisconnected(string host, string address)
    {
        if (logger.IsEnabled(LogLevel.Information) && MayLog())
            LogPeerDisconnected(host, address);
    }

    [LoggerMessage(2004, LogLevel.Warning, "Peer {Host} left a watchdog request unanswered; it is suspect")]
    public partial void PeerSuspect(string host);

    [LoggerMessage(2005, LogLevel.Information, "Peer {Host} is back in order")]
    public partial void PeerBack(string host);

    [LoggerMessage(2006, LogLevel.Information, "Peer {Host} did not end the disconnection in time")]
    public partial void GoodbyeTimedOut(string host);

    [LoggerMessage(2007, LogLevel.Error, "The connection of peer {Host} failed by a fault of this node")]
    public partial void ConnectionFaulted(Exception error, string host);

    [LoggerMessage(2008, LogLevel.Information, "Saying goodbye to {Count} connections")]
    public partial void Stopping(int count);

    public void PeerUnreachable(string host, string address, string reason)
    {
        if (logger.IsEnabled(LogLevel.Warning) && MayLog())
            LogPeerUnreachable(host, address, reason);
    }

    [LoggerMessage(2009, LogLevel.Warning, "Peer {Host} cannot be reached at {Address}: {Reason}")]
    private partial void LogPeerUnreachable(string host, string address, string reason);

    [LoggerMessage(2001, LogLevel.Information, "Peer {Host} connected from {Address} over {Transport} ({Product})")]
    private partial void LogPeerConnected(string host, string address, string transport, string product);

    [LoggerMessage(2002, LogLevel.Information, "Peer {Host} at {Address} disconnected")]
    private partial void LogPeerDisconnected(string host, string address);

    [LoggerMessage(2003, LogLevel.Warning, "Connection of peer '{Host}' at {Address} ended: {Reason}")]
    private partial void LogConnectionEnded(string host, string address, Refusal reason);

    private bool MayLog()
    {
        lock (_gate)
        {
            _bucket.Refill(time.GetTimestamp());
            if (_bucket.TryTake())
                return true;
            _suppressed++;
            return false;
        }
    }

    // Product-Name is free text of the peer; a log line is not to be forged with it.
    private static string Printable(string text) =>
        string.Create(Math.Min(text.Length, 64), text, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
                target[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
}
