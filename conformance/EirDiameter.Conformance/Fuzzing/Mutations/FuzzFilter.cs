namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>Which of the mutations are wanted: <c>ECR@open</c>, <c>CER@*</c>, <c>*@closing</c>. The others keep their indices and are left out.</summary>
internal sealed class FuzzFilter
{
    private readonly HashSet<FuzzPlace> _places = [];

    /// <summary>Reads one or several; none means all.</summary>
    /// <param name="texts">What was typed.</param>
    /// <param name="filter">The filter; null when it could not be read.</param>
    /// <param name="problem">What to type instead.</param>
    public static bool TryParse(IReadOnlyCollection<string> texts, out FuzzFilter filter, out string problem)
    {
        filter = new FuzzFilter();
        problem = "";
        foreach (string text in texts.DefaultIfEmpty("*@*"))
        {
            string[] parts = text.Split('@');
            FuzzPlace[] named = parts.Length == 2 ? [.. MutationPlan.Places.Where(place => Fits(parts[0], FuzzPlace.NameOf(place.Kind)) && Fits(parts[1], FuzzPlace.NameOf(place.State)))] : [];
            if (named.Length == 0)
            {
                problem = $"--only {text}: write KIND@STATE, such as ECR@open or CER@*; kinds are {Names(Enum.GetValues<FuzzKind>().Select(FuzzPlace.NameOf))}, "
                    + $"states are {Names(Enum.GetValues<FuzzState>().Select(FuzzPlace.NameOf))}";
                return false;
            }

            filter._places.UnionWith(named);
        }

        return true;
    }

    /// <summary>True when it is wanted.</summary>
    public bool Wants(FuzzPlace place) => _places.Contains(place);

    private static bool Fits(string pattern, string name) => pattern == "*" || pattern.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
