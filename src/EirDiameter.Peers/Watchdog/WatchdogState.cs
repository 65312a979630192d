namespace EirDiameter.Peers.Watchdog;

/// <summary>Status of a peer as its watchdog sees it (RFC 3539 3.4.1 and appendix A).</summary>
public enum WatchdogState : byte
{
    /// <summary>No connection with this peer was ever up.</summary>
    Initial,

    /// <summary>The connection is up and the peer speaks.</summary>
    Okay,

    /// <summary>A DWR went unanswered for one interval: traffic should go elsewhere, the connection is not yet given up.</summary>
    Suspect,

    /// <summary>The connection was closed.</summary>
    Down,

    /// <summary>A connection that was down is up again and has to prove itself by three DWAs.</summary>
    Reopen,
}

/// <summary>What can happen to a watchdog (RFC 3539 appendix A).</summary>
public enum WatchdogEvent : byte
{
    /// <summary>The answer to our DWR arrived.</summary>
    ReceiveAnswer,

    /// <summary>Any other message arrived.</summary>
    ReceiveOther,

    /// <summary>Tw elapsed.</summary>
    TimerElapsed,

    /// <summary>The capabilities exchange succeeded.</summary>
    ConnectionUp,

    /// <summary>The transport connection is gone.</summary>
    ConnectionDown,
}

/// <summary>What the watchdog asks of its owner (RFC 3539 appendix A).</summary>
[Flags]
public enum WatchdogActions : byte
{
    /// <summary>Nothing to do.</summary>
    None = 0,

    /// <summary>Tw is drawn anew.</summary>
    SetTimer = 1,

    /// <summary>Send one DWR. It is never sent again when it stays unanswered (RFC 3539 3.4.1).</summary>
    SendRequest = 2,

    /// <summary>Stop preferring this peer.</summary>
    Failover = 4,

    /// <summary>The peer may be used again.</summary>
    Failback = 8,

    /// <summary>Close the transport connection.</summary>
    CloseConnection = 16,

    /// <summary>Try to connect. Only for peers we dial.</summary>
    AttemptOpen = 32,

    /// <summary>The received message is not to be used.</summary>
    ThrowAway = 64,
}

/// <summary>The variables of the algorithm: the status, whether a DWR is unanswered, and the DWAs counted while reopening
/// (-1 after the first silent interval).</summary>
/// <param name="State">Status of the peer.</param>
/// <param name="Pending">A DWR is unanswered.</param>
/// <param name="ReopenAnswers">NumDWA of the RFC.</param>
public readonly record struct WatchdogStatus(WatchdogState State, bool Pending, int ReopenAnswers);
