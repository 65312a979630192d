namespace EirDiameter.Conformance.Targets;

/// <summary>There is no target to judge: it does not start, or does not answer. The message says what to do.</summary>
internal sealed class TargetProblemException(string problem) : Exception(problem);
