using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;

namespace EirDiameter.Conformance.Running;

/// <summary>How a case ended.</summary>
internal enum Outcome
{
    /// <summary>The target did all that is expected.</summary>
    Passed,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>The case is for a target that has what this one lacks.</summary>
    Skipped,
}

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why it failed or was skipped; empty if it passed.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Failure">What came, and what differs; null unless a judgement failed it.</param>
internal sealed record CaseResult(Case Case, Outcome Outcome, string Reason, TimeSpan Elapsed, JudgementException? Failure = null)
{
    /// <summary>True when it fails the run.</summary>
    public bool FailsRun => Outcome == Outcome.Failed && Case.Level == Level.Must;
}
