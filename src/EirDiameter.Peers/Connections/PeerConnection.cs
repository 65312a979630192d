using System.Buffers;
using System.IO.Pipelines;
using EirDiameter.Peers.Table;
using EirDiameter.Peers.Watchdog;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// One transport connection, from its first octet to its close.
/// </summary>
/// <remarks>
/// <para>
/// Everything happens in one loop: it reads, answers all complete messages of the read, and flushes once. Nobody else touches the pipes. Other
/// threads leave their wish (<see cref="Signal"/>) or their answers (<see cref="TrySend"/>) and wake the loop by cancelling its read, which loses no octet.
/// So nothing here needs a lock, a flush never overlaps another, and the watchdog and the state machine see events one at a time.
/// </para>
/// <para>
/// Memory is bounded: at most <see cref="PeersOptions.MaxQueuedBytes"/> (and one answer) are written before a flush, and nothing is read
/// while a flush waits for the peer to read. If it waits too long, the connection is aborted.
/// </para>
/// </remarks>
internal sealed partial class PeerConnection : IPeerLink
{
    private readonly ConnectionContext _transport;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly AnswerBuffer _answers;
    private readonly PartialMessage _partial;
    private readonly DeferredAnswers _deferred;
    private readonly NeighbourContext _context;
    private readonly PeersOptions _options;
    private readonly TimeProvider _time;
    private readonly Peer? _dialled;

    private int _signals;
    private long _now;
    private bool _pause;
    private ConnectionEnd _end;
    private Peer? _peer;
    private Task<bool>? _decision;

    /// <param name="transport">The transport connection.</param>
    /// <param name="context">What all connections share.</param>
    /// <param name="dialled">The peer that this node dialled; null when the peer came by itself.</param>
    public PeerConnection(ConnectionContext transport, NeighbourContext context, Peer? dialled = null)
    {
        _transport = transport;
        _dialled = dialled;
        _input = transport.Transport.Input;
        _output = transport.Transport.Output;
        _context = context;
        _options = context.Options;
        _time = context.Time;
        _answers = new AnswerBuffer(_output);
        _partial = new PartialMessage(_options.MaxMessageBytes);
        _deferred = new DeferredAnswers(_options.MaxQueuedBytes);
        _timer = _time.CreateTimer(static state => ((PeerConnection)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ordered = transport.Features.Get<IDiameterTransportFeature>();
        _nextHopByHop = (uint)context.Random.Next();
        RemoteText = transport.RemoteEndPoint?.ToString() ?? "";
        Transport = transport.TransportName();
    }

    public string OriginHost { get; private set; } = "";

    public string OriginRealm { get; private set; } = "";

    public string Product { get; private set; } = "";

    public string RemoteText { get; }

    public string Transport { get; }

    public MessageCounts Counts { get; } = new();

    public WatchdogState WatchdogState => _watchdog?.State ?? WatchdogState.Initial;

    /// <summary>Runs the connection until it is closed.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (!_context.Table.TryAdd(this, out Refusal reason))
            {
                Abort(reason);
                return;
            }

            StartCapabilitiesTimer();
            if (_dialled is not null)
                await IntroduceAsync(_dialled);
            while (_end == ConnectionEnd.None)
            {
                ReadResult read = await _input.ReadAsync();
                ReadOnlySequence<byte> unread = read.Buffer;
                do
                {
                    _now = _time.GetTimestamp();
                    AttendToSignals();
                    unread = unread.Slice(Process(unread));

                    if (_answers.Uncommitted > 0)
                    {
                        _answers.Commit();
                        ValueTask<FlushResult> flush = _output.FlushAsync();
                        if (!flush.IsCompleted)
                            StartFlushTimer();
                        FlushResult flushed = await flush;
                        StopFlushTimer();
                        if (flushed.IsCompleted)
                            EndBy(ConnectionEnd.Close);
                    }

                    if (_decision is not null)
                        await AwaitDecisionAsync(_decision);
                    _pause = false;
                }
                while (_end == ConnectionEnd.None && (!unread.IsEmpty || _answers.Uncommitted > 0));

                _input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    EndBy(ConnectionEnd.Close);
            }
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or OperationCanceledException or ObjectDisposedException)
        {
            // The transport is gone: reset by the peer, or aborted by us.
            EndBy(ConnectionEnd.Close);
        }
        catch (Exception error)
        {
            // A fault of ours or of an application ends this connection, not the node.
            _context.Log.ConnectionFaulted(error, OriginHost);
            EndBy(ConnectionEnd.Abort);
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>Leaves a wish for the loop and wakes it. From any thread, but not under the table's lock.</summary>
    public void Signal(ConnectionSignals wish)
    {
        // Only the first wish wakes: the loop takes them all. A read that is not pending is cancelled when it starts.
        if (Interlocked.Or(ref _signals, (int)wish) == 0)
            _input.CancelPendingRead();
    }

    /// <inheritdoc/>
    public bool TrySend(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> reports = Volatile.Read(ref _reports) is { } told ? told.For(request) : [];
        if (answer.Length < DiameterHeader.Size || !_deferred.TryAdd(answer, reports))
        {
            Interlocked.Increment(ref _lostAnswers);
            return false;
        }

        Signal(ConnectionSignals.Answers);
        return true;
    }

    private void EndBy(ConnectionEnd how)
    {
        if (how > _end)
            _end = how;
        _pause = true;
    }

    private void AttendToSignals()
    {
        if (Volatile.Read(ref _signals) == 0)
            return;
        var wishes = (ConnectionSignals)Interlocked.Exchange(ref _signals, 0);
        if ((wishes & ConnectionSignals.Answers) != 0)
            WriteDeferredAnswers();
        if ((wishes & ConnectionSignals.Close) != 0)
            EndBy(ConnectionEnd.Close);
        if ((wishes & ConnectionSignals.Reconfigured) != 0)
            ObeyConfiguration();
        if ((wishes & ConnectionSignals.Probe) != 0)
            StartProbe();
        if ((wishes & ConnectionSignals.Stop) != 0)
            StopByUs();
        if ((wishes & ConnectionSignals.Tick) != 0)
            Tick();
    }

    private void WriteDeferredAnswers()
    {
        ReadOnlySpan<byte> messages = _deferred.TakeAll();
        while (!messages.IsEmpty)
        {
            ReadOnlySpan<byte> message = messages[..DeferredAnswers.FirstLength(messages)];
            _answers.BeginMessage();
            _answers.Write(message);
            CountSent();
            _owedAnswers--;
            messages = messages[message.Length..];
        }

        ContinueClosing();
    }

    private void Finish()
    {
        _deferred.Close();
        _timer.Dispose();
        CloseHandlers();
        if (_end == ConnectionEnd.Abort)
            _transport.Reset("Aborted");
        _watchdog?.Handle(WatchdogEvent.ConnectionDown, _now);
        if (_dialled is not null && _peer is null)
            _context.Table.DialEnded(this, _dialled);
        _context.Table.Remove(this, _peer);
        if (_peer is not null)
            _context.Log.PeerDisconnected(OriginHost, RemoteText);
    }
}
