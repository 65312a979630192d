namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>The faults that are switched on.</summary>
internal sealed class FaultSet(IEnumerable<Fault> faults)
{
    private readonly HashSet<Fault> _faults = [.. faults];

    public bool Has(Fault fault) => _faults.Contains(fault);
}
