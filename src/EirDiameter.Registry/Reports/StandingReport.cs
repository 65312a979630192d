using System.Data.Common;

namespace EirDiameter.Registry;

/// <summary>A standing report, and the claims that it made.</summary>
internal readonly record struct StandingReport(ReportId Id, long FirstClaim, long Claims)
{
    /// <summary>The columns that <see cref="Read"/> reads, of a table r.</summary>
    public const string Columns = "r.sequence, r.ordinal, r.claim_first, r.claim_count";

    public static StandingReport Read(DbDataReader reader, int at) =>
        new(new ReportId(reader.GetInt64(at), reader.GetInt64(at + 1)), reader.GetInt64(at + 2), reader.GetInt64(at + 3));

    public IEnumerable<(long Sequence, long Ordinal)> ClaimIds()
    {
        for (long i = 0; i < Claims; i++)
            yield return (Id.Sequence, FirstClaim + i);
    }
}
