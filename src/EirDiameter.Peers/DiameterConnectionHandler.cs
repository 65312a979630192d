using EirDiameter.Peers.Connections;
using EirDiameter.Peers.Dialling;
using EirDiameter.Peers.Table;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace EirDiameter.Peers;

/// <summary>Takes connections from Kestrel, or from any other source of <see cref="ConnectionContext"/>s, and runs them as Diameter peers.</summary>
public sealed class DiameterConnectionHandler : ConnectionHandler, IDisposable
{
    private readonly NeighbourContext _context;
    private readonly PeerDiallers? _diallers;

    /// <summary>A handler for the connections of one node.</summary>
    /// <param name="options">The settings; validated here.</param>
    /// <param name="local">Who this node is.</param>
    /// <param name="applications">The applications, each with its own id.</param>
    /// <param name="table">The peers.</param>
    /// <param name="loggers">For the log.</param>
    /// <param name="time">The clock of all timers.</param>
    /// <param name="random">Source of the watchdog's jitter and of the first hop-by-hop ids; null: the shared one.</param>
    /// <param name="dialler">Makes the connections to the peers that are to be dialled; null: none is.</param>
    /// <exception cref="ArgumentException">A setting is wrong, or two applications have the same id.</exception>
    public DiameterConnectionHandler(
        PeersOptions options,
        LocalIdentity local,
        IEnumerable<IDiameterApplication> applications,
        PeerTable table,
        ILoggerFactory loggers,
        TimeProvider time,
        Random? random = null,
        IDiameterDialler? dialler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(table);
        options.Validate();
        IDiameterApplication[] known = [.. applications];
        if (known.DistinctBy(application => application.ApplicationId).Count() != known.Length || known.Length > MaxApplications)
            throw new ArgumentException("Each application must have an id of its own, and there may be 32 of them", nameof(applications));

        var log = new PeerLog(loggers.CreateLogger("EirDiameter.Peers"), time);
        _context = new NeighbourContext(options, local, known, table, log, time, random ?? Random.Shared);
        if (dialler is not null)
            _diallers = new PeerDiallers(_context, dialler, RunAsync);
    }

    // One bit of an int for each.
    private const int MaxApplications = 32;

    /// <summary>Runs one connection until it is closed.</summary>
    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return RunAsync(connection, null);
    }

    /// <summary>Begins to dial the peers that are configured with an address to dial (RFC 6733 2.1).</summary>
    public void StartDialling() => _diallers?.Start();

    private async Task RunAsync(ConnectionContext connection, Peer? dialled)
    {
        var peer = new PeerConnection(connection, _context, dialled);

        // Kestrel asks so when it stops.
        var lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        using CancellationTokenRegistration registration = lifetime?.ConnectionClosedRequested.UnsafeRegister(
            static state => ((PeerConnection)state!).Signal(ConnectionSignals.Stop), peer) ?? default;
        await peer.RunAsync();
    }

    /// <summary>
    /// Says goodbye to every peer with a DPR (RFC 6733 5.4), lets owed answers out, and closes the connections. New ones are refused from now on.
    /// </summary>
    /// <param name="cancellationToken">What is not closed by then is aborted.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task dialled = _diallers?.StopAsync() ?? Task.CompletedTask;
        if (!_context.Table.IsStopping)
            _context.Log.Stopping(_context.Table.Connections);
        Task closed = _context.Table.StopAsync();
        try
        {
            await Task.WhenAll(closed, dialled).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _context.Table.AbortAll();
        }
    }

    /// <summary>Gives free what dialling holds. Stop first.</summary>
    public void Dispose() => _diallers?.Dispose();
}
