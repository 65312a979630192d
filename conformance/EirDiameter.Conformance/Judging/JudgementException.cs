namespace EirDiameter.Conformance.Judging;

/// <summary>The target did not do what a case expects.</summary>
internal sealed class JudgementException(string what) : Exception(what)
{
    /// <summary>The name of the connection; null when it is about none.</summary>
    public string? Connection { get; init; }

    /// <summary>The request that was sent; null when there was none.</summary>
    public byte[]? Request { get; init; }

    /// <summary>What came; null when nothing did.</summary>
    public byte[]? Received { get; init; }

    /// <summary>What differs in it.</summary>
    public IReadOnlyList<Difference> Differences { get; init; } = [];
}
