using EirDiameter.Conformance.Cases;

namespace EirDiameter.Conformance.Coverage;

/// <summary>A case, as far as coverage is concerned.</summary>
/// <param name="Id">Unique over all suites.</param>
/// <param name="File">Name of its file.</param>
/// <param name="Level">How much it weighs.</param>
/// <param name="Clauses">The clauses that it credits.</param>
internal sealed record CreditedCase(string Id, string File, Level Level, IReadOnlyList<string> Clauses);

/// <summary>The cases, and which of them credit a clause.</summary>
internal sealed class CreditedCases
{
    private readonly ILookup<string, CreditedCase> _byClause;

    /// <summary>Looks through cases.</summary>
    public CreditedCases(IEnumerable<CreditedCase> cases)
    {
        All = [.. cases.OrderBy(one => one.File, StringComparer.Ordinal)];
        _byClause = All.SelectMany(one => one.Clauses.Distinct().Select(clause => (Clause: clause, Case: one))).ToLookup(pair => pair.Clause, pair => pair.Case);
    }

    /// <summary>All of them: by file, then as they stand.</summary>
    public IReadOnlyList<CreditedCase> All { get; }

    /// <summary>Every clause that is credited.</summary>
    public IEnumerable<string> Clauses => _byClause.Select(group => group.Key).Order(StringComparer.Ordinal);

    /// <summary>The cases that credit a clause; empty when none does.</summary>
    public IEnumerable<CreditedCase> Of(string clause) => _byClause[clause];

    /// <summary>Reads the suites of a folder.</summary>
    /// <exception cref="Yaml.YamlProblemException">A suite cannot be understood.</exception>
    public static CreditedCases Read(string folder) =>
        new(CaseLibrary.Read(folder).Select(one => new CreditedCase(one.Id, one.Suite + ".yaml", one.Level, one.Clauses)));
}
