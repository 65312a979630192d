using System.Net;
using EirDiameter.Peers.Connections;
using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Table;
using EirDiameter.Peers.Watchdog;
using EirDiameter.Protocol;

namespace EirDiameter.Peers;

/// <summary>
/// The peers and their connections: one connection for each identity (RFC 6733 2.1). One lock guards all of it; it is taken for capabilities
/// exchanges, watchdogs, disconnections and snapshots, never for a request.
/// </summary>
/// <remarks>
/// A connection is woken only after the lock is released: with inline scheduling its loop may run on the waking thread.
/// </remarks>
public sealed partial class PeerTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<PeerConnection> _connections = [];
    private readonly MessageCounts _past = new();
    private readonly long[] _refusals = new long[Enum.GetValues<Refusal>().Length];
    private readonly PeersOptions _options;
    private readonly TimeProvider _time;
    private readonly string _localHost;
    private TaskCompletionSource? _emptied;

    /// <summary>A table with the configured peers, none of them connected.</summary>
    /// <param name="options">The settings, already validated.</param>
    /// <param name="local">Who this node is.</param>
    /// <param name="time">The clock.</param>
    public PeerTable(PeersOptions options, LocalIdentity local, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(local);
        _localHost = local.OriginHost;
        _options = options;
        _time = time;
        foreach (PeerOptions peer in options.Peers)
        {
            if (DiameterIdentity.TryNormalise(peer.Host, out string host))
                _peers[host] = new Peer(host, peer);
        }
    }

    /// <summary>Transport connections, identified or not.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
                return _connections.Count;
        }
    }

    /// <summary>True once the node has begun to stop: no new connection is accepted.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>How many connections were refused or ended for this reason since the start.</summary>
    public long Refusals(Refusal reason) => Volatile.Read(ref _refusals[(int)reason]);

    /// <summary>The peers, configured and connected, by name.</summary>
    public IReadOnlyList<PeerStatus> Snapshot()
    {
        lock (_gate)
            return [.. _peers.Values.OrderBy(peer => peer.Host, StringComparer.OrdinalIgnoreCase).Select(StatusOf)];
    }

    internal void CountRefusal(Refusal reason) => Interlocked.Increment(ref _refusals[(int)reason]);

    /// <summary>Takes in a new transport connection; false when there are too many, or the node stops.</summary>
    internal bool TryAdd(PeerConnection connection, out Refusal reason)
    {
        lock (_gate)
        {
            reason = IsStopping ? Refusal.Stopping : Refusal.TooManyConnections;
            return !IsStopping && _connections.Count < _options.MaxConnections && _connections.Add(connection);
        }
    }

    /// <summary>The configuration of a peer; null when it is not configured.</summary>
    internal PeerOptions? ConfigurationOf(string host)
    {
        lock (_gate)
            return _peers.TryGetValue(host, out Peer? peer) ? peer.Configured : null;
    }

    /// <summary>R-Conn-CER: the connection claims the name in its CER.</summary>
    internal ClaimResult Claim(PeerConnection connection, string host, out Peer peer, out Task<bool>? decision)
    {
        PeerConnection? probed = null, dropped = null;
        ClaimResult result;
        decision = null;
        lock (_gate)
        {
            bool isKnown = _peers.TryGetValue(host, out Peer? known);
            peer = known ?? new Peer(host, null);
            if (IsStopping)
                return ClaimResult.Rejected;
            if (!isKnown)
                _peers.Add(host, peer);

            peer.State = PeerStateMachine.Next(peer.State, PeerEvent.ConnectionCer, out PeerActions actions);
            if ((actions & PeerActions.Elect) != 0 && Election.IsWon(_localHost, host))
                peer.State = PeerStateMachine.Next(peer.State, PeerEvent.WinElection, out actions);
            if ((actions & PeerActions.Disconnect) != 0)
                dropped = Detach(peer);
            if ((actions & PeerActions.DisconnectDialled) != 0)
                dropped = LetGo(peer);

            if ((actions & PeerActions.Accept) != 0)
            {
                Attach(peer, connection);
                result = ClaimResult.Accepted;
            }
            else if ((actions & (PeerActions.Probe | PeerActions.Elect)) != 0)
            {
                peer.Rival = new Rival(connection);
                decision = peer.Rival.Decision.Task;
                probed = peer.Current;
                result = ClaimResult.Wait;
            }
            else
            {
                result = ClaimResult.Rejected;
            }
        }

        dropped?.Signal(ConnectionSignals.Close);
        probed?.Signal(ConnectionSignals.Probe);
        return result;
    }

    /// <summary>Applies an event to the peer of a connection.</summary>
    /// <returns>What the connection is to do.</returns>
    internal PeerActions Handle(PeerConnection connection, Peer peer, PeerEvent happened)
    {
        Leavers leavers;
        PeerActions actions;
        lock (_gate)
        {
            // A connection that lost its place is on its way out; its events no longer concern the peer.
            if (peer.Current != connection)
            {
                PeerStateMachine.Next(PeerState.ClosingGrace, happened, out actions);
                return actions;
            }

            peer.State = PeerStateMachine.Next(peer.State, happened, out actions);
            leavers = Settle(peer, actions, happened);
        }

        leavers.Dismiss();
        return actions;
    }

    /// <summary>The time for the probe is up: decides, unless that was done already.</summary>
    internal void ProbeElapsed(Peer peer, PeerConnection rival) => HandleForRival(peer, rival, PeerEvent.ProbeTimeout);

    /// <summary>The waiting connection is gone.</summary>
    internal void RivalGone(Peer peer, PeerConnection rival) => HandleForRival(peer, rival, PeerEvent.RivalGone);

    /// <summary>The transport connection is closed: forgets it, frees its name, and lets a waiting one in.</summary>
    internal void Remove(PeerConnection connection, Peer? peer)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
            _past.Add(connection.Counts);
            peer?.Past.Add(connection.Counts);
            if (peer is not null)
            {
                if (peer.Current == connection)
                {
                    peer.State = PeerStateMachine.Next(peer.State, PeerEvent.PeerDisconnected, out PeerActions actions);
                    Settle(peer, actions, PeerEvent.PeerDisconnected);
                }

                ForgetIfGone(peer);
            }

            if (IsStopping && _connections.Count == 0)
                _emptied?.TrySetResult();
        }
    }

    /// <summary>Begins to stop: refuses new connections, and lets every connection say goodbye (RFC 6733 5.4).</summary>
    /// <returns>Completes when all connections are closed.</returns>
    internal Task StopAsync()
    {
        PeerConnection[] connections;
        Task emptied;
        lock (_gate)
        {
            IsStopping = true;
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_connections.Count == 0)
                _emptied.TrySetResult();
            emptied = _emptied.Task;
            connections = [.. _connections];
        }

        foreach (PeerConnection connection in connections)
            connection.Signal(ConnectionSignals.Stop);
        return emptied;
    }

    /// <summary>Aborts what is left.</summary>
    internal void AbortAll()
    {
        PeerConnection[] connections;
        lock (_gate)
            connections = [.. _connections];
        foreach (PeerConnection connection in connections)
            connection.Abort(Refusal.Stopping);
    }

    /// <summary>Sums up all connections, past and present.</summary>
    internal MessageCounts Totals()
    {
        var totals = new MessageCounts();
        lock (_gate)
        {
            totals.Add(_past);
            foreach (PeerConnection connection in _connections)
                totals.Add(connection.Counts);
        }

        return totals;
    }

    /// <summary>True when the address is one the peer may come from.</summary>
    internal static bool MayComeFrom(PeerOptions peer, IPAddress? address) =>
        peer.Addresses.Count == 0 || (address is not null && peer.Addresses.Any(network => network.Contains(address)));

    private void HandleForRival(Peer peer, PeerConnection rival, PeerEvent happened)
    {
        Leavers leavers;
        lock (_gate)
        {
            if (peer.Rival?.Connection != rival)
                return;
            peer.State = PeerStateMachine.Next(peer.State, happened, out PeerActions actions);
            leavers = Settle(peer, actions, happened);
        }

        leavers.Dismiss();
    }

    /// <summary>Carries out the actions that concern the table.</summary>
    private Leavers Settle(Peer peer, PeerActions actions, PeerEvent happened)
    {
        Leavers leavers = new(
            (actions & PeerActions.AbortStale) != 0 ? peer.Current : null,
            (actions & PeerActions.DisconnectDialled) != 0 ? LetGo(peer) : null);

        if ((actions & PeerActions.Accept) != 0 && peer.Rival is { } next)
        {
            peer.Rival = null;
            Detach(peer);
            Attach(peer, next.Connection);
            next.Decision.TrySetResult(true);
        }
        else if ((actions & PeerActions.Reject) != 0 && peer.Rival is { } rejected)
        {
            peer.Rival = null;
            rejected.Decision.TrySetResult(false);
        }
        else if (happened == PeerEvent.RivalGone)
        {
            peer.Rival = null;
        }
        else if (peer.State == PeerState.Closed)
        {
            Detach(peer);
        }

        return leavers;
    }

    private void Attach(Peer peer, PeerConnection connection)
    {
        peer.Current = connection;
        peer.LeftFor = null;
        peer.Since = _time.GetUtcNow();
    }

    private PeerConnection? Detach(Peer peer)
    {
        PeerConnection? connection = peer.Current;
        if (connection is null)
            return null;
        peer.Current = null;
        peer.WasDown = true;
        peer.Since = _time.GetUtcNow();
        return connection;
    }

    private static PeerConnection? LetGo(Peer peer)
    {
        PeerConnection? connection = peer.Dialled;
        peer.Dialled = null;
        return connection;
    }

    private static PeerStatus StatusOf(Peer peer)
    {
        PeerConnection? current = peer.Current;
        var counts = new MessageCounts();
        counts.Add(peer.Past);
        if (current is not null)
            counts.Add(current.Counts);
        long successes = counts.AnswersSent(CountedResult.Success);
        long protocolErrors = counts.AnswersSent(CountedResult.ProtocolError);
        long transient = counts.AnswersSent(CountedResult.TransientFailure);
        long permanent = counts.AnswersSent(CountedResult.PermanentFailure);
        return new PeerStatus
        {
            Host = peer.Host,
            Realm = current?.OriginRealm ?? "",
            Product = current?.Product ?? "",
            Connect = peer.Configured?.Connect?.ToString() ?? "",
            LeftFor = peer.LeftFor,
            Address = current?.RemoteText ?? "",
            Transport = current?.Transport ?? "",
            IsConfigured = peer.Configured is not null,
            State = peer.State,
            Watchdog = current?.WatchdogState ?? (peer.WasDown ? WatchdogState.Down : WatchdogState.Initial),
            Since = peer.Since,
            Requests = counts.RequestsReceived,
            Successes = successes,
            ProtocolErrors = protocolErrors,
            TransientFailures = transient,
            PermanentFailures = permanent,
            Answers = successes + protocolErrors + transient + permanent + counts.AnswersSent(CountedResult.Unknown),
            Refused = counts.Refused,
            Discarded = counts.Discarded,
        };
    }
}
