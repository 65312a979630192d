namespace EirDiameter.Conformance.Judging;

/// <summary>One thing that is not as it must be.</summary>
/// <param name="What">The AVP by its path, or what of the header it is.</param>
/// <param name="Expected">What it must be.</param>
/// <param name="Actual">What it is.</param>
internal sealed record Difference(string What, string Expected, string Actual)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What}: expected {Expected}, got {Actual}";
}
