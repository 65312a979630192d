namespace EirDiameter.Demo;

/// <summary>The demo cannot go on; the message is what to show.</summary>
internal sealed class DemoException(string message, Exception? inner = null) : Exception(message, inner);
