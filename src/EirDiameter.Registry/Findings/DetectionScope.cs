namespace EirDiameter.Registry;

/// <summary>What a run looks through.</summary>
/// <param name="First">The first period.</param>
/// <param name="Last">The last.</param>
/// <param name="Replaced">Summaries that were replaced, so that open findings which stood on them are judged again; null = none.</param>
internal sealed record DetectionScope(long First, long Last, ReplacedUsage? Replaced)
{
    /// <summary>Everything that is kept.</summary>
    public static DetectionScope All { get; } = new(0, long.MaxValue, null);

    /// <summary>
    /// The key and kind of open findings that stood on replaced summaries: a finding's evidence names whose they are and when, so that of all the findings of everybody only
    /// these are judged again.
    /// </summary>
    public const string StoodOnReplaced =
        """
        SELECT f.key, f.kind FROM finding_countries c JOIN findings f ON f.key = c.key AND f.kind = c.kind
        WHERE c.country = @Country AND f.status = 'open' AND f.last_day >= @From AND f.first_day <= @To AND f.evidence LIKE @Named
        """;

    /// <summary>Whether it is everything.</summary>
    public bool IsAll => ReferenceEquals(this, All);

    /// <summary>The part of <see cref="FindingEvidence"/>, as JSON, that names the participant.</summary>
    public string? Named => Replaced is { } replaced ? $"%\"participant\":{replaced.Participant},%" : null;

    /// <summary>The condition that a row of <c>usage</c> is within it, which goes by the periods' index for a few of them, and by none for everything.</summary>
    public string Within(string alias) => IsAll ? "1 = 1" : $"{alias}.period IN (SELECT w.id FROM usage_periods w WHERE w.id BETWEEN @First AND @Last)";
}
