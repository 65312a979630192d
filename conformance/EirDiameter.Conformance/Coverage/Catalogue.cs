namespace EirDiameter.Conformance.Coverage;

/// <summary>What the standards demand of an EIR, in own words.</summary>
/// <param name="Documents">Documents whose clauses are all there, as far as they bind an EIR.</param>
/// <param name="Others">Documents of which only those clauses are there that cases credit.</param>
internal sealed record Catalogue(IReadOnlyList<CatalogueDocument> Documents, IReadOnlyList<CatalogueDocument> Others);

/// <summary>One standard.</summary>
/// <param name="Name">As cases write it, such as <c>RFC 6733</c>.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Clauses">Its clauses, in its order.</param>
internal sealed record CatalogueDocument(string Name, string Title, IReadOnlyList<CatalogueClause> Clauses);

/// <summary>One clause.</summary>
/// <param name="Name">As cases write it, document and number: <c>RFC 6733 6.2</c>.</param>
/// <param name="Number">Its number alone.</param>
/// <param name="Title">What it demands; what it is about, where it has rules.</param>
/// <param name="Uncovered">Why no case credits it; null when one should.</param>
/// <param name="Rules">What it demands, one by one; empty when the title says it all.</param>
internal sealed record CatalogueClause(string Name, string Number, string Title, string? Uncovered, IReadOnlyList<CatalogueRule> Rules);

/// <summary>One of several rules of a clause.</summary>
/// <param name="Text">The rule.</param>
/// <param name="Cases">Ids of the cases that ask for it, among those that credit the clause; <c>*</c> stands for any letters.</param>
/// <param name="Uncovered">Why no case does; null when one does.</param>
internal sealed record CatalogueRule(string Text, IReadOnlyList<string> Cases, string? Uncovered);
