using EirDiameter.Peers.Connections;
using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Table;
using EirDiameter.Protocol;

namespace EirDiameter.Peers;

/// <summary>The part that concerns connections which this node dials (RFC 6733 5.6, the initiator's rows).</summary>
public sealed partial class PeerTable
{
    /// <summary>The peers that are to be dialled.</summary>
    internal IReadOnlyList<Peer> ToDial()
    {
        lock (_gate)
            return [.. _peers.Values.Where(peer => peer.Configured?.Connect is not null)];
    }

    /// <summary>Start. False when there is nothing to dial for: the peer is connected, or said that it does not want to be (RFC 6733 5.4.3).</summary>
    internal bool BeginDial(Peer peer)
    {
        lock (_gate)
        {
            if (IsStopping || peer.LeftFor is DisconnectCause.Busy or DisconnectCause.DoNotWantToTalkToYou)
                return false;
            peer.State = PeerStateMachine.Next(peer.State, PeerEvent.Start, out PeerActions actions);
            return (actions & PeerActions.Dial) != 0;
        }
    }

    /// <summary>I-Rcv-Conn-Nack.</summary>
    internal void DialFailed(Peer peer)
    {
        lock (_gate)
        {
            peer.State = PeerStateMachine.Next(peer.State, PeerEvent.ConnectionNack, out _);
            ForgetIfGone(peer);
        }
    }

    /// <summary>I-Rcv-Conn-Ack. False when the connection is not wanted any more.</summary>
    internal bool DialConnected(PeerConnection connection, Peer peer)
    {
        lock (_gate)
        {
            peer.State = PeerStateMachine.Next(peer.State, PeerEvent.ConnectionAck, out PeerActions actions);
            if ((actions & PeerActions.SendCer) == 0)
                return false;
            peer.Dialled = connection;
            return true;
        }
    }

    /// <summary>I-Rcv-CEA. False when the other connection was chosen meanwhile.</summary>
    internal bool CapabilitiesAnswered(PeerConnection connection, Peer peer)
    {
        lock (_gate)
        {
            if (peer.Dialled != connection)
                return false;
            peer.State = PeerStateMachine.Next(peer.State, PeerEvent.ReceiveCea, out PeerActions actions);
            peer.Dialled = null;
            if ((actions & PeerActions.Accept) == 0)
                return false;
            peer.Rival?.Decision.TrySetResult(false);
            peer.Rival = null;
            Attach(peer, connection);
            return true;
        }
    }

    /// <summary>The dialled connection is gone before it was open.</summary>
    internal void DialEnded(PeerConnection connection, Peer peer)
    {
        lock (_gate)
        {
            if (peer.Dialled != connection)
                return;
            peer.Dialled = null;
            peer.State = PeerStateMachine.Next(peer.State, PeerEvent.DialledGone, out PeerActions actions);
            Settle(peer, actions, PeerEvent.DialledGone);
            ForgetIfGone(peer);
        }
    }

    /// <summary>The peer said goodbye.</summary>
    internal void Left(Peer peer, DisconnectCause cause)
    {
        lock (_gate)
            peer.LeftFor = cause;
    }

    /// <summary>Connections that lost their place; told after the lock is released.</summary>
    private readonly record struct Leavers(PeerConnection? Stale, PeerConnection? Dialled)
    {
        public void Dismiss()
        {
            Stale?.AbortAsStale();
            Dialled?.Signal(ConnectionSignals.Close);
        }
    }
}
