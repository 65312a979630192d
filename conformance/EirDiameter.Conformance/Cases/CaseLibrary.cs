using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Cases;

/// <summary>All cases of a folder.</summary>
internal static class CaseLibrary
{
    /// <summary>Where the cases are that came with the runner.</summary>
    public static readonly string Usual = Path.Combine(AppContext.BaseDirectory, "cases");

    /// <summary>Reads a folder, suites by name.</summary>
    /// <exception cref="YamlProblemException">A file cannot be understood, or an id is there twice.</exception>
    public static IReadOnlyList<Case> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new YamlProblemException(folder, 0, "there is no such folder");
        List<Case> cases = [.. Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).SelectMany(CaseFile.Read)];
        if (cases.GroupBy(one => one.Id).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new YamlProblemException(folder, 0, $"the id '{twice.Key}' is in {string.Join(" and in ", twice.Select(one => one.Suite))}: an id is unique over all suites");
        return cases;
    }
}
