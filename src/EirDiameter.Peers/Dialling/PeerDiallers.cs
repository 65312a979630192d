using EirDiameter.Peers.Table;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Dialling;

/// <summary>
/// Keeps the peers connected that this node is to dial: at the start, and each Tc while they are not (RFC 6733 2.1). Each peer has a loop of its own, so
/// that one which cannot be reached delays no other. A peer that is configured otherwise while the node runs gets another loop, after the end of the first.
/// </summary>
internal sealed class PeerDiallers : IDisposable
{
    private readonly NeighbourContext _context;
    private readonly IDiameterDialler _dialler;
    private readonly Func<ConnectionContext, Peer, Task> _run;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Loop> _loops = new(StringComparer.OrdinalIgnoreCase);
    private bool _isStopping;

    /// <param name="context">What all connections share.</param>
    /// <param name="dialler">Makes the connections.</param>
    /// <param name="run">Runs one until it is closed.</param>
    public PeerDiallers(NeighbourContext context, IDiameterDialler dialler, Func<ConnectionContext, Peer, Task> run)
    {
        _context = context;
        _dialler = dialler;
        _run = run;
    }

    /// <summary>Begins to dial those that are configured, and follows what becomes of them.</summary>
    public void Start()
    {
        _context.Table.Reconfigured += Follow;
        foreach (Peer peer in _context.Table.ToDial())
            Follow(peer);
    }

    /// <summary>Dials no more. What is connected stays so, and its loop with it: await the result when all connections are closed.</summary>
    /// <returns>Completes when nothing that was dialled is open any more.</returns>
    public Task StopAsync()
    {
        lock (_gate)
        {
            if (!_isStopping)
            {
                _isStopping = true;
                foreach (Loop loop in _loops.Values)
                    loop.Stop.Cancel();
            }

            return Task.WhenAll(_loops.Values.Select(loop => loop.Run));
        }
    }

    public void Dispose()
    {
        _context.Table.Reconfigured -= Follow;
        foreach (Loop loop in _loops.Values)
            loop.Stop.Dispose();
    }

    // The last loop of a peer stays known after its end, for the next one to come after it; there are no more of them than names that were ever configured.
    private void Follow(Peer peer)
    {
        lock (_gate)
        {
            if (_isStopping)
                return;
            DialAddress? address = peer.Configured?.Connect;
            Loop? before = _loops.GetValueOrDefault(peer.Host);
            if (address is null && before is null)
                return;
            before?.Stop.Cancel();
            CancellationTokenSource stop = new();
            _loops[peer.Host] = new Loop(stop, KeepAsync(peer, address, before, stop.Token));
        }
    }

    private async Task KeepAsync(Peer peer, DialAddress? address, Loop? before, CancellationToken stopping)
    {
        try
        {
            if (before is not null)
            {
                await before.Run;
                before.Stop.Dispose();
            }

            while (address is not null)
            {
                if (_context.Table.BeginDial(peer) && await DialAsync(peer, address, stopping) is { } connection)
                    await RunAsync(connection, peer);
                await Task.Delay(Interval(), _context.Time, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops, or the peer is configured otherwise.
        }
    }

    private async Task<ConnectionContext?> DialAsync(Peer peer, DialAddress address, CancellationToken stopping)
    {
        using CancellationTokenSource limit = new(_context.Options.DialTimeout, _context.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            return await _dialler.ConnectAsync(address, either.Token);
        }
        catch (Exception error)
        {
            _context.Table.DialFailed(peer);
            if (stopping.IsCancellationRequested)
                throw new OperationCanceledException(error.Message, error, stopping);
            _context.Table.CountRefusal(Refusal.Unreachable);
            _context.Log.PeerUnreachable(peer.Host, address.ToString(), limit.IsCancellationRequested ? "no answer in time" : error.Message);
            return null;
        }
    }

    private async Task RunAsync(ConnectionContext connection, Peer peer)
    {
        await using (connection)
            await _run(connection, peer);
    }

    /// <summary>Tc, up to a tenth more or less, so that a peer that was away is not dialled by all its neighbours at once.</summary>
    private TimeSpan Interval() => _context.Options.DialInterval * (0.9 + (0.2 * _context.Random.NextDouble()));

    private sealed record Loop(CancellationTokenSource Stop, Task Run);
}
