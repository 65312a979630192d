using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>Lends a <see cref="FaultyServer"/> to cases; those that stop it have one of their own.</summary>
internal sealed class FaultyTargets(EirSettings settings, params Fault[] faults) : ITargets
{
    private readonly FaultyServer _server = FaultyServer.Start(settings, faults);

    public bool CanStop => true;

    public bool IsSecured => false;

    // Its policy is that of the second response type, which is the standard's.
    public bool Has(string configuration) => configuration is Profile.Standard or "response-type-2";

    public Task<TargetLease> LeaseAsync(string configuration, bool exclusive)
    {
        if (!exclusive)
            return Task.FromResult(new TargetLease(new TargetEndPoint("tcp", _server.Address), Stop: null));
        FaultyServer own = FaultyServer.Start(settings, faults);
        return Task.FromResult(new TargetLease(new TargetEndPoint("tcp", own.Address), own.Stop, own.DisposeAsync));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
