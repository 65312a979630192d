namespace EirDiameter.Registry;

/// <summary>Section <c>Registry:Findings</c>: what is looked for in the summaries of used equipment.</summary>
public sealed record FindingsOptions
{
    /// <summary>Equipment with more distinct subscribers than this at a time, in one summary or by their hashes in several, is found as <c>many-subscribers</c> (Q.5052 7.2). 1 or more.</summary>
    public long ManySubscribers { get; init; } = 5;

    /// <summary>Whether to look for equipment whose TAC is not allocated; it counts only when the TAC database is newer by the reporting body's lag than the TAC's first use.</summary>
    public bool NotAllocated { get; init; }

    /// <summary>
    /// If a run newly finds of one kind and country, together with what is listed of these already, more than this share of the equipment in use in the country, something else is
    /// likely to be wrong: what it newly finds is held and lists nothing until the
    /// registrar releases it; what was released is not counted again. 0 to 100.
    /// </summary>
    public double MaxMatchPercent { get; init; } = 1;

    internal void Check(List<string> errors)
    {
        if (ManySubscribers < 1)
            errors.Add($"Registry:Findings:ManySubscribers: {ManySubscribers} is not 1 or more");
        if (MaxMatchPercent is not (>= 0 and <= 100))
            errors.Add($"Registry:Findings:MaxMatchPercent: {MaxMatchPercent} is not from 0 to 100");
    }
}

/// <summary>Section <c>Registry:Rules:Findings:{kind}</c>: whether findings of a kind are listed.</summary>
public sealed record FindingRuleOptions
{
    /// <summary><c>none</c> or <c>grey</c>.</summary>
    public string List { get; init; } = "none";

    /// <summary><c>confirmed</c>: once the registrar confirmed it, or in the feed of a country its administration; <c>open</c>: at once.</summary>
    public string When { get; init; } = "confirmed";

    /// <summary><c>countries</c>: in the feeds of the countries concerned; <c>global</c>: in the global one.</summary>
    public string Feed { get; init; } = "countries";

    internal bool Lists => List.Equals("grey", StringComparison.OrdinalIgnoreCase);

    internal bool AtOnce => When.Equals("open", StringComparison.OrdinalIgnoreCase);

    internal bool IsGlobal => Feed.Equals("global", StringComparison.OrdinalIgnoreCase);

    internal void Check(string section, string kind, List<string> errors)
    {
        if (!RegistryWords.TryParse(kind, out FindingKind _))
            errors.Add($"{section}: '{kind}' is none of {RegistryWords.All<FindingKind>()}");
        if (List.ToLowerInvariant() is not ("none" or "grey"))
            errors.Add($"{section}:List: '{List}' is neither none nor grey");
        if (When.ToLowerInvariant() is not ("open" or "confirmed"))
            errors.Add($"{section}:When: '{When}' is neither open nor confirmed");
        if (Feed.ToLowerInvariant() is not ("countries" or "global"))
            errors.Add($"{section}:Feed: '{Feed}' is neither countries nor global");
    }
}
