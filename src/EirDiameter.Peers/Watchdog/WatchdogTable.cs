namespace EirDiameter.Peers.Watchdog;

/// <summary>
/// The transition table of RFC 3539 appendix A, row by row, without time and without sockets.
/// </summary>
/// <remarks>
/// Where the code of appendix A and its table differ, the table is followed. Rows the RFC leaves out ("Shouldn't be here!")
/// change nothing: a connection that goes down twice, for instance.
/// </remarks>
public static class WatchdogTable
{
    /// <summary>DWAs that a reopened connection needs (RFC 3539 3.4.1).</summary>
    public const int AnswersToReopen = 3;

    /// <summary>One transition.</summary>
    /// <param name="status">The variables before.</param>
    /// <param name="happened">The event.</param>
    /// <param name="actions">What is to be done.</param>
    /// <returns>The variables after.</returns>
    public static WatchdogStatus Next(WatchdogStatus status, WatchdogEvent happened, out WatchdogActions actions)
    {
        (WatchdogStatus next, actions) = happened switch
        {
            WatchdogEvent.ReceiveAnswer => Answered(status with { Pending = false }),
            WatchdogEvent.ReceiveOther => Received(status),
            WatchdogEvent.TimerElapsed => Elapsed(status),
            WatchdogEvent.ConnectionUp => Up(status),
            _ => Down(status),
        };
        return next;
    }

    private static (WatchdogStatus, WatchdogActions) Answered(WatchdogStatus status) => status.State switch
    {
        WatchdogState.Okay => (status, WatchdogActions.SetTimer),
        WatchdogState.Suspect => (status with { State = WatchdogState.Okay }, WatchdogActions.Failback | WatchdogActions.SetTimer),
        WatchdogState.Reopen when status.ReopenAnswers + 1 == AnswersToReopen =>
            (status with { State = WatchdogState.Okay, ReopenAnswers = AnswersToReopen }, WatchdogActions.Failback),
        WatchdogState.Reopen => (status with { ReopenAnswers = status.ReopenAnswers + 1 }, WatchdogActions.None),
        _ => (status, WatchdogActions.ThrowAway),
    };

    private static (WatchdogStatus, WatchdogActions) Received(WatchdogStatus status) => status.State switch
    {
        WatchdogState.Okay => (status, WatchdogActions.SetTimer),
        WatchdogState.Suspect => (status with { State = WatchdogState.Okay }, WatchdogActions.Failback | WatchdogActions.SetTimer),
        _ => (status, WatchdogActions.ThrowAway),
    };

    private static (WatchdogStatus, WatchdogActions) Elapsed(WatchdogStatus status) => status.State switch
    {
        WatchdogState.Okay or WatchdogState.Reopen when !status.Pending =>
            (status with { Pending = true }, WatchdogActions.SendRequest | WatchdogActions.SetTimer),
        WatchdogState.Okay => (status with { State = WatchdogState.Suspect }, WatchdogActions.Failover | WatchdogActions.SetTimer),
        WatchdogState.Suspect => (status with { State = WatchdogState.Down }, WatchdogActions.CloseConnection | WatchdogActions.SetTimer),
        WatchdogState.Reopen when status.ReopenAnswers < 0 =>
            (status with { State = WatchdogState.Down }, WatchdogActions.CloseConnection | WatchdogActions.SetTimer),
        WatchdogState.Reopen => (status with { ReopenAnswers = -1 }, WatchdogActions.SetTimer),
        _ => (status, WatchdogActions.AttemptOpen | WatchdogActions.SetTimer),
    };

    private static (WatchdogStatus, WatchdogActions) Up(WatchdogStatus status) => status.State switch
    {
        WatchdogState.Initial => (status with { State = WatchdogState.Okay }, WatchdogActions.SetTimer),
        WatchdogState.Down =>
            (new WatchdogStatus(WatchdogState.Reopen, Pending: true, ReopenAnswers: 0), WatchdogActions.SendRequest | WatchdogActions.SetTimer),
        _ => (status, WatchdogActions.None),
    };

    private static (WatchdogStatus, WatchdogActions) Down(WatchdogStatus status) => status.State switch
    {
        WatchdogState.Okay =>
            (status with { State = WatchdogState.Down }, WatchdogActions.CloseConnection | WatchdogActions.Failover | WatchdogActions.SetTimer),
        WatchdogState.Suspect or WatchdogState.Reopen =>
            (status with { State = WatchdogState.Down }, WatchdogActions.CloseConnection | WatchdogActions.SetTimer),
        _ => (status, WatchdogActions.None),
    };
}
