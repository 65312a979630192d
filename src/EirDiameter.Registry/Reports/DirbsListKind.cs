namespace EirDiameter.Registry;

/// <summary>A list as DIRBS Core reads them (its schemas etc/schema/*.csvs), and the reports that it stands for.</summary>
/// <param name="Word">Its name in the API, and the origin of its reports.</param>
/// <param name="Type">What its lines report.</param>
/// <param name="Equipment">Column of the equipment.</param>
/// <param name="Required">All columns that must be there, the equipment's first.</param>
/// <param name="Optional">Columns that may be.</param>
internal sealed record DirbsListKind(string Word, ReportType Type, string Equipment, IReadOnlyList<string> Required, IReadOnlyList<string> Optional)
{
    private static readonly DirbsListKind[] All =
    [
        new("dirbs-stolen", ReportType.Stolen, "imei", ["imei"], ["reporting_date", "status"]),
        new("dirbs-barred", ReportType.Barred, "imei", ["imei"], []),
        new("dirbs-pairing", ReportType.Pairing, "imei", ["imei", "imsi"], []),
        new("dirbs-barred-tac", ReportType.BarredTac, "tac", ["tac"], []),
    ];

    /// <summary>The list of that name.</summary>
    public static DirbsListKind? Find(string word) => Array.Find(All, k => k.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
}
