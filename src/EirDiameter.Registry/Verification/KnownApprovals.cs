using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Looks up where TACs are approved, many at once.</summary>
internal sealed class KnownApprovals
{
    private readonly Dictionary<Tac, List<Row>> _rows;
    private readonly string? _country;
    private readonly bool _declares;
    private readonly long _today;

    private KnownApprovals(Dictionary<Tac, List<Row>> rows, string? country, bool declares, long today)
    {
        _rows = rows;
        _country = country;
        _declares = declares;
        _today = today;
    }

    /// <summary>Reads the approvals of some TACs.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="dialect">That of the database.</param>
    /// <param name="country">The country that is of interest; null = all that approve a TAC.</param>
    /// <param name="tacs">The TACs.</param>
    /// <param name="today">The day of the question.</param>
    public static async Task<KnownApprovals> ReadAsync(DbConnection connection, Dialect dialect, string? country, IReadOnlyCollection<Tac> tacs, long today)
    {
        bool declares = country is not null
            && await connection.ExecuteScalarAsync<long?>("SELECT 1 FROM approvals WHERE country = @country AND ended IS NULL LIMIT 1", new { country }) is not null;
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(
            $"""
            SELECT a.tac AS Tac, a.country AS Country, a.certificate AS Certificate, a.valid_from AS ValidFrom, a.valid_until AS ValidUntil
            FROM {dialect.KeysSource("tacs")} JOIN approvals a ON a.tac = key
            WHERE a.ended IS NULL{(country is null ? "" : " AND a.country = @country")} ORDER BY a.tac, a.country
            """,
            new { country, tacs = dialect.Keys([.. tacs.Select(t => (long)t.Value)]) });
        return new(rows.GroupBy(r => new Tac((uint)r.Tac)).ToDictionary(g => g.Key, g => g.ToList()), country, declares, today);
    }

    /// <summary>What is said of one TAC: of the country that is of interest always something.</summary>
    public IReadOnlyList<VerifiedApproval> Of(Tac tac)
    {
        if (_rows.TryGetValue(tac, out List<Row>? rows))
        {
            return [.. rows.Select(r => new VerifiedApproval(
                r.Country, r.ValidFrom <= _today && _today <= r.ValidUntil ? ApprovalState.Approved : ApprovalState.NotValid, r.Certificate, Day.Text(r.ValidFrom), Day.Text(r.ValidUntil)))];
        }

        return _country is null ? [] : [new VerifiedApproval(_country, _declares ? ApprovalState.NotApproved : ApprovalState.Unknown, null, null, null)];
    }

    private sealed record Row(long Tac, string Country, string Certificate, long ValidFrom, long ValidUntil);
}
