namespace EirDiameter.Conformance.Yaml;

/// <summary>A file that cannot be understood. The message names file and line, and says what to write instead.</summary>
internal sealed class YamlProblemException(string file, long line, string problem) : Exception($"{file}:{line}: {problem}");
