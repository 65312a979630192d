namespace EirDiameter.Registry;

/// <summary>Section <c>Registry:Rules</c>: what the registry may list by itself. Nothing, unless a rule says so.</summary>
public sealed record RulesOptions
{
    /// <summary>
    /// Section <c>Registry:Rules:NotApproved</c>: for each country (ISO 3166 alpha-2) whether TACs in use there without a valid type approval are listed in
    /// its feed.
    /// </summary>
    public IReadOnlyDictionary<string, NotApprovedOptions> NotApproved { get; init; } = new Dictionary<string, NotApprovedOptions>();

    /// <summary>Section <c>Registry:Rules:Findings</c>: for each kind of finding whether it is listed.</summary>
    public IReadOnlyDictionary<string, FindingRuleOptions> Findings { get; init; } = new Dictionary<string, FindingRuleOptions>();

    internal void Check(List<string> errors)
    {
        foreach ((string kind, FindingRuleOptions rule) in Findings)
            rule.Check($"Registry:Rules:Findings:{kind}", kind, errors);
        foreach ((string country, NotApprovedOptions rule) in NotApproved)
            rule.Check($"Registry:Rules:NotApproved:{country}", country, errors);
    }
}

/// <summary>Section <c>Registry:Rules:NotApproved:{country}</c>.</summary>
public sealed record NotApprovedOptions
{
    /// <summary><c>off</c>, <c>grey</c> or <c>black</c>.</summary>
    public string List { get; init; } = "off";

    /// <summary><c>in-use</c>: TACs seen in use in the country; <c>allocated</c>: these and all allocated ones.</summary>
    public string Of { get; init; } = "in-use";

    /// <summary>Days of grace since the TAC was first seen in use in the country, or for one that was not: since it was allocated, or if nobody
    /// says when, since the load that the TAC database has it from. 0 to 3650.</summary>
    public int AfterDays { get; init; } = 90;

    /// <summary>
    /// The rule never has more TACs listed than this share of those that it speaks of, nor more of those in use than this share of these; beyond it lists nothing more and says so.
    /// 0 to 100.
    /// </summary>
    public double MaxSharePercent { get; init; } = 5;

    internal bool OfAllocated => Of.Equals("allocated", StringComparison.OrdinalIgnoreCase);

    internal bool IsOff => List.Equals("off", StringComparison.OrdinalIgnoreCase);

    internal void Check(string section, string country, List<string> errors)
    {
        if (country.Length != 2 || !country.All(char.IsAsciiLetterLower))
            errors.Add($"{section}: '{country}' is not a country: two lower-case letters of ISO 3166");
        if (List.ToLowerInvariant() is not ("off" or "grey" or "black"))
            errors.Add($"{section}:List: '{List}' is none of off, grey, black");
        if (Of.ToLowerInvariant() is not ("in-use" or "allocated"))
            errors.Add($"{section}:Of: '{Of}' is neither in-use nor allocated");
        if (AfterDays is < 0 or > 3650)
            errors.Add($"{section}:AfterDays: {AfterDays} is not from 0 to 3650");
        if (MaxSharePercent is not (>= 0 and <= 100))
            errors.Add($"{section}:MaxSharePercent: {MaxSharePercent} is not from 0 to 100");
    }
}
