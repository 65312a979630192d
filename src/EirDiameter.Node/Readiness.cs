namespace EirDiameter.Node;

/// <summary>How far the node is: what <c>/healthz/ready</c> tells a probe.</summary>
public sealed class Readiness(DateTimeOffset started)
{
    private volatile string _phase = "opening the store";

    /// <summary>When the process started.</summary>
    public DateTimeOffset Started { get; } = started;

    /// <summary>What the node is doing, in a few words; <c>ready</c> when it serves.</summary>
    public string Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>Whether network elements are served.</summary>
    public bool IsReady => _phase == "ready";

    /// <summary>Where the node listens, as in the <c>ready</c> line.</summary>
    public IReadOnlyList<string> Addresses { get; set; } = [];
}
