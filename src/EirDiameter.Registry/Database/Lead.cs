namespace EirDiameter.Registry;

/// <summary>Being the one process that does something, until it is disposed or the connection that holds it breaks.</summary>
internal abstract class Lead : IAsyncDisposable
{
    /// <summary>Whether it is still so. Ask before each piece of work: another may have taken over.</summary>
    public abstract Task<bool> IsHeldAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
