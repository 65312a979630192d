namespace EirDiameter.Conformance.Captures;

/// <summary>A file that is no capture, or cannot be opened. The message names the file and says what to do.</summary>
internal sealed class CaptureProblemException(string problem) : Exception(problem);
