namespace EirDiameter.Conformance.Profiles;

/// <summary>One way in which the target can be configured.</summary>
/// <param name="Settings">For a node that the runner starts: configuration keys and values.</param>
/// <param name="Answers">What differs in it from the profile's answers.</param>
internal sealed record TargetConfiguration(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Answers);
