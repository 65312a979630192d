namespace EirDiameter.Peers.StateMachine;

/// <summary>
/// The peer state machine of RFC 6733 5.6 as a table without time and sockets.
/// </summary>
/// <remarks>
/// <para>
/// R-Open and I-Open are one state here, since nothing differs in it but who dialled. The wait for the CER is no state of a peer, since no peer is known before it (RFC 6733 5.6.1); the connection does that.
/// </para>
/// <para>Deviations, each with the clause it departs from and why:</para>
/// <list type="number">
/// <item>
/// R-Conn-CER in R-Open: the RFC rejects the new connection. A peer that lost power leaves a half-open connection behind,
/// and its fresh connection would be rejected until the watchdog gives the old one up, a minute or more later. So the old
/// connection is asked first, by a DWR with a short time limit (<see cref="PeerState.Probing"/>). If anything comes from it, the new one is
/// rejected as the RFC says (closed without a CEA: 5.6.3 defines R-Reject as a disconnection, and no result code is registered
/// for it); if nothing comes, the old one is aborted and the new one accepted. At no time are two connections open (2.1).
/// One rival waits at a time: a third connection is rejected at once.
/// </item>
/// <item>
/// The RFC has one Closing state. Here the two ways into it differ in who closes: after Stop we wait for the DPA and close
/// (<see cref="PeerState.Closing"/>); after the peer's DPR we send the DPA and the peer closes, "the receiver of the DPA initiates
/// the transport disconnect" (5.4), so we wait a grace time (<see cref="PeerState.ClosingGrace"/>).
/// </item>
/// <item>
/// R-Conn-CER in Closing has no row in the RFC. While we stop, the new connection is rejected. While the peer leaves, it is a peer that
/// said goodbye and is back already: the old connection is dropped and the new one accepted.
/// </item>
/// <item>
/// Messages in Closing have no row in the RFC. They are still serviced: the peer may have sent them before it saw our DPR, and an
/// answer costs less than a request that times out. DWRs too, since 5.5 knows no exception. A DPR that crosses ours is
/// answered, and then the first DPA or close ends it. A DPA in R-Open that nobody asked for is discarded
/// (6.2: answers that match no request are).
/// </item>
/// <item>
/// The RFC has no R-Rcv-CER (RFC 3588 had): capabilities do not change on an open connection. It closes the connection as an error,
/// because it tells of a peer that believes to be on a new connection.
/// </item>
/// <item>
/// RFC 3539 appendix A throws away what arrives in REOPEN except DWAs. That is meant for a sender, whose requests go to another server meanwhile.
/// Thrown away here, the requests of a restarted client would time out for a minute, so requests are answered in REOPEN.
/// AttemptOpen is the dialler's, each Tc.
/// </item>
/// <item>
/// R-Conn-CER in Wait-Conn-Ack: the RFC waits for the transport (Wait-Conn-Ack/Elect) and then elects. Here the peer's connection, which is there, is
/// taken, and the dialling given up: as long as our CER is not sent the peer has nothing to elect between, so the two sides cannot come to
/// different ends.
/// </item>
/// <item>
/// Wait-Returns has a time limit in the RFC, after which both connections go. Here the peer's own connection, whose CER is
/// good, is taken when the dialled one does not answer in time.
/// </item>
/// <item>
/// A DPA "SHOULD contain an error if messages [...] are likely in flight" (5.4). Here it waits for the answers that are still
/// being worked on, within the drain time, and carries an error only if some are left.
/// </item>
/// </list>
/// </remarks>
public static class PeerStateMachine
{
    private const PeerActions AcceptNew = PeerActions.Accept | PeerActions.ProcessCer | PeerActions.SendCea;

    /// <summary>One transition. Events without a row leave the state and ask for <see cref="PeerActions.Discard"/> (messages) or nothing.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="happened">The event.</param>
    /// <param name="actions">What is to be done, in the order of <see cref="PeerActions"/>.</param>
    /// <returns>The state after.</returns>
    public static PeerState Next(PeerState state, PeerEvent happened, out PeerActions actions)
    {
        (PeerState next, actions) = state switch
        {
            PeerState.Closed => Closed(happened),
            PeerState.Open => Open(happened),
            PeerState.Probing => Probing(happened),
            PeerState.Closing => Closing(happened),
            PeerState.ClosingGrace => ClosingGrace(happened),
            PeerState.Connecting => Connecting(happened),
            PeerState.AwaitingCea => AwaitingCea(happened),
            _ => Electing(happened),
        };
        return next;
    }

    private static (PeerState, PeerActions) Closed(PeerEvent happened) => happened switch
    {
        PeerEvent.ConnectionCer => (PeerState.Open, AcceptNew),
        PeerEvent.Start => (PeerState.Connecting, PeerActions.Dial),
        _ => (PeerState.Closed, Unexpected(happened)),
    };

    private static (PeerState, PeerActions) Connecting(PeerEvent happened) => happened switch
    {
        PeerEvent.ConnectionAck => (PeerState.AwaitingCea, PeerActions.SendCer),
        PeerEvent.ConnectionNack or PeerEvent.Stop => (PeerState.Closed, PeerActions.None),
        PeerEvent.ConnectionCer => (PeerState.Open, PeerActions.DisconnectDialled | AcceptNew),
        _ => (PeerState.Connecting, Unexpected(happened)),
    };

    private static (PeerState, PeerActions) AwaitingCea(PeerEvent happened) => happened switch
    {
        PeerEvent.ReceiveCea => (PeerState.Open, PeerActions.Accept),
        PeerEvent.ConnectionCer => (PeerState.Electing, PeerActions.Elect),
        PeerEvent.DialledGone => (PeerState.Closed, PeerActions.None),
        PeerEvent.Stop => (PeerState.Closed, PeerActions.DisconnectDialled),
        _ => (PeerState.AwaitingCea, Unexpected(happened)),
    };

    private static (PeerState, PeerActions) Electing(PeerEvent happened) => happened switch
    {
        PeerEvent.WinElection or PeerEvent.ProbeTimeout => (PeerState.Open, PeerActions.DisconnectDialled | AcceptNew),
        PeerEvent.DialledGone => (PeerState.Open, AcceptNew),
        PeerEvent.ReceiveCea => (PeerState.Open, PeerActions.Reject | PeerActions.Accept),
        PeerEvent.RivalGone => (PeerState.AwaitingCea, PeerActions.None),
        PeerEvent.Stop => (PeerState.Closed, PeerActions.DisconnectDialled | PeerActions.Reject),
        _ => (PeerState.Electing, Unexpected(happened)),
    };

    private static (PeerState, PeerActions) Open(PeerEvent happened) => happened switch
    {
        PeerEvent.ConnectionCer => (PeerState.Probing, PeerActions.Probe),
        PeerEvent.ReceiveMessage => (PeerState.Open, PeerActions.Process),
        PeerEvent.ReceiveDwr => (PeerState.Open, PeerActions.SendDwa),
        PeerEvent.ReceiveDwa => (PeerState.Open, PeerActions.ProcessDwa),
        PeerEvent.ReceiveCer => (PeerState.Closed, PeerActions.Error),
        PeerEvent.Stop => (PeerState.Closing, PeerActions.SendDpr),
        PeerEvent.ReceiveDpr => (PeerState.ClosingGrace, PeerActions.SendDpa),
        PeerEvent.PeerDisconnected => (PeerState.Closed, PeerActions.Disconnect),
        _ => (PeerState.Open, Unexpected(happened)),
    };

    private static (PeerState, PeerActions) Probing(PeerEvent happened) => happened switch
    {
        PeerEvent.ConnectionCer => (PeerState.Probing, PeerActions.Reject),
        PeerEvent.ProbeAnswered => (PeerState.Open, PeerActions.Reject),
        PeerEvent.ProbeTimeout => (PeerState.Open, PeerActions.AbortStale | AcceptNew),
        PeerEvent.RivalGone => (PeerState.Open, PeerActions.None),
        PeerEvent.PeerDisconnected => (PeerState.Open, PeerActions.Disconnect | AcceptNew),
        PeerEvent.ReceiveMessage => (PeerState.Probing, PeerActions.Process),
        PeerEvent.ReceiveDwr => (PeerState.Probing, PeerActions.SendDwa),
        PeerEvent.ReceiveDwa => (PeerState.Probing, PeerActions.ProcessDwa),
        PeerEvent.ReceiveCer => (PeerState.Open, PeerActions.Error | AcceptNew),
        PeerEvent.Stop => (PeerState.Closing, PeerActions.SendDpr | PeerActions.Reject),
        PeerEvent.ReceiveDpr => (PeerState.Open, PeerActions.SendDpa | AcceptNew),
        _ => (PeerState.Probing, Unexpected(happened)),
    };

    private static (PeerState, PeerActions) Closing(PeerEvent happened) => happened switch
    {
        PeerEvent.ConnectionCer => (PeerState.Closing, PeerActions.Reject),
        PeerEvent.ReceiveDpa or PeerEvent.PeerDisconnected => (PeerState.Closed, PeerActions.Disconnect),
        PeerEvent.Timeout or PeerEvent.ReceiveCer => (PeerState.Closed, PeerActions.Error),
        PeerEvent.ReceiveMessage => (PeerState.Closing, PeerActions.Process),
        PeerEvent.ReceiveDwr => (PeerState.Closing, PeerActions.SendDwa),
        PeerEvent.ReceiveDwa => (PeerState.Closing, PeerActions.ProcessDwa),
        PeerEvent.ReceiveDpr => (PeerState.Closing, PeerActions.SendDpa),
        _ => (PeerState.Closing, Unexpected(happened)),
    };

    private static (PeerState, PeerActions) ClosingGrace(PeerEvent happened) => happened switch
    {
        PeerEvent.ConnectionCer => (PeerState.Open, PeerActions.Disconnect | AcceptNew),
        PeerEvent.PeerDisconnected or PeerEvent.Timeout => (PeerState.Closed, PeerActions.Disconnect),
        PeerEvent.ReceiveCer => (PeerState.Closed, PeerActions.Error),
        PeerEvent.ReceiveMessage => (PeerState.ClosingGrace, PeerActions.Process),
        PeerEvent.ReceiveDwr => (PeerState.ClosingGrace, PeerActions.SendDwa),
        PeerEvent.ReceiveDwa => (PeerState.ClosingGrace, PeerActions.ProcessDwa),
        PeerEvent.ReceiveDpr => (PeerState.ClosingGrace, PeerActions.SendDpa),
        _ => (PeerState.ClosingGrace, Unexpected(happened)),
    };

    private static PeerActions Unexpected(PeerEvent happened) => happened switch
    {
        PeerEvent.ReceiveMessage or PeerEvent.ReceiveDwr or PeerEvent.ReceiveDwa or PeerEvent.ReceiveDpr or PeerEvent.ReceiveDpa
            or PeerEvent.ReceiveCer => PeerActions.Discard,
        PeerEvent.ConnectionCer => PeerActions.Reject,

        // The peer came by a connection of its own meanwhile, or the node stops.
        PeerEvent.ConnectionAck or PeerEvent.ReceiveCea => PeerActions.DisconnectDialled,
        _ => PeerActions.None,
    };
}
