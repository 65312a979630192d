using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// The reference database of approved types (Q.5050 10.2; WTSA Resolution 96): an administration declares and withdraws for its own country, and every
/// version stays to be looked up.
/// </summary>
internal sealed class ApprovalRegister(RegistryDatabase database, TimeProvider time)
{
    private const string Columns =
        """
        sequence AS Sequence, ordinal AS Ordinal, country AS Country, tac AS Tac, certificate AS Certificate, model AS Model,
        valid_from AS ValidFrom, valid_until AS ValidUntil, ended AS Ended, withdrawn AS Withdrawn
        """;

    // Who takes part no more cannot change what it said, and what a country approves is not to hang on that.
    private const string OfOthers =
        """
        SELECT a.tac, o.name FROM approvals a JOIN participants o ON o.id = a.participant
        WHERE a.country = @country AND a.ended IS NULL AND a.participant <> @participant AND o.disabled = 0
        """;

    /// <summary>
    /// Declares approvals. One that says what is declared already changes nothing; one that says otherwise is the next version. What another administration of the country declared is
    /// for that one to change, unless it takes part no more.
    /// </summary>
    /// <param name="actor">An administration.</param>
    /// <param name="approvals">The lines; of two of one TAC the later is refused.</param>
    /// <param name="report">Takes what became of each.</param>
    /// <param name="sha256">Of the body, for the ledger.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RegistryException">The caller has no country.</exception>
    public Task DeclareAsync(Actor actor, IEnumerable<(long Line, Approval Approval)> approvals, BulkReport report, string sha256, CancellationToken cancellation)
    {
        string country = CountryOf(actor);
        return database.ChangeAsync(
            actor,
            "approvals-declared",
            async change =>
            {
                (long declared, long replaced) = await KeepAsync(change, country, approvals, report, cancellation);
                if (declared > 0)
                    change.Record(new { country, declared, replaced, report.Lines, report.Rejected, sha256 });
                return declared;
            },
            cancellation);
    }

    /// <summary>Declares one approval.</summary>
    /// <exception cref="RegistryException">The caller has no country, or another administration of it declared the TAC.</exception>
    public Task DeclareAsync(Actor actor, Approval approval, BulkReport report, CancellationToken cancellation)
    {
        string country = CountryOf(actor);
        return database.ChangeAsync(
            actor,
            "approvals-declared",
            async change =>
            {
                (long declared, long replaced) = await KeepAsync(change, country, [(1, approval)], report, cancellation);
                if (report.Rejects.Count > 0)
                    throw new RegistryException(RegistryFault.Conflict, report.Rejects[0].Why);
                if (declared > 0)
                {
                    change.Record(new
                    {
                        country,
                        declared,
                        replaced,
                        tac = approval.Tac.ToString(),
                        approval.Certificate,
                        approval.Model,
                        validFrom = Day.Text(approval.ValidFrom),
                        validUntil = Day.Text(approval.ValidUntil),
                    });
                }

                return declared;
            },
            cancellation);
    }

    /// <summary>Withdraws the approval of a TAC in the caller's country.</summary>
    /// <exception cref="RegistryException">The caller has no country, there is no such approval, or it is another administration's.</exception>
    public Task<long> WithdrawAsync(Actor actor, Tac tac, string? why, CancellationToken cancellation)
    {
        string country = CountryOf(actor);
        why = PlainText.MayWhy(why);
        return database.ChangeAsync(
            actor,
            "approval-withdrawn",
            async change =>
            {
                if (await OtherOwnerAsync(change, country, tac) is { } owner)
                    throw new RegistryException(RegistryFault.Conflict, $"{owner} declared the approval of TAC {tac} in {country}: only it withdraws that");
                int withdrawn = await change.Connection.ExecuteAsync(
                    "UPDATE approvals SET ended = @sequence, withdrawn = 1 WHERE tac = @tac AND country = @country AND ended IS NULL",
                    new { sequence = change.Sequence, tac = (long)tac.Value, country },
                    change.Transaction);
                if (withdrawn == 0)
                    throw new RegistryException(RegistryFault.NotFound, $"{country} has no approval of TAC {tac}");
                change.Record(new { country, tac = tac.ToString(), why });
                return change.Sequence;
            },
            cancellation);
    }

    /// <summary>The approvals of a TAC in all countries, newest version first.</summary>
    public async Task<IReadOnlyList<ApprovalView>> OfAsync(Tac tac, bool history, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM approvals WHERE tac = @tac {(history ? "" : "AND ended IS NULL")} ORDER BY country, sequence DESC", new { tac = (long)tac.Value });
        return View(rows);
    }

    /// <summary>The current approvals of a country, by TAC.</summary>
    public async Task<IReadOnlyList<ApprovalView>> ListAsync(string country, Tac? after, int limit, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM approvals WHERE country = @country AND tac > @after AND ended IS NULL ORDER BY tac LIMIT @limit",
            new { country, after = after is { } last ? (long)last.Value : -1, limit });
        return View(rows);
    }

    private static string CountryOf(Actor actor) =>
        actor.Country ?? throw new RegistryException(RegistryFault.NotAllowed, $"{actor.Name} has no country: an administration declares approvals for its own");

    private static Task<string?> OtherOwnerAsync(Change change, string country, Tac tac) => change.Connection.QuerySingleOrDefaultAsync<string?>(
        $"SELECT others.name FROM ({OfOthers} AND a.tac = @tac) others", new { country, participant = change.Actor.Id, tac = (long)tac.Value }, change.Transaction);

    private static async Task<(long Declared, long Replaced)> KeepAsync(
        Change change, string country, IEnumerable<(long Line, Approval Approval)> approvals, BulkReport report, CancellationToken cancellation)
    {
        await change.Connection.ExecuteAsync(
            """
            DROP TABLE IF EXISTS declared_approvals;
            CREATE TEMPORARY TABLE declared_approvals (
                line BIGINT NOT NULL, tac BIGINT NOT NULL PRIMARY KEY, certificate TEXT NOT NULL, model TEXT NOT NULL,
                valid_from BIGINT NOT NULL, valid_until BIGINT NOT NULL)
            """,
            transaction: change.Transaction);
        await change.Dialect.InsertAsync(
            change.Connection,
            change.Transaction,
            "declared_approvals",
            ["line", "tac", "certificate", "model", "valid_from", "valid_until"],
            Rows(approvals, report),
            cancellation);
        var parameters = new { country, participant = change.Actor.Id, sequence = change.Sequence };
        await change.Connection.ExecuteAsync(
            """
            DELETE FROM declared_approvals WHERE EXISTS (
                SELECT 1 FROM approvals a
                WHERE a.tac = declared_approvals.tac AND a.country = @country AND a.ended IS NULL AND a.certificate = declared_approvals.certificate
                    AND a.model = declared_approvals.model AND a.valid_from = declared_approvals.valid_from AND a.valid_until = declared_approvals.valid_until)
            """,
            parameters,
            change.Transaction);
        IEnumerable<(long Line, long Tac, string Name)> others = await change.Connection.QueryAsync<(long, long, string)>(
            $"SELECT d.line, d.tac, others.name FROM declared_approvals d JOIN ({OfOthers}) others ON others.tac = d.tac ORDER BY d.line", parameters, change.Transaction);
        foreach ((long line, long tac, string name) in others)
            report.Revoke(line, new Tac((uint)tac).ToString(), $"{name} declared the approval of TAC {new Tac((uint)tac)} in {country}: only it changes that");
        await change.Connection.ExecuteAsync(
            $"DELETE FROM declared_approvals WHERE tac IN (SELECT others.tac FROM ({OfOthers}) others)", parameters, change.Transaction);
        long replaced = await change.Connection.ExecuteAsync(
            "UPDATE approvals SET ended = @sequence WHERE country = @country AND ended IS NULL AND tac IN (SELECT tac FROM declared_approvals)",
            parameters,
            change.Transaction);
        long declared = await change.Connection.ExecuteAsync(
            """
            INSERT INTO approvals (sequence, ordinal, participant, country, tac, certificate, model, valid_from, valid_until, withdrawn)
            SELECT @sequence, line, @participant, @country, tac, certificate, model, valid_from, valid_until, 0 FROM declared_approvals
            """,
            parameters,
            change.Transaction);
        if (declared > 0)
            report.Sequence = change.Sequence;
        return (declared, replaced);
    }

    private static IEnumerable<object?[]> Rows(IEnumerable<(long Line, Approval Approval)> approvals, BulkReport report)
    {
        HashSet<uint> seen = [];
        object?[] row = new object?[6];
        foreach ((long line, Approval approval) in approvals)
        {
            if (!seen.Add(approval.Tac.Value))
            {
                report.Reject(line, approval.Tac.ToString(), "an earlier line declares the same TAC");
                continue;
            }

            report.Accept();
            (row[0], row[1], row[2], row[3], row[4], row[5]) =
                (line, (long)approval.Tac.Value, approval.Certificate, approval.Model, approval.ValidFrom, approval.ValidUntil);
            yield return row;
        }
    }

    private List<ApprovalView> View(IEnumerable<Row> rows)
    {
        long today = Day.Of(time.GetUtcNow());
        return [.. rows.Select(r => new ApprovalView
        {
            Id = $"{r.Sequence}-{r.Ordinal}",
            Tac = new Tac((uint)r.Tac).ToString(),
            Country = r.Country,
            Certificate = r.Certificate,
            Model = r.Model,
            ValidFrom = Day.Text(r.ValidFrom)!,
            ValidUntil = Day.Text(r.ValidUntil),
            Valid = r.Ended is null && r.ValidFrom <= today && today <= r.ValidUntil,
            Status = r.Ended is null ? "current" : r.Withdrawn == 1 ? "withdrawn" : "replaced",
            Ended = r.Ended,
        })];
    }

    private sealed class Row
    {
        public long Sequence { get; init; }

        public long Ordinal { get; init; }

        public string Country { get; init; } = "";

        public long Tac { get; init; }

        public string Certificate { get; init; } = "";

        public string Model { get; init; } = "";

        public long ValidFrom { get; init; }

        public long ValidUntil { get; init; }

        public long? Ended { get; init; }

        public long Withdrawn { get; init; }
    }
}
