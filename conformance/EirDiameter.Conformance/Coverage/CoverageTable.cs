using System.Text.RegularExpressions;

namespace EirDiameter.Conformance.Coverage;

/// <summary>One line of a table: a rule, and what asks for it.</summary>
/// <param name="Number">Number of the clause; empty in lines below its first.</param>
/// <param name="Text">The rule.</param>
/// <param name="Cases">The cases that ask for it.</param>
/// <param name="Uncovered">Why none does; null if one does, or nobody said why.</param>
/// <param name="IsRule">False for the heading of a clause whose rules follow: it counts as none.</param>
internal sealed record CoverageRow(string Number, string Text, IReadOnlyList<CreditedCase> Cases, string? Uncovered, bool IsRule);

/// <summary>The rows of a document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Rows">Clauses and rules, in its order.</param>
/// <param name="IsWhole">False when only those clauses are there that cases credit.</param>
internal sealed record CoverageSection(string Name, string Title, IReadOnlyList<CoverageRow> Rows, bool IsWhole)
{
    /// <summary>Rules.</summary>
    public int Rules => Rows.Count(row => row.IsRule);

    /// <summary>Rules that a case asks for.</summary>
    public int Covered => Rows.Count(row => row is { IsRule: true, Cases.Count: > 0 });

    /// <summary>Rules that none asks for, with a reason.</summary>
    public int Excused => Rows.Count(row => row is { IsRule: true, Cases.Count: 0, Uncovered: not null });

    /// <summary>Rules that none asks for, without a reason.</summary>
    public int Open => Rules - Covered - Excused;
}

/// <summary>Holds what the catalogue demands against what the cases credit.</summary>
internal sealed class CoverageTable
{
    private readonly CreditedCases _cases;
    private readonly List<string> _problems = [];

    /// <summary>Joins them.</summary>
    public CoverageTable(Catalogue catalogue, CreditedCases cases)
    {
        _cases = cases;
        Cases = cases.All;
        Sections = [.. catalogue.Documents.Select(document => Section(document, true)), .. catalogue.Others.Select(document => Section(document, false))];
        HashSet<string> known = [.. catalogue.Documents.Concat(catalogue.Others).SelectMany(document => document.Clauses).Select(clause => clause.Name)];
        foreach (string clause in cases.Clauses.Where(clause => !known.Contains(clause)))
            _problems.Add($"{Ids(cases.Of(clause))} credits '{clause}', which is not in the catalogue: correct the spelling, or add the clause");
    }

    /// <summary>All cases.</summary>
    public IReadOnlyList<CreditedCase> Cases { get; }

    /// <summary>Document by document.</summary>
    public IReadOnlyList<CoverageSection> Sections { get; }

    /// <summary>What is wrong, and what to do about it; empty when catalogue and cases fit.</summary>
    public IReadOnlyList<string> Problems => _problems;

    private CoverageSection Section(CatalogueDocument document, bool isWhole) =>
        new(document.Name, document.Title, [.. document.Clauses.SelectMany(Rows)], isWhole);

    private IEnumerable<CoverageRow> Rows(CatalogueClause clause)
    {
        CreditedCase[] credits = [.. _cases.Of(clause.Name)];
        if (clause.Rules.Count == 0)
            return [Row(clause.Number, clause.Title, credits, clause.Uncovered, clause.Name)];
        CoverageRow[] rules = [.. clause.Rules.Select(rule => Row("", rule.Text, Chosen(clause, rule, credits), rule.Uncovered, $"{clause.Name} ({rule.Text})"))];
        HashSet<CreditedCase> sorted = [.. rules.SelectMany(row => row.Cases)];
        return [new CoverageRow(clause.Number, clause.Title, [.. credits.Where(one => !sorted.Contains(one))], null, false), .. rules];
    }

    private CoverageRow Row(string number, string text, CreditedCase[] cases, string? uncovered, string name)
    {
        if (cases.Length == 0 && uncovered is null)
            _problems.Add($"{name} has neither a case nor a reason: write a case, or 'uncovered: why' in the catalogue");
        if (cases.Length > 0 && uncovered is not null)
            _problems.Add($"{name} has both: {Ids(cases)} asks for it, so take 'uncovered' out of the catalogue");
        return new CoverageRow(number, text, cases, uncovered, true);
    }

    private CreditedCase[] Chosen(CatalogueClause clause, CatalogueRule rule, CreditedCase[] credits)
    {
        foreach (string pattern in rule.Cases.Where(pattern => !credits.Any(one => Fits(pattern, one.Id))))
            _problems.Add($"{clause.Name} ({rule.Text}) names the case '{pattern}', but no such case credits {clause.Name}: correct the catalogue, or the case");
        return [.. credits.Where(one => rule.Cases.Any(pattern => Fits(pattern, one.Id)))];
    }

    private static bool Fits(string pattern, string id) =>
        Regex.IsMatch(id, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);

    private static string Ids(IEnumerable<CreditedCase> cases)
    {
        string[] ids = [.. cases.Select(one => one.Id)];
        return ids.Length <= 3 ? string.Join(", ", ids) : $"{ids[0]}, {ids[1]} and {ids.Length - 2} more";
    }
}
