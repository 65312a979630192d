using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Running;

/// <summary>Who answers the target's DWRs.</summary>
internal enum WatchdogManner
{
    /// <summary>They are answered as they come, and the case does not see them.</summary>
    Answer,

    /// <summary>The case expects them, and answers them itself.</summary>
    Expect,

    /// <summary>Nobody: they are left unanswered, and the case does not see them.</summary>
    Silent,
}

/// <summary>Deals with the target's DWRs on one connection, RFC 6733 5.5 and RFC 3539 3.4.1.</summary>
internal sealed class WatchdogDuty(Sender sender, WatchdogManner manner, TimeProvider time)
{
    private long _last = long.MinValue;

    /// <summary>How it deals with them.</summary>
    public WatchdogManner Manner => manner;

    /// <summary>True when a DWR came since then that the case did not see.</summary>
    public bool CameSince(long timestamp) => Volatile.Read(ref _last) > timestamp;

    /// <summary>True for a DWR.</summary>
    public static bool IsRequest(Arrival arrival) => arrival.Kind == ArrivalKind.Message && IsRequest(arrival.Octets);

    /// <summary>What to send at once when this has come; null when the case shall see it.</summary>
    public byte[]? Respond(byte[] octets)
    {
        if (manner == WatchdogManner.Expect || !IsRequest(octets) || NaiveMessage.Decode(octets) is not { } request)
            return null;
        Volatile.Write(ref _last, time.GetTimestamp());
        return manner == WatchdogManner.Silent ? [] : MessageTemplates.Answer(MessageKind.Find("DWA")!, sender, request).Encode();
    }

    private static bool IsRequest(byte[] octets) => (octets[4] & 0x80) != 0 && NaiveMessage.Number(octets, 5, 3) == MessageKind.DeviceWatchdog;
}
