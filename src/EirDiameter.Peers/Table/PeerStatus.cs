using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Watchdog;
using EirDiameter.Protocol;

namespace EirDiameter.Peers;

/// <summary>A peer as it was at one moment.</summary>
public sealed record PeerStatus
{
    /// <summary>Origin-Host.</summary>
    public required string Host { get; init; }

    /// <summary>Origin-Realm; empty before the first connection.</summary>
    public string Realm { get; init; } = "";

    /// <summary>Product-Name; empty before the first connection.</summary>
    public string Product { get; init; } = "";

    /// <summary>Remote address and port; empty when not connected.</summary>
    public string Address { get; init; } = "";

    /// <summary>tcp, tls or sctp; empty when not connected.</summary>
    public string Transport { get; init; } = "";

    /// <summary>True when the peer is configured.</summary>
    public bool IsConfigured { get; init; }

    /// <summary>Where this node dials the peer; empty when it does not.</summary>
    public string Connect { get; init; } = "";

    /// <summary>The Disconnect-Cause with which the peer left; after 1 (BUSY) and 2 (DO_NOT_WANT_TO_TALK_TO_YOU) it is not dialled again. Null: it did not leave so.</summary>
    public DisconnectCause? LeftFor { get; init; }

    /// <summary>State of the peer state machine.</summary>
    public PeerState State { get; init; }

    /// <summary>State of the watchdog.</summary>
    public WatchdogState Watchdog { get; init; }

    /// <summary>Since when the peer is connected, or not; null: never was.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Requests received, of all commands.</summary>
    public long Requests { get; init; }

    /// <summary>Answers sent with a result of 2xxx.</summary>
    public long Successes { get; init; }

    /// <summary>Answers sent with a result of 3xxx.</summary>
    public long ProtocolErrors { get; init; }

    /// <summary>Answers sent with a result of 4xxx.</summary>
    public long TransientFailures { get; init; }

    /// <summary>Answers sent with a result of 5xxx, 5422 (equipment unknown) among them.</summary>
    public long PermanentFailures { get; init; }

    /// <summary>Answers sent in all.</summary>
    public long Answers { get; init; }

    /// <summary>Requests refused because of the rate limit; part of <see cref="Answers"/>.</summary>
    public long Refused { get; init; }

    /// <summary>Messages discarded: answers to no request, messages out of place.</summary>
    public long Discarded { get; init; }
}
