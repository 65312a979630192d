using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Makes and withdraws reports, many at a time, within a change.</summary>
internal static class ReportTable
{
    private const string MakeIncoming =
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS incoming_reports (
            position BIGINT NOT NULL PRIMARY KEY, origin TEXT NOT NULL, type TEXT NOT NULL, key_from BIGINT NOT NULL, key_to BIGINT NOT NULL,
            imsi BIGINT NOT NULL, case_reference TEXT NOT NULL)
        """;

    private const string MakeWithdrawn =
        "CREATE TEMPORARY TABLE IF NOT EXISTS withdrawn_reports (sequence BIGINT NOT NULL, ordinal BIGINT NOT NULL, PRIMARY KEY (sequence, ordinal))";

    // The + keeps SQLite from searching by participant, which gives the order asked for but goes over all that the participant ever reported, each time.
    private const string FindSame =
        $"""
        SELECT i.position, {StandingReport.Columns}, r.feed, r.effective, r.expires, r.grace_days
        FROM incoming_reports i CROSS JOIN reports r
        WHERE r.key_from = i.key_from AND r.imsi = i.imsi AND +r.participant = @Id AND r.withdrawn IS NULL AND r.key_to = i.key_to
            AND r.type = i.type AND r.case_reference = i.case_reference AND r.origin = i.origin
        ORDER BY i.position, r.sequence, r.ordinal
        """;

    private const string FindRecovered =
        $"""
        SELECT i.position, {StandingReport.Columns}
        FROM incoming_reports i CROSS JOIN reports r
        WHERE i.type = 'recovered' AND r.key_from = i.key_from AND r.imsi = i.imsi AND +r.participant = @Id AND r.withdrawn IS NULL
            AND r.key_to = i.key_to AND r.type IN ('lost', 'stolen')
        ORDER BY i.position, r.sequence, r.ordinal
        """;

    private static readonly string[] Columns =
    [
        "sequence", "ordinal", "participant", "origin", "type", "key_from", "key_to", "imsi", "feed", "country", "reason", "case_reference", "effective",
        "expires", "grace_days", "claim_first", "claim_count",
    ];

    /// <summary>
    /// Makes the actor's reports. One that stands already stays as it is; one that says otherwise of the same, or whose time is over, gives way. A recovery withdraws the actor's own standing reports of loss and theft of
    /// the same equipment, those that stood before; a report and a recovery of the same equipment are not to be in one call.
    /// </summary>
    /// <returns>What became of each, in their order.</returns>
    public static async Task<ReportOutcome[]> MakeAsync(Change change, IReadOnlyList<Report> reports, ReportOptions options)
    {
        await StageAsync(change, reports);
        (HashSet<long> known, Dictionary<long, StandingReport> same, Dictionary<long, List<StandingReport>> outdated) = await FindSameAsync(change, reports);
        Dictionary<long, List<StandingReport>> ended = reports.Any(r => r.Type == ReportType.Recovered) ? await FindAsync(change, FindRecovered) : [];
        await change.Connection.ExecuteAsync("DELETE FROM incoming_reports", transaction: change.Transaction);

        ReportOutcome[] outcomes = new ReportOutcome[reports.Count];
        Dictionary<(string, ReportType, EquipmentKey, EquipmentKey, Imsi, string), int> places = new(reports.Count);
        List<(Report Report, ReportId Id, long FirstClaim, long Claims)> made = [];
        List<Claim> claims = [];
        long ordinal = await change.Connection.ExecuteScalarAsync<long>(
            "SELECT COALESCE(MAX(ordinal) + 1, 0) FROM reports WHERE sequence = @Sequence", new { change.Sequence }, change.Transaction);
        for (int i = 0; i < reports.Count; i++)
        {
            IReadOnlyList<ReportId> withdrew = ended.TryGetValue(i, out List<StandingReport>? those) ? [.. those.Select(r => r.Id)] : [];
            if (outdated.TryGetValue(i, out List<StandingReport>? old) && !known.Contains(i))
                withdrew = [.. withdrew, .. old.Select(r => r.Id)];
            if (!places.TryAdd(reports[i].Name, i))
            {
                outcomes[i] = outcomes[places[reports[i].Name]] with { Made = false, Withdrew = [] };
            }
            else if (same.TryGetValue(i, out StandingReport standing) && withdrew.Count == 0)
            {
                outcomes[i] = new(standing.Id, Made: false, []);
            }
            else
            {
                outcomes[i] = new(new ReportId(change.Sequence, ordinal++), Made: true, withdrew);
                int first = claims.Count;
                claims.AddRange(reports[i].Claims(options));
                made.Add((reports[i], outcomes[i].Id, first, claims.Count - first));
            }
        }

        long firstClaim = await Claims.AddAsync(change, claims);
        await InsertAsync(change, "reports", Columns, Rows(change, made, firstClaim));
        await WithdrawAsync(change, [.. ended.Values.Concat(outdated.Where(o => !known.Contains(o.Key)).Select(o => o.Value)).SelectMany(r => r).Distinct()]);
        return outcomes;
    }

    /// <summary>Withdraws standing reports, and their claims.</summary>
    public static async Task WithdrawAsync(Change change, IReadOnlyList<StandingReport> reports)
    {
        if (reports.Count == 0)
            return;
        await change.Connection.ExecuteAsync(MakeWithdrawn, transaction: change.Transaction);
        object?[] row = new object?[2];
        await InsertAsync(change, "withdrawn_reports", ["sequence", "ordinal"], reports.Select(r =>
        {
            (row[0], row[1]) = (r.Id.Sequence, r.Id.Ordinal);
            return row;
        }));
        await CompositionSql.PlanForAsync(change, "withdrawn_reports", reports.Count);
        await change.Connection.ExecuteAsync(
            """
            UPDATE reports SET withdrawn = @Sequence WHERE (sequence, ordinal) IN (SELECT sequence, ordinal FROM withdrawn_reports);
            DELETE FROM withdrawn_reports
            """,
            new { change.Sequence },
            change.Transaction);
        await Claims.WithdrawAsync(change, [.. reports.SelectMany(r => r.ClaimIds())]);
    }

    private static async Task StageAsync(Change change, IReadOnlyList<Report> reports)
    {
        await change.Connection.ExecuteAsync(MakeIncoming, transaction: change.Transaction);
        object?[] row = new object?[7];
        long count = await InsertAsync(change, "incoming_reports", ["position", "origin", "type", "key_from", "key_to", "imsi", "case_reference"], reports.Select((r, i) =>
        {
            row[0] = (long)i;
            row[1] = r.Origin;
            row[2] = RegistryWords.Of(r.Type);
            row[3] = (long)r.From.Value;
            row[4] = (long)r.To.Value;
            row[5] = (long)r.Imsi.Value;
            row[6] = r.CaseReference;
            return row;
        }));
        await CompositionSql.PlanForAsync(change, "incoming_reports", count);
    }

    private static async Task<Dictionary<long, List<StandingReport>>> FindAsync(Change change, string query)
    {
        await using DbDataReader reader = await change.Connection.ExecuteReaderAsync(query, new { change.Actor.Id }, change.Transaction);
        Dictionary<long, List<StandingReport>> found = [];
        while (await reader.ReadAsync())
        {
            long position = reader.GetInt64(0);
            if (!found.TryGetValue(position, out List<StandingReport>? those))
                found.Add(position, those = []);
            those.Add(StandingReport.Read(reader, at: 1));
        }

        return found;
    }

    // What stands under the name of each: the same, or something to be replaced. Since when it stands does not matter, if it is not later than what is said now.
    private static async Task<(HashSet<long> Known, Dictionary<long, StandingReport> Same, Dictionary<long, List<StandingReport>> Outdated)> FindSameAsync(Change change, IReadOnlyList<Report> reports)
    {
        uint now = Validity.QuarterOf(change.Now);
        Dictionary<long, StandingReport> same = [];
        Dictionary<long, List<StandingReport>> outdated = [];
        await using DbDataReader reader = await change.Connection.ExecuteReaderAsync(FindSame, new { change.Actor.Id }, change.Transaction);
        while (await reader.ReadAsync())
        {
            long position = reader.GetInt64(0);
            StandingReport standing = StandingReport.Read(reader, at: 1);
            Report wanted = reports[(int)position];
            Validity validity = new((uint)reader.GetInt64(6), (uint)reader.GetInt64(7));
            bool isSame = reader.GetString(5) == wanted.Feed && reader.GetInt64(8) == wanted.GraceDays && validity.ExpiresQuarters == wanted.Validity.ExpiresQuarters
                && validity.EffectiveQuarters <= wanted.Validity.EffectiveQuarters && validity.ExpiresQuarters > now;
            if (isSame)
                same[position] = standing;
            else if (outdated.TryGetValue(position, out List<StandingReport>? those))
                those.Add(standing);
            else
                outdated.Add(position, [standing]);
        }

        return ([.. same.Keys], same, outdated);
    }

    private static Task<long> InsertAsync(Change change, string table, string[] columns, IEnumerable<object?[]> rows) =>
        change.Dialect.InsertAsync(change.Connection, change.Transaction, table, columns, rows, CancellationToken.None);

    // In the order of the index by key, so that a big file sweeps over it once.
    private static IEnumerable<object?[]> Rows(Change change, List<(Report Report, ReportId Id, long FirstClaim, long Claims)> made, long firstClaim)
    {
        made.Sort((left, right) => left.Report.From.CompareTo(right.Report.From));
        object?[] row = new object?[Columns.Length];
        foreach ((Report report, ReportId id, long first, long claims) in made)
        {
            row[0] = id.Sequence;
            row[1] = id.Ordinal;
            row[2] = change.Actor.Id;
            row[3] = report.Origin;
            row[4] = RegistryWords.Of(report.Type);
            row[5] = (long)report.From.Value;
            row[6] = (long)report.To.Value;
            row[7] = (long)report.Imsi.Value;
            row[8] = report.Feed;
            row[9] = report.Country;
            row[10] = report.Reason;
            row[11] = report.CaseReference;
            row[12] = (long)report.Validity.EffectiveQuarters;
            row[13] = (long)report.Validity.ExpiresQuarters;
            row[14] = (long)report.GraceDays;
            row[15] = firstClaim + first;
            row[16] = claims;
            yield return row;
        }
    }
}
