namespace EirDiameter.Eirctl.Client;

/// <summary>The command ends with exit code 1, and its message is the one line shown: what happened and what to do.</summary>
internal sealed class RefusedException : Exception
{
    public RefusedException(string message, string? problem = null, Exception? inner = null)
        : base(message, inner) => Problem = problem;

    /// <summary>The node's problem document (RFC 9457), which --json shows; null when the node did not send one.</summary>
    public string? Problem { get; }
}
