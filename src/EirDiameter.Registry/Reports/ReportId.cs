using System.Globalization;

namespace EirDiameter.Registry;

/// <summary>What names a report: the ledger entry that made it, and its place in that; written <c>SEQUENCE-ORDINAL</c>.</summary>
internal readonly record struct ReportId(long Sequence, long Ordinal)
{
    /// <summary>Reads an id.</summary>
    /// <exception cref="RegistryException">It is none.</exception>
    public static ReportId Parse(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long ordinal)
            ? new ReportId(sequence, ordinal)
            : throw new RegistryException(RegistryFault.NotFound, "the id of a report is two numbers with '-' between, such as 12-0");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}-{Ordinal}");
}
