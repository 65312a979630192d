using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>Commands that are counted apart.</summary>
internal enum CountedCommand
{
    CapabilitiesExchange,
    DeviceWatchdog,
    DisconnectPeer,
    MeIdentityCheck,
    Other,
}

/// <summary>What a message is for the counters: a request, or an answer by the class of its result.</summary>
internal enum CountedResult
{
    Request,
    Success,
    ProtocolError,
    TransientFailure,
    PermanentFailure,
    Unknown,
}

/// <summary>
/// Message counters of one connection or peer. Written by one thread as plain fields, so that counting costs an increment; read by any, perhaps
/// a moment late.
/// </summary>
internal sealed class MessageCounts
{
    public const int Commands = 5;
    public const int Results = 6;

    private readonly long[] _received = new long[Commands * Results];
    private readonly long[] _sent = new long[Commands * Results];
    private long _refused;
    private long _discarded;

    /// <summary>Requests refused because of the rate limit.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Messages discarded: answers nobody asked for, messages out of place, deferred answers that came too late.</summary>
    public long Discarded => Volatile.Read(ref _discarded);

    public void CountReceived(CountedCommand command, CountedResult result) => _received[((int)command * Results) + (int)result]++;

    public void CountSent(CountedCommand command, CountedResult result) => _sent[((int)command * Results) + (int)result]++;

    public void CountRefused() => _refused++;

    public void CountDiscarded() => _discarded++;

    public long Received(CountedCommand command, CountedResult result) => Volatile.Read(ref _received[((int)command * Results) + (int)result]);

    public long Sent(CountedCommand command, CountedResult result) => Volatile.Read(ref _sent[((int)command * Results) + (int)result]);

    /// <summary>All requests received.</summary>
    public long RequestsReceived => Sum(_received, CountedResult.Request);

    /// <summary>All answers sent with this class of result.</summary>
    public long AnswersSent(CountedResult result) => Sum(_sent, result);

    /// <summary>Adds what another has counted.</summary>
    public void Add(MessageCounts other)
    {
        for (int i = 0; i < _received.Length; i++)
        {
            _received[i] += Volatile.Read(ref other._received[i]);
            _sent[i] += Volatile.Read(ref other._sent[i]);
        }

        _refused += other.Refused;
        _discarded += other.Discarded;
    }

    public static CountedCommand CommandOf(uint commandCode) => commandCode switch
    {
        CommandCodes.MeIdentityCheck => CountedCommand.MeIdentityCheck,
        CommandCodes.DeviceWatchdog => CountedCommand.DeviceWatchdog,
        CommandCodes.CapabilitiesExchange => CountedCommand.CapabilitiesExchange,
        CommandCodes.DisconnectPeer => CountedCommand.DisconnectPeer,
        _ => CountedCommand.Other,
    };

    private static long Sum(long[] counts, CountedResult result)
    {
        long sum = 0;
        for (int i = (int)result; i < counts.Length; i += Results)
            sum += Volatile.Read(ref counts[i]);
        return sum;
    }
}
