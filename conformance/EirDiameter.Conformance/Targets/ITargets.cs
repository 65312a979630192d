namespace EirDiameter.Conformance.Targets;

/// <summary>A target that a case may use.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Stop">Asks it to stop; null when it can't be stopped.</param>
/// <param name="End">Gives it back.</param>
internal sealed record TargetLease(TargetEndPoint Address, Action? Stop, Func<ValueTask>? End = null) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => End?.Invoke() ?? ValueTask.CompletedTask;
}

/// <summary>Where cases find their target: one that runs already, or nodes that are started for them. Called by several cases at once.</summary>
internal interface ITargets : IAsyncDisposable
{
    /// <summary>True when its targets can be stopped.</summary>
    bool CanStop { get; }

    /// <summary>True when its targets are asked over TLS.</summary>
    bool IsSecured { get; }

    /// <summary>True when there is a target of this configuration.</summary>
    bool Has(string configuration);

    /// <summary>Lends a target.</summary>
    /// <param name="configuration">The configuration that it must have.</param>
    /// <param name="exclusive">True: nobody else uses it.</param>
    /// <exception cref="TargetProblemException">It does not start.</exception>
    Task<TargetLease> LeaseAsync(string configuration, bool exclusive);
}
