namespace EirDiameter.Registry;

/// <summary>Section <c>Registry:Usage</c>: the summaries of used equipment.</summary>
public sealed record UsageOptions
{
    /// <summary>For how many days after the end of its period a summary is kept, 1 to 3650. Older ones are removed every day.</summary>
    public int RetentionDays { get; init; } = 180;

    internal void Check(List<string> errors)
    {
        if (RetentionDays is < 1 or > 3650)
            errors.Add($"Registry:Usage:RetentionDays: {RetentionDays} is not from 1 to 3650");
    }
}
