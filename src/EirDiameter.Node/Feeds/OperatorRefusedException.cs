namespace EirDiameter.Node.Feeds;

/// <summary>An operator asked for what cannot be done now. The message says why and what to do; nothing was changed.</summary>
internal sealed class OperatorRefusedException(string message) : Exception(message);
