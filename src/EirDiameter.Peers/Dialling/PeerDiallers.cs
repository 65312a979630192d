using EirDiameter.Peers.Table;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Dialling;

/// <summary>
/// Keeps the peers connected that this node is to dial: at the start, and each Tc while they are not (RFC 6733 2.1). Each peer has a loop of its own, so
/// that one which cannot be reached delays no other.
/// </summary>
internal sealed class PeerDiallers(NeighbourContext context, IDiameterDialler dialler, Func<ConnectionContext, Peer, Task> run) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _loops = [];
    private int _stopped;

    public void Start() => _loops.AddRange(context.Table.ToDial().Select(peer => KeepAsync(peer, peer.Configured!.Connect!)));

    /// <summary>Dials no more; a second call does nothing. What is connected stays so.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
            _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();

    private async Task KeepAsync(Peer peer, DialAddress address)
    {
        try
        {
            while (true)
            {
                if (context.Table.BeginDial(peer) && await DialAsync(peer, address) is { } connection)
                    await RunAsync(connection, peer);
                await Task.Delay(Interval(), context.Time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task<ConnectionContext?> DialAsync(Peer peer, DialAddress address)
    {
        using CancellationTokenSource limit = new(context.Options.DialTimeout, context.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            return await dialler.ConnectAsync(address, either.Token);
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            context.Table.DialFailed(peer);
            context.Table.CountRefusal(Refusal.Unreachable);
            context.Log.PeerUnreachable(peer.Host, address.ToString(), limit.IsCancellationRequested ? "no answer in time" : error.Message);
            return null;
        }
    }

    private async Task RunAsync(ConnectionContext connection, Peer peer)
    {
        await using (connection)
            await run(connection, peer);
    }

    /// <summary>Tc, up to a tenth more or less, so that a peer that was away is not dialled by all its neighbours at once.</summary>
    private TimeSpan Interval() => context.Options.DialInterval * (0.9 + (0.2 * context.Random.NextDouble()));
}
