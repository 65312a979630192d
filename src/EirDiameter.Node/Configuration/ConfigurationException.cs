namespace EirDiameter.Node.Configuration;

/// <summary>The configuration cannot be used. <see cref="Errors"/> name the keys.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> errors, Exception? inner = null)
    : Exception(string.Join(Environment.NewLine, errors), inner)
{
    /// <summary>Each error, starting with the key that it is about.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
