namespace EirDiameter.Conformance.Captures;

/// <summary>
/// One direction of a TCP connection: puts segments in order, and drops what came before. Sequence numbers are compared by their
/// distance, which makes their overflow harmless (RFC 9293 3.4).
/// </summary>
internal sealed class TcpDirection(MessageSplitter splitter, Action<string> note)
{
    // More than any window in use: who waits for so much waits for octets that the capture does not have.
    private const int LongestWait = 1 << 22;

    private readonly List<(uint Sequence, Frame Frame, byte[] Octets)> _waiting = [];
    private uint? _next;
    private Frame? _latest;
    private long _waitingOctets;

    /// <summary>The number of the SYN, if the capture has it.</summary>
    public uint? Initial { get; private set; }

    /// <summary>True when any segment was seen.</summary>
    public bool IsKnown => _next is not null;

    /// <summary>The connection begins with this number.</summary>
    public void Begin(uint sequence)
    {
        Initial = sequence;
        _next ??= sequence + 1;
    }

    /// <summary>A segment with octets.</summary>
    public void Add(Frame frame, uint sequence, byte[] octets)
    {
        if (octets.Length == 0)
            return;
        if (_next is null)
        {
            // The connection is older than the capture: its first segment need not begin with a message. One that is as long as it says
            // does, however wrong it is otherwise.
            _next = sequence;
            if (!MessageSplitter.LooksLikeMessage(octets) && !MessageSplitter.IsAsLongAsItSays(octets))
            {
                note($"frame {frame.Number} is the first of its connection in the capture, and begins within a message; reading begins with the next");
                splitter.Break();
            }
        }

        int ahead = (int)(sequence - _next.Value);
        if (ahead > 0)
        {
            _waiting.Add((sequence, frame, octets));
            _waitingOctets += octets.Length;
            if (_waitingOctets > LongestWait)
                SkipGap();
            return;
        }

        Deliver(frame, sequence, octets);
        DeliverWaiting();
    }

    /// <summary>Nothing more comes.</summary>
    public void End()
    {
        while (_waiting.Count > 0)
            SkipGap();
        splitter.End();
    }

    private void Deliver(Frame frame, uint sequence, byte[] octets)
    {
        int known = (int)(_next!.Value - sequence);
        if (known >= octets.Length)
            return;

        // A message is complete with the last of its octets to come, which need not be its last octets.
        _latest = _latest is { } latest && latest.Number > frame.Number ? latest : frame;
        splitter.Add(_latest, octets.AsSpan(known));
        _next = sequence + (uint)octets.Length;
    }

    private void DeliverWaiting()
    {
        while (_waiting.FindIndex(segment => (int)(segment.Sequence - _next!.Value) <= 0) is >= 0 and int index)
        {
            (uint sequence, Frame frame, byte[] octets) = _waiting[index];
            _waiting.RemoveAt(index);
            _waitingOctets -= octets.Length;
            Deliver(frame, sequence, octets);
        }
    }

    private void SkipGap()
    {
        (uint sequence, Frame frame, _) = _waiting.MinBy(segment => (int)(segment.Sequence - _next!.Value));
        note($"{sequence - _next!.Value} octets before frame {frame.Number} are not in the capture; reading goes on with the next message behind them");
        splitter.Break();
        _next = sequence;
        DeliverWaiting();
    }
}
