namespace EirDiameter.Peers;

/// <summary>Why a connection was refused or ended by this node, or not made. Counted by reason.</summary>
public enum Refusal
{
    /// <summary>More connections than <see cref="PeersOptions.MaxConnections"/>.</summary>
    TooManyConnections,

    /// <summary>No CER within <see cref="PeersOptions.CapabilitiesTimeout"/>.</summary>
    CapabilitiesTimeout,

    /// <summary>The first message was not a CER.</summary>
    NotCapabilities,

    /// <summary>The CER could not be used.</summary>
    BadCapabilities,

    /// <summary>The Origin-Host is not configured, and unknown peers are not accepted from there.</summary>
    UnknownPeer,

    /// <summary>The Origin-Host is configured with other addresses than the one it came from.</summary>
    WrongAddress,

    /// <summary>The Origin-Host is not the name in the certificate, or a certificate is wanted of it and it came without.</summary>
    CertificateMismatch,

    /// <summary>The peer calls itself as this node does.</summary>
    OwnName,

    /// <summary>No application in common.</summary>
    NoCommonApplication,

    /// <summary>The peer offers only security that is not supported inside the connection.</summary>
    NoCommonSecurity,

    /// <summary>The peer has a connection that is alive.</summary>
    Duplicate,

    /// <summary>The connection did not answer a probe and gave way to a new one.</summary>
    Stale,

    /// <summary>The watchdog gave the connection up.</summary>
    Silent,

    /// <summary>The stream could no longer be divided into messages.</summary>
    CompromisedStream,

    /// <summary>The peer left its answers unread.</summary>
    SlowReader,

    /// <summary>A CER on a connection that had its capabilities exchange.</summary>
    UnexpectedCapabilities,

    /// <summary>This node is stopping.</summary>
    Stopping,

    /// <summary>A peer that is to be dialled could not be reached.</summary>
    Unreachable,

    /// <summary>A peer that was dialled refused: its CEA had no result of 2xxx.</summary>
    RefusedByPeer,

    /// <summary>Who answered where a peer was dialled calls itself by another name.</summary>
    WrongName,

    /// <summary>The peer is not configured any more, or is to be dialled elsewhere.</summary>
    Reconfigured,

    /// <summary>Both sides dialled, and the other connection stayed (RFC 6733 5.6.4).</summary>
    ElectionLost,
}
