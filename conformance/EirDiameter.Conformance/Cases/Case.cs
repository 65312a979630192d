using EirDiameter.Conformance.Steps;

namespace EirDiameter.Conformance.Cases;

/// <summary>A case: what to send, and what must come back.</summary>
internal sealed record Case
{
    /// <summary>The suite that it is in: the name of its file.</summary>
    public required string Suite { get; init; }

    /// <summary>Unique over all suites.</summary>
    public required string Id { get; init; }

    /// <summary>One sentence: the rule.</summary>
    public required string Title { get; init; }

    /// <summary>What demands it.</summary>
    public required IReadOnlyList<string> Clauses { get; init; }

    /// <summary>How much it weighs.</summary>
    public required Level Level { get; init; }

    /// <summary>Why it is as it is; may be empty.</summary>
    public required string Note { get; init; }

    /// <summary>The configuration of the target that it is for.</summary>
    public required string Configuration { get; init; }

    /// <summary>What else the profile must have.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>The variables that it uses.</summary>
    public required IReadOnlySet<string> Variables { get; init; }

    /// <summary>What happens, in order.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Connections on which it expects DWRs, so that they are not answered for it.</summary>
    public required IReadOnlySet<string> Watched { get; init; }

    /// <summary>True when it waits for timers of the target: such cases begin first.</summary>
    public required bool WaitsForTimers { get; init; }

    /// <summary>True when it stops the target, which it must have for itself then.</summary>
    public bool StopsTarget => Needs.Contains(StopStep.Need);
}
