using System.Text.Json;

namespace EirDiameter.Registry;

/// <summary>All summaries of one equipment that some rule may speak of, and what the rules make of them.</summary>
internal sealed class Suspect
{
    /// <summary>Summaries that are kept as evidence: the newest.</summary>
    private const int MaxEvidence = 50;

    private readonly List<Use> _uses = [];

    /// <summary>Its key.</summary>
    public long Key { get; private set; }

    public void Begin(long key)
    {
        Key = key;
        _uses.Clear();
    }

    public void Add(Use use) => _uses.Add(use);

    /// <summary>
    /// Summaries from different countries whose periods overlap, unless they are of the same subscriber, who roams: every subscriber of one side is known by hash and
    /// is among those of the other.
    /// </summary>
    public FoundEvidence? InSeveralCountries()
    {
        HashSet<Use> together = [];
        string[] countries = [.. _uses.Select(u => u.Country).Distinct().Order(StringComparer.Ordinal)];
        for (int i = 0; i < countries.Length; i++)
        {
            for (int j = i + 1; j < countries.Length; j++)
            {
                List<Use> here = Meeting(countries[i], countries[j]);
                List<Use> there = Meeting(countries[j], countries[i]);
                if (here.Count == 0 || AreAllAmong(here, there) || AreAllAmong(there, here))
                    continue;
                together.UnionWith(here);
                together.UnionWith(there);
            }
        }

        return together.Count == 0 ? null : Evidence(together);
    }

    /// <summary>
    /// Summaries with more than so many subscribers: one alone, or those of several networks that meet on one day, together (Q.5052 7.2). Together they have as many as there are
    /// different hashes in them; never the sum of their counts, in which one subscriber who roams would be several.
    /// </summary>
    public FoundEvidence? WithMoreSubscribersThan(long threshold)
    {
        HashSet<Use> many = [.. _uses.Where(u => u.Subscribers > threshold)];
        long most = 0;

        // Summaries that all meet do so on the first day of the one that began last.
        foreach (long day in _uses.Select(u => u.From).Distinct())
        {
            List<Use> together = _uses.FindAll(u => u.From <= day && day <= u.To && u.Hashes.Count > 0);
            int subscribers = together.Count < 2 ? 0 : together.SelectMany(u => u.Hashes).Distinct().Count();
            if (subscribers <= threshold)
                continue;
            many.UnionWith(together);
            most = Math.Max(most, subscribers);
        }

        return Evidence(many) is { } found ? found with { Subscribers = Math.Max(found.Subscribers, most) } : null;
    }

    /// <summary>All summaries.</summary>
    public FoundEvidence? InUse() => Evidence(_uses);

    private static bool AreAllAmong(List<Use> some, List<Use> others)
    {
        HashSet<long> known = [.. others.SelectMany(o => o.Hashes)];
        return some.TrueForAll(s => s.Hashes.Count >= s.Subscribers && s.Hashes.TrueForAll(known.Contains));
    }

    private static FoundEvidence? Evidence(IEnumerable<Use> uses)
    {
        List<Use> newest = [.. uses.OrderByDescending(u => u.To).ThenByDescending(u => u.From).ThenBy(u => u.Country, StringComparer.Ordinal).ThenBy(u => u.Participant).Take(MaxEvidence)];
        if (newest.Count == 0)
            return null;
        FindingEvidence[] evidence = [.. newest.Select(u => new FindingEvidence(u.Country, u.Participant, Day.Text(u.From)!, Day.Text(u.To)!, u.Subscribers))];
        return new(
            [.. newest.Select(u => u.Country).Distinct().Order(StringComparer.Ordinal)],
            JsonSerializer.Serialize(evidence, RegistryJson.Options),
            newest.Min(u => u.From),
            newest.Max(u => u.To),
            newest.Min(u => u.To),
            newest.Max(u => u.Subscribers));
    }

    private List<Use> Meeting(string country, string other) =>
        _uses.FindAll(u => u.Country == country && _uses.Exists(o => o.Country == other && o.From <= u.To && u.From <= o.To));

    /// <summary>One summary.</summary>
    /// <param name="Country">Where.</param>
    /// <param name="Participant">Who said so.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    /// <param name="Subscribers">Distinct subscribers.</param>
    /// <param name="Hashes">Those that were told by hash.</param>
    internal sealed record Use(string Country, long Participant, long From, long To, long Subscribers, List<long> Hashes)
    {
        public bool Equals(Use? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}

/// <summary>What a rule found.</summary>
/// <param name="Countries">Where.</param>
/// <param name="Json">The summaries, as JSON.</param>
/// <param name="First">First day of all.</param>
/// <param name="Last">Last day of all.</param>
/// <param name="Oldest">When the oldest period ended.</param>
/// <param name="Subscribers">Most at a time.</param>
internal sealed record FoundEvidence(IReadOnlyList<string> Countries, string Json, long First, long Last, long Oldest, long Subscribers);
