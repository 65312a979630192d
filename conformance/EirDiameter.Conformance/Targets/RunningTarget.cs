namespace EirDiameter.Conformance.Targets;

/// <summary>One target that runs already, in one configuration, and that nobody here can stop.</summary>
internal sealed class RunningTarget(TargetEndPoint address, string configuration) : ITargets
{
    /// <inheritdoc/>
    public bool CanStop => false;

    /// <inheritdoc/>
    public bool IsSecured => address.Tls is not null;

    /// <inheritdoc/>
    public bool Has(string name) => name == configuration;

    /// <inheritdoc/>
    public Task<TargetLease> LeaseAsync(string configuration, bool exclusive) => Task.FromResult(new TargetLease(address, Stop: null));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
