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
            if (before != Closed && (actions & Accept) != 0)
                Assert.True((actions & (Disconnect | AbortStale | Error | SendDpa)) != 0, $"{before}, {happened}");
        }
    }
}
