using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Coverage;

/// <summary>Reads a catalogue. The head of <c>conformance/clauses.yaml</c> is the format.</summary>
internal static class CatalogueFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="YamlProblemException">The file cannot be understood, or a clause is there twice.</exception>
    public static Catalogue Read(string path) => Read(YamlFile.Read(path));

    /// <summary>Reads text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="YamlProblemException">It cannot be understood, or a clause is there twice.</exception>
    public static Catalogue Parse(string text, string name) => Read(YamlFile.Parse(text, name));

    private static Catalogue Read(YamlMap map)
    {
        HashSet<string> names = [];
        Catalogue catalogue = new(
            [.. map.Maps("documents").Select(document => Document(document, names))],
            [.. map.Maps("other-documents").Select(document => Document(document, names))]);
        map.End("a catalogue");
        return catalogue.Documents.Count > 0 ? catalogue : throw map.Problem("a catalogue has 'documents'");
    }

    private static CatalogueDocument Document(YamlMap map, HashSet<string> names)
    {
        string name = map.RequiredText("document");
        CatalogueDocument document = new(name, map.RequiredText("title"), [.. map.Maps("clauses").Select(clause => Clause(name, clause, names))]);
        map.End("a document");
        return document;
    }

    private static CatalogueClause Clause(string document, YamlMap map, HashSet<string> names)
    {
        string number = map.RequiredText("clause");
        CatalogueClause clause = new($"{document} {number}", number, map.RequiredText("title"), map.Text("uncovered"), [.. map.Maps("rules").Select(Rule)]);
        map.End("a clause");
        if (!names.Add(clause.Name))
            throw map.Problem($"{clause.Name} is there twice: a clause with several rules has 'rules'");
        if (clause is { Uncovered: not null, Rules.Count: > 0 })
            throw map.Problem($"{clause.Name} has rules, so 'uncovered' belongs to each of them");
        return clause;
    }

    private static CatalogueRule Rule(YamlMap map)
    {
        CatalogueRule rule = new(map.RequiredText("rule"), map.Texts("cases"), map.Text("uncovered"));
        map.End("a rule");
        return rule;
    }
}
