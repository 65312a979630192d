namespace EirDiameter.Peers;

/// <summary>What a new configuration of a peer was.</summary>
public enum PeerChange
{
    /// <summary>The peer was not configured before.</summary>
    Added,

    /// <summary>It was, in another way.</summary>
    Changed,
}
