namespace EirDiameter.Peers.Connections;

/// <summary>What other threads want of a connection's loop.</summary>
[Flags]
internal enum ConnectionSignals
{
    None = 0,

    /// <summary>A timer elapsed.</summary>
    Tick = 1,

    /// <summary>Answers were handed over.</summary>
    Answers = 2,

    /// <summary>Show that the peer is alive: a second connection waits.</summary>
    Probe = 4,

    /// <summary>Say goodbye and close.</summary>
    Stop = 8,

    /// <summary>Close: another connection took the place.</summary>
    Close = 16,

    /// <summary>The configuration of the peer has changed.</summary>
    Reconfigured = 32,
}

/// <summary>How a connection ends.</summary>
internal enum ConnectionEnd
{
    None,

    /// <summary>What was written is still delivered, then FIN.</summary>
    Close,

    /// <summary>RST or ABORT.</summary>
    Abort,
}
