using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// Takes a list as DIRBS Core has them. A full list is the whole truth of its participant for that kind of list: what it lacks is withdrawn. A delta is
/// held against what stands: adding what is listed, and removing or updating what is not, is refused line by line.
/// </summary>
internal sealed class DirbsList(RegistryDatabase database, ReportOptions options, TimeProvider time)
{
    private const int Together = 50_000;

    // A full list that drops no more than these is taken whatever their share.
    private const long FewDropped = 10;

    // In place of a change: the line was refused, and what stands of its equipment stays.
    private const long Kept = -1;

    private const string MakeStaged =
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS staged_list (
            line BIGINT NOT NULL PRIMARY KEY, change BIGINT NOT NULL, key_from BIGINT NOT NULL, key_to BIGINT NOT NULL, imsi BIGINT NOT NULL,
            effective BIGINT NOT NULL, dated BIGINT NOT NULL)
        """;

    private const string Standing = "r.participant = @Id AND r.origin = @Word AND r.withdrawn IS NULL";

    private static readonly string[] Columns = ["line", "change", "key_from", "key_to", "imsi", "effective", "dated"];

    /// <summary>Takes a list.</summary>
    /// <param name="actor">Whose.</param>
    /// <param name="kind">Which.</param>
    /// <param name="delta">Whether it is a delta.</param>
    /// <param name="force">Whether a full list may drop as much as it likes.</param>
    /// <param name="body">The file.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RegistryException">The whole list is refused: nothing was changed.</exception>
    public Task<BulkReport> TakeAsync(Actor actor, DirbsListKind kind, bool delta, bool force, BulkBody body, CancellationToken cancellation) => database.ChangeAsync(
        actor,
        delta ? "list-delta" : "list-full",
        async change =>
        {
            BulkReport report = new();
            DateTimeOffset now = time.GetUtcNow();
            Report pattern = await StageAsync(change, kind, new DirbsLineReader(kind, delta, new ReportReader(actor, options, now)).Read(body, report), cancellation);
            await RefuseContradictionsAsync(change);
            long withdrawn = delta ? 0 : await DropAsync(change, kind, force, cancellation);
            (long made, long taken) = await ApplyAsync(change, kind, delta, pattern, report, cancellation);
            withdrawn += taken;
            await change.Connection.ExecuteAsync("DROP TABLE staged_list", transaction: change.Transaction);
            if (made + withdrawn > 0)
            {
                change.Record(new { list = kind.Word, sha256 = body.Sha256, lines = report.Lines, rejected = report.Rejected, made, withdrawn });
                report.Sequence = change.Sequence;
            }

            return report;
        },
        cancellation);

    // All lines of one list report alike but for equipment, subscriber and time; one of them stands for the rest.
    private static async Task<Report> StageAsync(Change change, DirbsListKind kind, IEnumerable<DirbsLine> lines, CancellationToken cancellation)
    {
        Report pattern = new(kind.Type, default, default, Imsi.None, "", null, Validity.Always, 0, "", "", kind.Word);
        await change.Connection.ExecuteAsync(MakeStaged, transaction: change.Transaction);
        object?[] row = new object?[Columns.Length];
        long count = await change.Dialect.InsertAsync(change.Connection, change.Transaction, "staged_list", Columns, lines.Select(l =>
        {
            if (!l.IsUnusable)
                pattern = l.Report;
            row[0] = l.Line;
            row[1] = l.IsUnusable ? Kept : (long)l.Change;
            row[2] = (long)l.Report.From.Value;
            row[3] = (long)l.Report.To.Value;
            row[4] = (long)l.Report.Imsi.Value;
            row[5] = (long)l.Report.Validity.EffectiveQuarters;
            row[6] = l.Dated ? 1L : 0L;
            return row;
        }), cancellation);
        await change.Connection.ExecuteAsync("CREATE INDEX staged_list_by_key ON staged_list (key_from, imsi)", transaction: change.Transaction);
        await CompositionSql.PlanForAsync(change, "staged_list", count);
        return pattern;
    }

    private static async Task RefuseContradictionsAsync(Change change)
    {
        CommandDefinition find = new(
            """
            SELECT MIN(line) AS First, MAX(line) AS Last, key_from AS Key FROM staged_list WHERE change >= 0 GROUP BY key_from, imsi
            HAVING MIN(change) <> MAX(change) OR MIN(effective) <> MAX(effective) ORDER BY 1 LIMIT 1
            """,
            transaction: change.Transaction);
        Contradiction? found = await change.Connection.QueryFirstOrDefaultAsync<Contradiction>(find);
        if (found is not null)
        {
            throw new RegistryException(
                RegistryFault.Refused,
                $"lines {found.First} and {found.Last} both speak of {new EquipmentKey((ulong)found.Key)} and say different things: nothing was changed; let it stand once and send the list again");
        }
    }

    private async Task<long> DropAsync(Change change, DirbsListKind kind, bool force, CancellationToken cancellation)
    {
        object who = new { change.Actor.Id, kind.Word };
        long standing = await change.Connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM reports r WHERE {Standing}", who, change.Transaction);
        List<StandingReport> dropped = [];
        await using (DbDataReader reader = await change.Connection.ExecuteReaderAsync(
            $"""
            SELECT {StandingReport.Columns} FROM reports r
            WHERE {Standing} AND NOT EXISTS (SELECT 1 FROM staged_list s WHERE s.key_from = r.key_from AND (s.imsi = r.imsi OR s.imsi = @any) AND s.key_to = r.key_to)
            """,
            new { change.Actor.Id, kind.Word, any = (long)DirbsLineReader.AnyImsi.Value },
            change.Transaction))
        {
            while (await reader.ReadAsync(cancellation))
                dropped.Add(StandingReport.Read(reader, at: 0));
        }

        long kept = standing - dropped.Count;
        if (!force && dropped.Count > FewDropped && kept * 100 < standing * options.MinKeepPercent)
        {
            throw new RegistryException(
                RegistryFault.Conflict,
                $"the list lacks {dropped.Count} of the {standing} that stand, and less than {options.MinKeepPercent} percent would stay: nothing was changed; if it is right, send it again with force=true");
        }

        await ReportTable.WithdrawAsync(change, dropped);
        return dropped.Count;
    }

    private async Task<(long Made, long Withdrawn)> ApplyAsync(Change change, DirbsListKind kind, bool delta, Report pattern, BulkReport report, CancellationToken cancellation)
    {
        long made = 0;
        long withdrawn = 0;
        long line = 0;
        while (true)
        {
            List<Report> toMake = [];
            List<StandingReport> toWithdraw = [];
            int read = 0;
            await using (DbDataReader reader = await change.Connection.ExecuteReaderAsync(
                $"""
                SELECT s.line, s.change, s.key_from, s.key_to, s.imsi, s.effective, s.dated, {StandingReport.Columns}, r.effective
                FROM staged_list s LEFT JOIN reports r ON r.key_from = s.key_from AND r.imsi = s.imsi AND {Standing} AND r.key_to = s.key_to
                WHERE s.line > @line AND s.change >= 0 ORDER BY s.line LIMIT @Together
                """,
                new { change.Actor.Id, kind.Word, line, Together },
                change.Transaction))
            {
                while (await reader.ReadAsync(cancellation))
                {
                    read++;
                    line = reader.GetInt64(0);
                    Place(reader, change, delta, pattern, report, toMake, toWithdraw);
                }
            }

            if (read == 0)
                return (made, withdrawn);
            await ReportTable.WithdrawAsync(change, [.. toWithdraw.Distinct()]);
            withdrawn += toWithdraw.Count;
            made += toMake.Count == 0 ? 0 : (await ReportTable.MakeAsync(change, toMake, options)).LongCount(o => o.Made);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static void Place(DbDataReader reader, Change change, bool delta, Report pattern, BulkReport report, List<Report> toMake, List<StandingReport> toWithdraw)
    {
        DirbsChange does = (DirbsChange)reader.GetInt64(1);
        EquipmentKey from = new((ulong)reader.GetInt64(2));
        StandingReport? standing = reader.IsDBNull(7) ? null : StandingReport.Read(reader, at: 7);
        bool madeHere = standing?.Id.Sequence == change.Sequence;
        if (delta && does == DirbsChange.Add && standing is not null && !madeHere)
        {
            report.Reject(reader.GetInt64(0), from.ToString(), "it is listed already: change_type would be update");
            return;
        }

        if (does != DirbsChange.Add && standing is null)
        {
            report.Reject(reader.GetInt64(0), from.ToString(), "it is not listed: there is nothing to update or remove");
            return;
        }

        report.Accept();
        bool differs = standing is null || (reader.GetInt64(6) == 1 && reader.GetInt64(5) != reader.GetInt64(11) && !madeHere);
        if (standing is not null && (does == DirbsChange.Remove || differs))
            toWithdraw.Add(standing.Value);
        if (does != DirbsChange.Remove && differs)
        {
            toMake.Add(pattern with
            {
                From = from,
                To = new EquipmentKey((ulong)reader.GetInt64(3)),
                Imsi = new Imsi((ulong)reader.GetInt64(4)),
                Validity = new Validity((uint)reader.GetInt64(5), Validity.MaxQuarters),
            });
        }
    }

    private sealed record Contradiction(long First, long Last, long Key);
}
