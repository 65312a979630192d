using EirDiameter.Peers.StateMachine;
using Xunit;
using static EirDiameter.Peers.StateMachine.PeerActions;
using static EirDiameter.Peers.StateMachine.PeerEvent;
using static EirDiameter.Peers.StateMachine.PeerState;

namespace EirDiameter.Peers.Tests.StateMachine;

public class PeerStateMachineTests
{
    private const PeerActions AcceptNew = Accept | ProcessCer | SendCea;

    // State, event, actions, next state. "RFC": a row of RFC 6733 5.6; the others are the deviations listed at the head of the machine.
    public static TheoryData<PeerState, PeerEvent, PeerActions, PeerState> Rows => new()
    {
        { Closed, ConnectionCer, AcceptNew, Open },                    // RFC
        { Closed, ReceiveMessage, Discard, Closed },
        { Closed, ReceiveDwr, Discard, Closed },
        { Closed, ReceiveDwa, Discard, Closed },
        { Closed, ReceiveDpr, Discard, Closed },
        { Closed, ReceiveDpa, Discard, Closed },
        { Closed, ReceiveCer, Discard, Closed },
        { Closed, PeerDisconnected, None, Closed },
        { Closed, Stop, None, Closed },
        { Closed, PeerEvent.Timeout, None, Closed },
        { Closed, ProbeAnswered, None, Closed },
        { Closed, ProbeTimeout, None, Closed },
        { Closed, RivalGone, None, Closed },

        { Open, ReceiveMessage, Process, Open },                       // RFC
        { Open, ReceiveDwr, SendDwa, Open },                           // RFC
        { Open, ReceiveDwa, ProcessDwa, Open },                        // RFC
        { Open, Stop, SendDpr, Closing },                              // RFC
        { Open, ReceiveDpr, SendDpa, ClosingGrace },                   // RFC: Closing
        { Open, PeerDisconnected, Disconnect, Closed },                // RFC
        { Open, ConnectionCer, Probe, Probing },                       // RFC: R-Reject
        { Open, ReceiveCer, Error, Closed },
        { Open, ReceiveDpa, Discard, Open },
        { Open, PeerEvent.Timeout, None, Open },
        { Open, ProbeAnswered, None, Open },
        { Open, ProbeTimeout, None, Open },
        { Open, RivalGone, None, Open },

        { Probing, ProbeAnswered, Reject, Open },                      // RFC, after the probe
        { Probing, ProbeTimeout, AbortStale | AcceptNew, Open },
        { Probing, PeerDisconnected, Disconnect | AcceptNew, Open },
        { Probing, RivalGone, None, Open },
        { Probing, ConnectionCer, Reject, Probing },
        { Probing, ReceiveMessage, Process, Probing },
        { Probing, ReceiveDwr, SendDwa, Probing },
        { Probing, ReceiveDwa, ProcessDwa, Probing },
        { Probing, ReceiveCer, Error | AcceptNew, Open },
        { Probing, Stop, SendDpr | Reject, Closing },
        { Probing, ReceiveDpr, SendDpa | AcceptNew, Open },
        { Probing, ReceiveDpa, Discard, Probing },
        { Probing, PeerEvent.Timeout, None, Probing },

        { Closing, ReceiveDpa, Disconnect, Closed },                   // RFC
        { Closing, PeerEvent.Timeout, Error, Closed },                           // RFC
        { Closing, PeerDisconnected, Disconnect, Closed },             // RFC
        { Closing, ConnectionCer, Reject, Closing },
        { Closing, ReceiveMessage, Process, Closing },
        { Closing, ReceiveDwr, SendDwa, Closing },
        { Closing, ReceiveDwa, ProcessDwa, Closing },
        { Closing, ReceiveDpr, SendDpa, Closing },
        { Closing, ReceiveCer, Error, Closed },
        { Closing, Stop, None, Closing },
        { Closing, ProbeAnswered, None, Closing },
        { Closing, ProbeTimeout, None, Closing },
        { Closing, RivalGone, None, Closing },

        { ClosingGrace, PeerDisconnected, Disconnect, Closed },        // RFC
        { ClosingGrace, PeerEvent.Timeout, Disconnect, Closed },
        { ClosingGrace, ConnectionCer, Disconnect | AcceptNew, Open },
        { ClosingGrace, ReceiveMessage, Process, ClosingGrace },
        { ClosingGrace, ReceiveDwr, SendDwa, ClosingGrace },
        { ClosingGrace, ReceiveDwa, ProcessDwa, ClosingGrace },
        { ClosingGrace, ReceiveDpr, SendDpa, ClosingGrace },
        { ClosingGrace, ReceiveDpa, Discard, ClosingGrace },
        { ClosingGrace, ReceiveCer, Error, Closed },
        { ClosingGrace, Stop, None, ClosingGrace },
        { ClosingGrace, ProbeAnswered, None, ClosingGrace },
        { ClosingGrace, ProbeTimeout, None, ClosingGrace },
        { ClosingGrace, RivalGone, None, ClosingGrace },

        { Closed, Start, Dial, Connecting },                           // RFC
        { Closed, ConnectionAck, DisconnectDialled, Closed },
        { Closed, ConnectionNack, None, Closed },
        { Closed, ReceiveCea, DisconnectDialled, Closed },
        { Closed, WinElection, None, Closed },
        { Closed, DialledGone, None, Closed },

        { Open, Start, None, Open },
        { Open, ConnectionAck, DisconnectDialled, Open },
        { Open, ConnectionNack, None, Open },
        { Open, ReceiveCea, DisconnectDialled, Open },
        { Open, WinElection, None, Open },
        { Open, DialledGone, None, Open },

        { Probing, Start, None, Probing },
        { Probing, ConnectionAck, DisconnectDialled, Probing },
        { Probing, ConnectionNack, None, Probing },
        { Probing, ReceiveCea, DisconnectDialled, Probing },
        { Probing, WinElection, None, Probing },
        { Probing, DialledGone, None, Probing },

        { Closing, Start, None, Closing },
        { Closing, ConnectionAck, DisconnectDialled, Closing },
        { Closing, ConnectionNack, None, Closing },
        { Closing, ReceiveCea, DisconnectDialled, Closing },
        { Closing, WinElection, None, Closing },
        { Closing, DialledGone, None, Closing },

        { ClosingGrace, Start, None, ClosingGrace },
        { ClosingGrace, ConnectionAck, DisconnectDialled, ClosingGrace },
        { ClosingGrace, ConnectionNack, None, ClosingGrace },
        { ClosingGrace, ReceiveCea, DisconnectDialled, ClosingGrace },
        { ClosingGrace, WinElection, None, ClosingGrace },
        { ClosingGrace, DialledGone, None, ClosingGrace },

        { Connecting, ConnectionCer, DisconnectDialled | AcceptNew, Open },// RFC: Wait-Conn-Ack/Elect
        { Connecting, Stop, None, Closed },
        { Connecting, ConnectionAck, SendCer, AwaitingCea },           // RFC
        { Connecting, ConnectionNack, None, Closed },                  // RFC
        { Connecting, ReceiveMessage, Discard, Connecting },
        { Connecting, ReceiveDwr, Discard, Connecting },
        { Connecting, ReceiveDwa, Discard, Connecting },
        { Connecting, ReceiveDpr, Discard, Connecting },
        { Connecting, ReceiveDpa, Discard, Connecting },
        { Connecting, PeerDisconnected, None, Connecting },
        { Connecting, PeerEvent.Timeout, None, Connecting },
        { Connecting, ReceiveCer, Discard, Connecting },
        { Connecting, ProbeAnswered, None, Connecting },
        { Connecting, ProbeTimeout, None, Connecting },
        { Connecting, RivalGone, None, Connecting },
        { Connecting, Start, None, Connecting },
        { Connecting, ReceiveCea, DisconnectDialled, Connecting },
        { Connecting, WinElection, None, Connecting },
        { Connecting, DialledGone, None, Connecting },

        { AwaitingCea, ConnectionCer, Elect, Electing },               // RFC
        { AwaitingCea, Stop, DisconnectDialled, Closed },
        { AwaitingCea, ReceiveCea, Accept, Open },           // RFC
        { AwaitingCea, DialledGone, None, Closed },                    // RFC
        { AwaitingCea, ReceiveMessage, Discard, AwaitingCea },
        { AwaitingCea, ReceiveDwr, Discard, AwaitingCea },
        { AwaitingCea, ReceiveDwa, Discard, AwaitingCea },
        { AwaitingCea, ReceiveDpr, Discard, AwaitingCea },
        { AwaitingCea, ReceiveDpa, Discard, AwaitingCea },
        { AwaitingCea, PeerDisconnected, None, AwaitingCea },
        { AwaitingCea, PeerEvent.Timeout, None, AwaitingCea },
        { AwaitingCea, ReceiveCer, Discard, AwaitingCea },
        { AwaitingCea, ProbeAnswered, None, AwaitingCea },
        { AwaitingCea, ProbeTimeout, None, AwaitingCea },
        { AwaitingCea, RivalGone, None, AwaitingCea },
        { AwaitingCea, Start, None, AwaitingCea },
        { AwaitingCea, ConnectionAck, DisconnectDialled, AwaitingCea },
        { AwaitingCea, ConnectionNack, None, AwaitingCea },
        { AwaitingCea, WinElection, None, AwaitingCea },

        { Electing, ConnectionCer, Reject, Electing },                 // RFC
        { Electing, Stop, DisconnectDialled | Reject, Closed },
        { Electing, ProbeTimeout, DisconnectDialled | AcceptNew, Open },// RFC: Closed
        { Electing, RivalGone, None, AwaitingCea },                    // RFC
        { Electing, ReceiveCea, Reject | Accept, Open },     // RFC
        { Electing, WinElection, DisconnectDialled | AcceptNew, Open },// RFC
        { Electing, DialledGone, AcceptNew, Open },                    // RFC
        { Electing, ReceiveMessage, Discard, Electing },
        { Electing, ReceiveDwr, Discard, Electing },
        { Electing, ReceiveDwa, Discard, Electing },
        { Electing, ReceiveDpr, Discard, Electing },
        { Electing, ReceiveDpa, Discard, Electing },
        { Electing, PeerDisconnected, None, Electing },
        { Electing, PeerEvent.Timeout, None, Electing },
        { Electing, ReceiveCer, Discard, Electing },
        { Electing, ProbeAnswered, None, Electing },
        { Electing, Start, None, Electing },
        { Electing, ConnectionAck, DisconnectDialled, Electing },
        { Electing, ConnectionNack, None, Electing },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_holds(PeerState before, PeerEvent happened, PeerActions expected, PeerState after)
    {
        Assert.Equal(after, PeerStateMachine.Next(before, happened, out PeerActions actions));
        Assert.Equal(expected, actions);
    }

    [Fact]
    public void Every_state_and_event_has_exactly_one_row()
    {
        int combinations = Enum.GetValues<PeerState>().Length * Enum.GetValues<PeerEvent>().Length;
        Assert.Equal(combinations, Rows.Select(row => (row[0], row[1])).Distinct().Count());
        Assert.Equal(combinations, Rows.Count);
    }

    [Fact]
    public void No_row_leaves_two_connections_open()
    {
        // A second connection is accepted only where the first is disconnected, aborted, or has said goodbye (RFC 6733 2.1).
        foreach (object[] row in Rows)
        {
            (PeerState before, PeerEvent happened, var actions) = ((PeerState)row[0], (PeerEvent)row[1], (PeerActions)row[2]);
            if (before is not (Closed or Connecting or AwaitingCea) && happened != DialledGone && (actions & Accept) != 0)
                Assert.True((actions & (Disconnect | DisconnectDialled | AbortStale | Error | SendDpa | Reject)) != 0, $"{before}, {happened}");
        }
    }
}
