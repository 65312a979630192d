using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Running;

/// <summary>A connection of a case: what it sent, and what came.</summary>
internal sealed class CaseConnection : IAsyncDisposable
{
    private readonly TargetConnection _transport;
    private readonly WatchdogDuty _watchdog;
    private readonly TimeProvider _time;
    private readonly bool _stops;
    private readonly List<SentBatch> _sent = [];
    private readonly Dictionary<uint, NaiveMessage> _requests = [];

    private CaseConnection(string name, Sender sender, TargetConnection transport, WatchdogDuty watchdog, bool stops, TimeProvider time)
    {
        _stops = stops;
        Name = name;
        Sender = sender;
        _transport = transport;
        _watchdog = watchdog;
        _time = time;
        Inbox = new Inbox(transport, time);
    }

    /// <summary>Its name in the case.</summary>
    public string Name { get; }

    /// <summary>Whose it is.</summary>
    public Sender Sender { get; }

    /// <summary>What came.</summary>
    public Inbox Inbox { get; }

    /// <summary>Dials.</summary>
    /// <param name="name">Its name in the case.</param>
    /// <param name="sender">Whose it is.</param>
    /// <param name="target">What to dial.</param>
    /// <param name="manner">Who answers the target's DWRs.</param>
    /// <param name="stops">True when the target is going to be stopped.</param>
    /// <param name="log">Who wants to know what passes; may be null.</param>
    /// <param name="time">Time.</param>
    /// <exception cref="JudgementException">The target does not let us connect.</exception>
    public static async Task<CaseConnection> OpenAsync(string name, Sender sender, TargetLease target, WatchdogManner manner, bool stops, ITrafficLog? log, TimeProvider time)
    {
        WatchdogDuty watchdog = new(sender, manner, time);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10), time);
        try
        {
            TargetConnection transport = await TargetConnection.ConnectAsync(target.Address, log, time, watchdog.Respond, limit.Token);
            return new CaseConnection(name, sender, transport, watchdog, stops, time);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or OperationCanceledException)
        {
            throw new JudgementException($"no connection to {target.Address}: {e.Message}") { Connection = name };
        }
    }

    /// <summary>The last batch of requests; null when there was none.</summary>
    public SentBatch? LastRequest => _sent.FindLast(batch => batch.Messages.Any(message => message.IsRequest || !message.HasHeader)) ?? _sent.LastOrDefault();

    /// <summary>The batch with that label; null when there is none.</summary>
    public SentBatch? Labelled(string label) => _sent.FindLast(batch => batch.Label == label);

    /// <summary>The last request of that command that came from the target; null when none came.</summary>
    public NaiveMessage? RequestOf(uint command) => _requests.GetValueOrDefault(command);

    /// <summary>Keeps a request that came, to be answered.</summary>
    public void Remember(NaiveMessage request) => _requests[request.Command] = request;

    /// <summary>Sends. What the target has closed already, it will not get: what is expected next tells whether that is right.</summary>
    public async Task SendAsync(SentBatch batch)
    {
        _sent.Add(batch);
        Inbox.Touch();
        await _transport.SendAsync(batch.Pieces, batch.Pause);
        if (batch.Pieces.Count > 1)
            Inbox.Touch();
    }

    /// <summary>The requests with this Hop-by-Hop Identifier that were sent.</summary>
    public IReadOnlyList<SentMessage> Sent(uint hopByHop) =>
        [.. _sent.SelectMany(batch => batch.Messages).Where(message => message.HasHeader && message.IsRequest && message.HopByHop == hopByHop)];

    /// <summary>True for a DWR that the case leaves to others or takes care of elsewhere.</summary>
    public static bool IsWatchdog(Arrival arrival) => WatchdogDuty.IsRequest(arrival);

    /// <summary>True for what may come at any time: a DWR, and the DPR of a target that was asked to stop.</summary>
    public bool IsUntimed(Arrival arrival) =>
        IsWatchdog(arrival) || (_stops && arrival.Kind == ArrivalKind.Message && (arrival.Octets[4] & 0x80) != 0 && NaiveMessage.Number(arrival.Octets, 5, 3) == MessageKind.DisconnectPeer);

    /// <summary>True when a DWR came since then and was dealt with.</summary>
    public bool HadWatchdogSince(long timestamp) => _watchdog.CameSince(timestamp);

    /// <summary>From a moment to when something came; less than nothing when it came before.</summary>
    public TimeSpan Elapsed(long since, Arrival arrival) => _time.GetElapsedTime(since, arrival.At);

    /// <summary>Ends it by FIN.</summary>
    public void End() => _transport.EndSending();

    /// <summary>Ends it by RST.</summary>
    public void Reset() => _transport.Reset();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
