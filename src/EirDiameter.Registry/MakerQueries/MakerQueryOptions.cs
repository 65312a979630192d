using System.Net;

namespace EirDiameter.Registry;

/// <summary>Section <c>Registry:MakerQueries</c>: how manufacturers are asked whether they produced an equipment.</summary>
public sealed record MakerQueryOptions
{
    /// <summary>Seconds that a manufacturer has for an answer, connecting included; 1 to 60.</summary>
    public int TimeoutSeconds { get; init; } = 5;

    /// <summary>Seconds that an answer is used again; 0 to 604 800.</summary>
    public int CacheSeconds { get; init; } = 3600;

    /// <summary>How many answers are kept; 0 to 100 000 000.</summary>
    public int CacheEntries { get; init; } = 1_000_000;

    /// <summary>Failures within <see cref="BreakSeconds"/>, half of the questions or more, after which a manufacturer is not asked for a while; 2 to 1000.</summary>
    public int FailuresToBreak { get; init; } = 5;

    /// <summary>Seconds that a manufacturer who fails is left alone, and over which failures are counted; 1 to 3600.</summary>
    public int BreakSeconds { get; init; } = 30;

    /// <summary>Equipment in one question; 1 to 1000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>
    /// Networks such as <c>10.1.0.0/16</c> whose addresses may be asked although they are private, and without TLS. For laboratories; by default the registry speaks
    /// to public addresses only, so that nobody can have it call what stands behind its own walls.
    /// </summary>
    public IReadOnlyList<string> AllowNetworks { get; init; } = [];

    internal void Check(List<string> errors)
    {
        Bounds(errors, nameof(TimeoutSeconds), TimeoutSeconds, 1, 60);
        Bounds(errors, nameof(CacheSeconds), CacheSeconds, 0, 604_800);
        Bounds(errors, nameof(CacheEntries), CacheEntries, 0, 100_000_000);
        Bounds(errors, nameof(FailuresToBreak), FailuresToBreak, 2, 1000);
        Bounds(errors, nameof(BreakSeconds), BreakSeconds, 1, 3600);
        Bounds(errors, nameof(BatchSize), BatchSize, 1, 1000);
        for (int i = 0; i < AllowNetworks.Count; i++)
        {
            if (!IPNetwork.TryParse(AllowNetworks[i], out _))
                errors.Add($"Registry:MakerQueries:AllowNetworks:{i}: '{AllowNetworks[i]}' is not a network such as 10.1.0.0/16");
        }
    }

    private static void Bounds(List<string> errors, string key, int value, int least, int most)
    {
        if (value < least || value > most)
            errors.Add($"Registry:MakerQueries:{key}: {value} is not from {least} to {most}");
    }
}
