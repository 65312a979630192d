namespace EirDiameter.Peers.StateMachine;

/// <summary>State of a peer (RFC 6733 5.6).</summary>
public enum PeerState : byte
{
    /// <summary>No connection.</summary>
    Closed,

    /// <summary>R-Open or I-Open: capabilities are exchanged, messages flow.</summary>
    Open,

    /// <summary>Open, while a second connection with the same Origin-Host waits for a DWR to tell whether this one is alive.</summary>
    Probing,

    /// <summary>Closing, because we sent a DPR.</summary>
    Closing,

    /// <summary>Closing, because the peer sent a DPR and got its DPA: the peer is to close the transport.</summary>
    ClosingGrace,

    /// <summary>Wait-Conn-Ack: this node is dialling the peer.</summary>
    Connecting,

    /// <summary>Wait-I-CEA: this node has dialled and sent its CER.</summary>
    AwaitingCea,

    /// <summary>Wait-Returns: both dialled, and this node lost the election: the peer's CEA on the dialled connection, or its end, decides.</summary>
    Electing,
}

/// <summary>Events of the peer state machine (RFC 6733 5.6.2; those from ReceiveCer to RivalGone are ours).</summary>
public enum PeerEvent : byte
{
    /// <summary>R-Conn-CER: an acceptable CER arrived on a new connection.</summary>
    ConnectionCer,

    /// <summary>R-Rcv-Message: a message other than CER, CEA, DPR, DPA, DWR, DWA arrived.</summary>
    ReceiveMessage,

    /// <summary>R-Rcv-DWR.</summary>
    ReceiveDwr,

    /// <summary>R-Rcv-DWA.</summary>
    ReceiveDwa,

    /// <summary>R-Rcv-DPR.</summary>
    ReceiveDpr,

    /// <summary>R-Rcv-DPA.</summary>
    ReceiveDpa,

    /// <summary>R-Peer-Disc: the transport connection is gone.</summary>
    PeerDisconnected,

    /// <summary>Stop: this node ends the connection.</summary>
    Stop,

    /// <summary>Timeout: the peer did not send its DPA, or did not close, in time.</summary>
    Timeout,

    /// <summary>A CER arrived on a connection that had its capabilities exchange.</summary>
    ReceiveCer,

    /// <summary>The probed connection spoke.</summary>
    ProbeAnswered,

    /// <summary>The probed connection stayed silent.</summary>
    ProbeTimeout,

    /// <summary>The connection that waited for the probe is gone.</summary>
    RivalGone,

    /// <summary>Start: it is time to dial.</summary>
    Start,

    /// <summary>I-Rcv-Conn-Ack: the transport connection that was dialled is up.</summary>
    ConnectionAck,

    /// <summary>I-Rcv-Conn-Nack: the peer cannot be reached.</summary>
    ConnectionNack,

    /// <summary>I-Rcv-CEA: the peer agrees, on the connection that was dialled.</summary>
    ReceiveCea,

    /// <summary>Win-Election: both dialled, and the peer's connection is to stay.</summary>
    WinElection,

    /// <summary>I-Peer-Disc, I-Rcv-Non-CEA, or no CEA in time: the connection that was dialled has come to nothing.</summary>
    DialledGone,
}

/// <summary>Actions of the peer state machine (RFC 6733 5.6.3; those from Probe to Discard are ours).</summary>
[Flags]
public enum PeerActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>R-Accept: the new connection becomes the peer's connection.</summary>
    Accept = 1,

    /// <summary>Process-CER.</summary>
    ProcessCer = 2,

    /// <summary>R-Snd-CEA.</summary>
    SendCea = 4,

    /// <summary>R-Reject: the new connection is closed without a CEA.</summary>
    Reject = 8,

    /// <summary>Process: the message is serviced.</summary>
    Process = 16,

    /// <summary>Process-DWR, R-Snd-DWA.</summary>
    SendDwa = 32,

    /// <summary>Process-DWA.</summary>
    ProcessDwa = 64,

    /// <summary>R-Snd-DPR.</summary>
    SendDpr = 128,

    /// <summary>R-Snd-DPA.</summary>
    SendDpa = 256,

    /// <summary>R-Disc: the transport connection is closed.</summary>
    Disconnect = 512,

    /// <summary>Error: the transport connection is closed, and the matter counted as an error.</summary>
    Error = 1024,

    /// <summary>Send a DWR on the open connection, whose answer decides over the new one.</summary>
    Probe = 2048,

    /// <summary>Abort the silent connection, without waiting for it.</summary>
    AbortStale = 4096,

    /// <summary>The message is discarded and counted.</summary>
    Discard = 8192,

    /// <summary>I-Snd-Conn-Req: dial.</summary>
    Dial = 16384,

    /// <summary>I-Snd-CER.</summary>
    SendCer = 32768,

    /// <summary>I-Disc: the connection that was dialled is closed, or given up.</summary>
    DisconnectDialled = 65536,

    /// <summary>Elect: it is compared whose connection stays.</summary>
    Elect = 131072,
}
