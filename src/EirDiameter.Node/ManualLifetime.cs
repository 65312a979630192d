namespace EirDiameter.Node;

/// <summary>The servers start and stop when <see cref="NodeHost"/> says so, not by signals of their own.</summary>
internal sealed class ManualLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
