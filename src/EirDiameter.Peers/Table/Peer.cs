using EirDiameter.Peers.Connections;
using EirDiameter.Peers.StateMachine;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Table;

/// <summary>One peer, known by its Origin-Host: its state, its connection, and the one that waits to take its place. Guarded by the table's lock.</summary>
internal sealed class Peer(string host, PeerOptions? configured)
{
    private PeerOptions? _configured = configured;

    public string Host { get; } = host;

    /// <summary>Null for a peer that is not configured: it is known only as long as it is connected (RFC 6733 2.6). Read by connections without the lock.</summary>
    public PeerOptions? Configured
    {
        get => Volatile.Read(ref _configured);
        set => Volatile.Write(ref _configured, value);
    }

    /// <summary>Nothing is left of it but its name.</summary>
    public bool IsGone => Configured is null && Current is null && Rival is null && Dialled is null && State is PeerState.Closed;

    public PeerState State { get; set; }

    public PeerConnection? Current { get; set; }

    public Rival? Rival { get; set; }

    /// <summary>The connection that this node dialled, from its CER until it is open or gone.</summary>
    public PeerConnection? Dialled { get; set; }

    /// <summary>The Disconnect-Cause with which the peer left; null since it came back.</summary>
    public DisconnectCause? LeftFor { get; set; }

    /// <summary>An earlier connection went down, so the watchdog of the next one starts in REOPEN (RFC 3539 3.4.1).</summary>
    public bool WasDown { get; set; }

    public DateTimeOffset? Since { get; set; }

    /// <summary>What earlier connections counted.</summary>
    public MessageCounts Past { get; } = new();
}

/// <summary>A connection that waits until the peer's present connection has proved to be alive, or not.</summary>
internal sealed class Rival(PeerConnection connection)
{
    public PeerConnection Connection { get; } = connection;

    /// <summary>True: accepted. Continued elsewhere, since it is completed under the table's lock.</summary>
    public TaskCompletionSource<bool> Decision { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Answer to a claim on a peer's name.</summary>
internal enum ClaimResult
{
    Accepted,
    Rejected,

    /// <summary>The present connection is being probed: wait for the decision.</summary>
    Wait,
}
