using EirDiameter.Peers.Table;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Dialling;

/// <summary>
/// Keeps the peers connected that this node is to dial: at the start, and each Tc while they are not (RFC 6733 2.1). Each peer has a loop of its own, so
/// that one which cannot be reached delays no other.
/// </summary>
internal sealed class PeerDiallers : IDisposable
{
    private readonly NeighbourContext _context;
    private readonly IDiameterDialler _dialler;
    private readonly Func<ConnectionContext, Peer, Task> _run;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly List<Task> _loops = [];

    /// <param name="context">What all connections share.</param>
    /// <param name="dialler">Makes the connections.</param>
    /// <param name="run">Runs one until it is closed.</param>
    public PeerDiallers(NeighbourContext context, IDiameterDialler dialler, Func<ConnectionContext, Peer, Task> run)
    {
        _context = context;
        _dialler = dialler;
        _run = run;
        _stopping = _stop.Token;
    }

    public void Start() => _loops.AddRange(_context.Table.ToDial().Select(peer => KeepAsync(peer, peer.Configured!.Connect!)));

    /// <summary>Dials no more. What is connected stays so, and its loop with it: await the result when all connections are closed.</summary>
    /// <returns>Completes when nothing that was dialled is open any more.</returns>
    public Task StopAsync()
    {
        if (!_stopping.IsCancellationRequested)
            _stop.Cancel();
        return Task.WhenAll(_loops);
    }

    public void Dispose() => _stop.Dispose();

    private async Task KeepAsync(Peer peer, DialAddress address)
    {
        try
        {
            while (true)
            {
                if (_context.Table.BeginDial(peer) && await DialAsync(peer, address) is { } connection)
                    await RunAsync(connection, peer);
                await Task.Delay(Interval(), _context.Time, _stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task<ConnectionContext?> DialAsync(Peer peer, DialAddress address)
    {
        using CancellationTokenSource limit = new(_context.Options.DialTimeout, _context.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping);
        try
        {
            return await _dialler.ConnectAsync(address, either.Token);
        }
        catch (Exception error) when (!_stopping.IsCancellationRequested)
        {
            _context.Table.DialFailed(peer);
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
}
