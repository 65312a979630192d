using System.Buffers;
using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Watchdog;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>From octets to messages, and from messages to whom they concern.</summary>
internal sealed partial class PeerConnection
{
    private IRequestHandler[] _handlers = [];
    private uint[] _handlerIds = [];
    private int _batchesOpen;
    private bool _received;
    private IDiameterTransportFeature? _ordered;
    private long _owedAnswers;
    private long _lostAnswers;

    /// <summary>Answers that handlers still owe: taken over, and neither sent nor lost.</summary>
    private long OwedAnswers => _owedAnswers - Interlocked.Read(ref _lostAnswers);

    /// <summary>Handles the complete messages of what was read.</summary>
    /// <returns>Octets used up. Less than all when enough answers are waiting, or when the loop has to do something first.</returns>
    private long Process(in ReadOnlySequence<byte> unread)
    {
        if (unread.IsEmpty || _pause)
            return 0;
        if (_offered > 0)
            RefreshReports();
        if (_rate.IsLimited)
            _rate.Refill(_now);

        long used = 0;
        try
        {
            if (unread.IsSingleSegment)
            {
                used = ProcessSegment(unread.FirstSpan);
            }
            else
            {
                foreach (ReadOnlyMemory<byte> segment in unread)
                {
                    int part = ProcessSegment(segment.Span);
                    used += part;
                    if (part < segment.Length)
                        break;
                }
            }
        }
        finally
        {
            EndBatches();
        }

        if (_received)
        {
            _received = false;
            _ordered?.AllowReordering();
            _ordered = null;
            Watch(WatchdogEvent.ReceiveOther);
        }

        return used;
    }

    private int ProcessSegment(ReadOnlySpan<byte> segment)
    {
        int position = 0;
        while (position < segment.Length && !_pause && _answers.Uncommitted < _options.MaxQueuedBytes)
        {
            ReadOnlySpan<byte> rest = segment[position..];
            FrameStatus status;
            int length;
            if (_partial.Length == 0)
            {
                status = Framing.Next(rest, _options.MaxMessageBytes, out length);
                if (status == FrameStatus.Message)
                {
                    Dispatch(rest[..length]);
                    position += length;
                    continue;
                }
            }

            status = _partial.Append(rest, out length);
            position += length;
            if (status == FrameStatus.Message)
            {
                Dispatch(_partial.Octets);
                _partial.Clear();
            }
            else if (status == FrameStatus.Compromised)
            {
                // RFC 6733 2.1: nobody can say where the next message starts, so the stream is ended by RST.
                Refuse(Refusal.CompromisedStream, ConnectionEnd.Abort);
            }
        }

        return position;
    }

    private void Dispatch(ReadOnlySpan<byte> message)
    {
        DiameterHeader.TryRead(message, out DiameterHeader header);
        if (_watchdog is null)
        {
            if (_dialled is null)
                FirstMessage(message, header);
            else
                FirstAnswer(message, header, _dialled);
            return;
        }

        _received = true;
        if (!header.IsRequest)
        {
            ReceiveAnswer(message, header);
            return;
        }

        Counts.CountReceived(MessageCounts.CommandOf(header.CommandCode), CountedResult.Request);
        if (header.ApplicationId == Applications.Common)
        {
            ReceiveBaseRequest(message, header);
            return;
        }

        if (_paths is not null && !_paths.Allow(message))
        {
            RefusePath(message);
            return;
        }

        _offered++;
        if ((_rate.IsLimited || _context.NodeBucket is not null) && !TryAdmit(message))
        {
            Counts.CountRefused();
            WriteFault(message, _options.OverloadResultCode == ResultCodes.TooBusy ? Fault.TooBusy : Fault.Overloaded);
            AddReports(message);
            return;
        }

        uint[] ids = _handlerIds;
        for (int i = 0; i < ids.Length; i++)
        {
            if (ids[i] == header.ApplicationId)
            {
                Handle(i, message);
                return;
            }
        }

        WriteUnsupported(message);
    }

    private void Handle(int index, ReadOnlySpan<byte> message)
    {
        IRequestHandler handler = _handlers[index];
        int bit = 1 << index;
        if ((_batchesOpen & bit) == 0)
        {
            _batchesOpen |= bit;
            handler.BeginBatch();
        }

        _answers.BeginMessage();
        if (!handler.Handle(message, _answers))
        {
            _owedAnswers++;
            return;
        }

        CountSent();
        AddReports(message);
    }

    private void EndBatches()
    {
        for (int i = 0; _batchesOpen != 0; i++)
        {
            int bit = 1 << i;
            if ((_batchesOpen & bit) == 0)
                continue;
            _batchesOpen &= ~bit;
            _handlers[i].EndBatch();
        }
    }

    /// <summary>Counts the message that was written last.</summary>
    private void CountSent()
    {
        ReadOnlySpan<byte> message = _answers.Message;
        if (DiameterHeader.TryRead(message, out DiameterHeader header))
            Counts.CountSent(MessageCounts.CommandOf(header.CommandCode), header.IsRequest ? CountedResult.Request : AnswerResult.Of(message));
    }

    /// <summary>An answer is for a request of ours: the one DWR or DPR that is unanswered. Others are discarded (RFC 6733 6.2).</summary>
    private void ReceiveAnswer(ReadOnlySpan<byte> message, in DiameterHeader header)
    {
        Counts.CountReceived(MessageCounts.CommandOf(header.CommandCode), AnswerResult.Of(message));
        if (header.ApplicationId == Applications.Common && _watchdogRequest is { } request && header.HopByHop == request
            && header.CommandCode == CommandCodes.DeviceWatchdog)
        {
            _watchdogRequest = null;
            _context.Table.Handle(this, _peer!, PeerEvent.ReceiveDwa);
            Watch(WatchdogEvent.ReceiveAnswer);
        }
        else if (header.ApplicationId == Applications.Common && _disconnectRequest is { } goodbye && header.HopByHop == goodbye
            && header.CommandCode == CommandCodes.DisconnectPeer)
        {
            _disconnectRequest = null;
            _disconnectAnswered = true;
            ContinueClosing();
        }
        else
        {
            Counts.CountDiscarded();
        }
    }

    private void OpenHandlers()
    {
        _handlers = [.. _context.Applications.Select(application => application.Open(this))];
        _handlerIds = [.. _context.Applications.Select(application => application.ApplicationId)];
    }

    private void CloseHandlers()
    {
        foreach (IRequestHandler handler in _handlers)
            handler.Dispose();
        _handlers = [];
        _handlerIds = [];
    }
}
