using EirDiameter.Peers.Watchdog;
using Xunit;
using static EirDiameter.Peers.Watchdog.WatchdogActions;
using static EirDiameter.Peers.Watchdog.WatchdogEvent;
using static EirDiameter.Peers.Watchdog.WatchdogState;

namespace EirDiameter.Peers.Tests.Watchdog;

public class WatchdogTableTests
{
    // RFC 3539 appendix A, "the state machine equivalent to the above code", row by row.
    public static TheoryData<WatchdogStatus, WatchdogEvent, WatchdogActions, WatchdogStatus> Rows => new()
    {
        { new(Okay, true, 0), ReceiveAnswer, SetTimer, new(Okay, false, 0) },
        { new(Okay, false, 0), ReceiveAnswer, SetTimer, new(Okay, false, 0) },
        { new(Okay, true, 0), ReceiveOther, SetTimer, new(Okay, true, 0) },
        { new(Okay, false, 0), ReceiveOther, SetTimer, new(Okay, false, 0) },
        { new(Suspect, true, 0), ReceiveAnswer, Failback | SetTimer, new(Okay, false, 0) },
        { new(Suspect, true, 0), ReceiveOther, Failback | SetTimer, new(Okay, true, 0) },
        { new(Reopen, true, 2), ReceiveAnswer, Failback, new(Okay, false, 3) },
        { new(Reopen, true, 1), ReceiveAnswer, None, new(Reopen, false, 2) },
        { new(Reopen, true, 0), ReceiveAnswer, None, new(Reopen, false, 1) },
        { new(Reopen, true, -1), ReceiveAnswer, None, new(Reopen, false, 0) },
        { new(Reopen, true, 1), ReceiveOther, ThrowAway, new(Reopen, true, 1) },
        { new(Initial, true, 0), ReceiveAnswer, ThrowAway, new(Initial, false, 0) },
        { new(Initial, false, 0), ReceiveOther, ThrowAway, new(Initial, false, 0) },
        { new(Down, true, 0), ReceiveAnswer, ThrowAway, new(Down, false, 0) },
        { new(Down, true, 0), ReceiveOther, ThrowAway, new(Down, true, 0) },
        { new(Okay, false, 0), TimerElapsed, SendRequest | SetTimer, new(Okay, true, 0) },
        { new(Okay, true, 0), TimerElapsed, Failover | SetTimer, new(Suspect, true, 0) },
        { new(Suspect, true, 0), TimerElapsed, CloseConnection | SetTimer, new(Down, true, 0) },
        { new(Suspect, false, 0), TimerElapsed, CloseConnection | SetTimer, new(Down, false, 0) },
        { new(Initial, false, 0), TimerElapsed, AttemptOpen | SetTimer, new(Initial, false, 0) },
        { new(Down, false, 0), TimerElapsed, AttemptOpen | SetTimer, new(Down, false, 0) },
        { new(Reopen, false, 1), TimerElapsed, SendRequest | SetTimer, new(Reopen, true, 1) },
        { new(Reopen, true, -1), TimerElapsed, CloseConnection | SetTimer, new(Down, true, -1) },
        { new(Reopen, true, 0), TimerElapsed, SetTimer, new(Reopen, true, -1) },
        { new(Reopen, true, 2), TimerElapsed, SetTimer, new(Reopen, true, -1) },
        { new(Initial, false, 0), ConnectionUp, SetTimer, new(Okay, false, 0) },
        { new(Down, false, 3), ConnectionUp, SendRequest | SetTimer, new(Reopen, true, 0) },
        { new(Okay, true, 0), ConnectionDown, CloseConnection | Failover | SetTimer, new(Down, true, 0) },
        { new(Suspect, true, 0), ConnectionDown, CloseConnection | SetTimer, new(Down, true, 0) },
        { new(Reopen, true, 1), ConnectionDown, CloseConnection | SetTimer, new(Down, true, 1) },

        // "Shouldn't be here!": rows that the RFC leaves out change nothing.
        { new(Okay, true, 0), ConnectionUp, None, new(Okay, true, 0) },
        { new(Suspect, true, 0), ConnectionUp, None, new(Suspect, true, 0) },
        { new(Reopen, true, 1), ConnectionUp, None, new(Reopen, true, 1) },
        { new(Initial, false, 0), ConnectionDown, None, new(Initial, false, 0) },
        { new(Down, false, 0), ConnectionDown, None, new(Down, false, 0) },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_of_RFC_3539_appendix_A_holds(
        WatchdogStatus before, WatchdogEvent happened, WatchdogActions expected, WatchdogStatus after)
    {
        Assert.Equal(after, WatchdogTable.Next(before, happened, out WatchdogActions actions));
        Assert.Equal(expected, actions);
    }

    [Fact]
    public void Every_state_and_event_has_a_row()
    {
        var covered = Rows.Select(row => (((WatchdogStatus)row[0]).State, (WatchdogEvent)row[1])).ToHashSet();
        foreach (WatchdogState state in Enum.GetValues<WatchdogState>())
        {
            foreach (WatchdogEvent happened in Enum.GetValues<WatchdogEvent>())
                Assert.Contains((state, happened), covered);
        }
    }
}
