using EirDiameter.Peers.StateMachine;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>The ways out: goodbyes of either side (RFC 6733 5.4), refusals, aborts.</summary>
internal sealed partial class PeerConnection
{
    private uint? _disconnectRequest;
    private bool _disconnectAnswered;
    private PendingGoodbye? _goodbye;
    private int _aborted;

    /// <summary>Ends the connection at once with RST. From any thread.</summary>
    public void Abort(Refusal reason)
    {
        if (Interlocked.Exchange(ref _aborted, 1) != 0)
            return;
        _context.Table.CountRefusal(reason);
        _context.Log.ConnectionEnded(OriginHost, RemoteText, reason);
        _transport.Reset(reason.ToString());
    }

    /// <summary>Aborts a connection that left its probe unanswered and gave way to a new one.</summary>
    public void AbortAsStale() => Abort(Refusal.Stale);

    private void Refuse(Refusal reason, ConnectionEnd how)
    {
        _context.Table.CountRefusal(reason);
        _context.Log.ConnectionEnded(OriginHost, RemoteText, reason);
        EndBy(how);
    }

    private void StopByUs()
    {
        if (_watchdog is null)
        {
            Refuse(Refusal.Stopping, ConnectionEnd.Close);
            return;
        }

        if ((_context.Table.Handle(this, _peer!, PeerEvent.Stop) & PeerActions.SendDpr) == 0)
            return;
        WriteDisconnectRequest();
        _closingDue = After(_options.DisconnectTimeout);
        Arm();
    }

    private void ReceiveDisconnectRequest(in DiameterHeader header)
    {
        if ((_context.Table.Handle(this, _peer!, PeerEvent.ReceiveDpr) & PeerActions.SendDpa) == 0 || _goodbye is not null)
            return;
        _goodbye = new PendingGoodbye(header);
        _closingDue = After(_options.DisconnectTimeout);
        ContinueClosing();
        Arm();
    }

    /// <summary>Goes on with a goodbye once no answer is owed any more.</summary>
    private void ContinueClosing()
    {
        if (OwedAnswers > 0)
            return;
        if (_goodbye is { Answered: false })
            AnswerGoodbye(isClean: true);
        if (_disconnectAnswered)
        {
            _context.Table.Handle(this, _peer!, PeerEvent.ReceiveDpa);
            EndBy(ConnectionEnd.Close);
        }
    }

    private void AnswerGoodbye(bool isClean)
    {
        _goodbye = _goodbye!.Value with { Answered = true };
        WriteDisconnectAnswer(_goodbye.Value.Header, isClean);
        if (_disconnectRequest is null)
            _closingDue = After(_options.CloseGrace);
    }

    private void ClosingElapsed()
    {
        _closingDue = Never;
        if (_goodbye is { Answered: false })
        {
            // RFC 6733 5.4: the DPA should carry an error if answers are in flight.
            AnswerGoodbye(isClean: false);
            return;
        }

        _context.Table.Handle(this, _peer!, PeerEvent.Timeout);
        _context.Log.GoodbyeTimedOut(OriginHost);
        EndBy(ConnectionEnd.Close);
    }

    private readonly record struct PendingGoodbye(DiameterHeader Header, bool Answered = false);
}
