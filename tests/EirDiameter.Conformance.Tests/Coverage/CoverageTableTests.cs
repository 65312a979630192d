using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Coverage;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Tests.Coverage;

public class CoverageTableTests
{
    private const string Clauses = """
        documents:
          - document: RFC 1
            title: things
            clauses:
              - clause: 2.1
                title: Said at once
              - clause: 2.2
                title: Of others
                uncovered: of others
              - clause: 3
                title: Several
                rules:
                  - rule: the first
                    cases: [three-a*]
                  - rule: the second
                    uncovered: cannot be seen
        other-documents:
          - document: TS 2
            title: more things
            clauses:
              - clause: 4.10
                title: Wide
        """;

    private static readonly CreditedCase[] Fitting =
    [
        new("one", "a.yaml", Level.Must, ["RFC 1 2.1", "TS 2 4.10"]),
        new("three-a1", "b.yaml", Level.Should, ["RFC 1 3"]),
        new("three-a2", "a.yaml", Level.Must, ["RFC 1 3"]),
        new("three-b", "b.yaml", Level.May, ["RFC 1 3"]),
    ];

    [Fact]
    public void Catalogue_and_cases_that_fit_have_no_problems() => Assert.Empty(Table(Clauses, Fitting).Problems);

    [Fact]
    public void Rules_are_counted_by_whether_a_case_asks_for_them()
    {
        CoverageSection section = Table(Clauses, Fitting).Sections[0];
        Assert.Equal((4, 2, 2, 0), (section.Rules, section.Covered, section.Excused, section.Open));
    }

    [Fact]
    public void A_rule_has_the_cases_that_it_names_and_the_clause_has_the_rest()
    {
        IReadOnlyList<CoverageRow> rows = Table(Clauses, Fitting).Sections[0].Rows;
        Assert.Equal(["three-b"], Ids(rows[2]));
        Assert.Equal(["three-a2", "three-a1"], Ids(rows[3]));
        Assert.Empty(rows[4].Cases);
    }

    [Fact]
    public void A_clause_that_is_not_in_the_catalogue_is_a_problem()
    {
        string problem = Assert.Single(Table(Clauses, [.. Fitting, new("typo", "c.yaml", Level.Must, ["RFC 1 2.11"])]).Problems);
        Assert.Contains("typo credits 'RFC 1 2.11'", problem, StringComparison.Ordinal);
        Assert.Contains("correct the spelling", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clause_with_neither_a_case_nor_a_reason_is_a_problem()
    {
        CoverageTable table = Table(Clauses, Fitting[1..]);
        Assert.Equal(2, table.Problems.Count);
        Assert.StartsWith("RFC 1 2.1 has neither", table.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith("TS 2 4.10 has neither", table.Problems[1], StringComparison.Ordinal);
        Assert.Equal(1, table.Sections[0].Open);
    }

    [Fact]
    public void A_rule_with_neither_a_case_nor_a_reason_is_a_problem()
    {
        string clauses = Clauses.Replace("\n            uncovered: cannot be seen", "", StringComparison.Ordinal);
        Assert.StartsWith("RFC 1 3 (the second) has neither", Assert.Single(Table(clauses, Fitting).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clause_with_both_a_case_and_a_reason_is_a_problem()
    {
        string problem = Assert.Single(Table(Clauses, [.. Fitting, new("two", "c.yaml", Level.Must, ["RFC 1 2.2"])]).Problems);
        Assert.StartsWith("RFC 1 2.2 has both: two asks", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_names_a_case_which_does_not_credit_its_clause_is_a_problem()
    {
        string clauses = Clauses.Replace("[three-a*]", "[three-a*, one]", StringComparison.Ordinal);
        Assert.Contains("names the case 'one', but no such case credits RFC 1 3", Assert.Single(Table(clauses, Fitting).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_star_stands_for_letters_and_nothing_else_does()
    {
        string clauses = Clauses.Replace("three-a*", "three.a*", StringComparison.Ordinal);
        Assert.Contains(Table(clauses, Fitting).Problems, problem => problem.Contains("'three.a*'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_clause_is_in_the_catalogue_once()
    {
        string clauses = Clauses.Replace("clause: 2.2", "clause: 2.1", StringComparison.Ordinal);
        YamlProblemException problem = Assert.Throws<YamlProblemException>(() => CatalogueFile.Parse(clauses, "clauses.yaml"));
        Assert.Equal("clauses.yaml:7: RFC 1 2.1 is there twice: a clause with several rules has 'rules'", problem.Message);
    }

    [Fact]
    public void A_clause_with_rules_has_no_reason_of_its_own()
    {
        string clauses = Clauses.Replace("title: Several", "title: Several\n        uncovered: why", StringComparison.Ordinal);
        Assert.Throws<YamlProblemException>(() => CatalogueFile.Parse(clauses, "clauses.yaml"));
    }

    [Theory]
    [InlineData("title: Of others", "titel: Of others")]
    [InlineData("uncovered: of others", "uncoverd: of others")]
    [InlineData("rule: the first", "rul: the first")]
    [InlineData("document: TS 2", "documnt: TS 2")]
    [InlineData("other-documents:", "otherdocuments:")]
    public void A_misspelt_key_is_an_error(string right, string wrong) =>
        Assert.Throws<YamlProblemException>(() => CatalogueFile.Parse(Clauses.Replace(right, wrong, StringComparison.Ordinal), "clauses.yaml"));

    private static CoverageTable Table(string clauses, CreditedCase[] cases) => new(CatalogueFile.Parse(clauses, "clauses.yaml"), new CreditedCases(cases));

    private static IEnumerable<string> Ids(CoverageRow row) => row.Cases.Select(one => one.Id);
}
