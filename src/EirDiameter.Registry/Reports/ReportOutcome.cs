namespace EirDiameter.Registry;

/// <summary>What became of a report.</summary>
/// <param name="Id">Its id, or that of the one that stood already.</param>
/// <param name="Made">False = the same stood already, and nothing was changed.</param>
/// <param name="Withdrew">Reports that it withdrew: those of loss and theft that a recovery ends, and the one that it takes the place of.</param>
internal sealed record ReportOutcome(ReportId Id, bool Made, IReadOnlyList<ReportId> Withdrew);
