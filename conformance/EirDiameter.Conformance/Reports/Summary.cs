using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Running;

namespace EirDiameter.Conformance.Reports;

/// <summary>A whole run, for a report.</summary>
/// <param name="Target">What was judged.</param>
/// <param name="Results">What came of each case.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record Summary(string Target, IReadOnlyList<CaseResult> Results, TimeSpan Elapsed)
{
    /// <summary>Cases that passed.</summary>
    public int Passed => Count(Outcome.Passed);

    /// <summary>Cases that were not for this target.</summary>
    public int Skipped => Count(Outcome.Skipped);

    /// <summary>Mandatory cases that failed.</summary>
    public int FailedMandatory => Results.Count(result => result.FailsRun);

    /// <summary>Other cases that failed.</summary>
    public int FailedOther => Count(Outcome.Failed) - FailedMandatory;

    /// <summary>True when every mandatory case that is for this target passed, and there was one.</summary>
    public bool IsConformant => FailedMandatory == 0 && Results.Any(result => result.Outcome != Outcome.Skipped && result.Case.Level == Level.Must);

    /// <summary>The verdict in one line.</summary>
    public string Line =>
        $"{Passed} passed, {FailedMandatory} mandatory failed, {FailedOther} recommended failed, {Skipped} not for this target, in {Elapsed.TotalSeconds:0.0} s: " +
        (IsConformant ? "conformant" : FailedMandatory > 0 ? "not conformant" : "nothing was judged");

    private int Count(Outcome outcome) => Results.Count(result => result.Outcome == outcome);
}
