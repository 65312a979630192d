namespace EirDiameter.S13Load;

/// <summary>Nothing can be measured, or no further; the message is one line that says why.</summary>
internal sealed class LoadException(string message) : Exception(message);
