using Microsoft.Extensions.Hosting;

namespace EirDiameter.Peers.Hosting;

/// <summary>Dials when the host has started, and says goodbye to the peers before anything else of the host stops. Also brings the metrics to life.</summary>
internal sealed class PeersLifetime(DiameterConnectionHandler handler, PeerMetrics metrics) : IHostedLifecycleService
{
    private readonly PeerMetrics _metrics = metrics;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        handler.StartDialling();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => handler.StopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _metrics.Dispose();
        return Task.CompletedTask;
    }
}
