namespace EirDiameter.Equipment;

/// <summary>What a rule did with a question.</summary>
public enum StepOutcome : byte
{
    /// <summary>The rule had nothing to say; the next one was asked.</summary>
    Passed,

    /// <summary>Something was found that does not count.</summary>
    Ignored,

    /// <summary>Something was found that counts, if no rule before it decides.</summary>
    Noted,

    /// <summary>The rule decided.</summary>
    Decided,
}

/// <summary>One step on the way to a decision.</summary>
/// <param name="Rule">The rule that was asked.</param>
/// <param name="Outcome">What it did.</param>
/// <param name="Text">Why, in plain words.</param>
public sealed record ExplanationStep(DecisionBasis Rule, StepOutcome Outcome, string Text);

/// <summary>A decision, and the steps that led to it in the order they were taken.</summary>
/// <param name="Decision">The decision, the same that <see cref="Policy.Decide"/> makes.</param>
/// <param name="Steps">The steps; the last one decided.</param>
public sealed record Explanation(Decision Decision, IReadOnlyList<ExplanationStep> Steps);
