namespace EirDiameter.Conformance.Commands;

/// <summary>The command line asks for what cannot be. The message says what to type.</summary>
internal sealed class UsageException(string problem) : Exception(problem);
