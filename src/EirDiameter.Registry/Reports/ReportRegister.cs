using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Takes reports one by one.</summary>
internal sealed class ReportRegister(RegistryDatabase database, ReportOptions options, TimeProvider time)
{
    /// <summary>Makes a report, unless the same stands already.</summary>
    /// <exception cref="RegistryException">It cannot be accepted as it is.</exception>
    public async Task<ReportOutcome> MakeAsync(Actor actor, ReportText text, CancellationToken cancellation)
    {
        if (!new ReportReader(actor, options, time.GetUtcNow()).TryRead(text, out Report? report, out string? error))
            throw new RegistryException(RegistryFault.Refused, error!);
        return await database.ChangeAsync(
            actor,
            "report",
            async change =>
            {
                ReportOutcome outcome = (await ReportTable.MakeAsync(change, [report!], options))[0];
                if (outcome.Made)
                    change.Record(Details(report!, outcome));
                return outcome;
            },
            cancellation);
    }

    /// <summary>Withdraws a report of the actor's own; again is the same.</summary>
    /// <exception cref="RegistryException">There is none, or it is another's.</exception>
    public Task WithdrawAsync(Actor actor, ReportId id, CancellationToken cancellation) => database.ChangeAsync(
        actor,
        "withdraw-report",
        async change =>
        {
            (long participant, long first, long claims, long? withdrawn) = await FindAsync(change, id);
            if (participant != actor.Id)
                throw new RegistryException(RegistryFault.NotAllowed, $"report {id} is not yours: only who made it may withdraw it");
            if (withdrawn is null)
            {
                await ReportTable.WithdrawAsync(change, [new StandingReport(id, first, claims)]);
                change.Record(new { report = id.ToString() });
            }

            return 0;
        },
        cancellation);

    private static object Details(Report report, ReportOutcome outcome) => new
    {
        report = outcome.Id.ToString(),
        type = report.Type,
        equipment = new FeedListing(report.From, report.To, report.Imsi, EquipmentList.Black, "", report.Validity).EquipmentText,
        imsi = report.Imsi.IsNone ? null : ReportQueries.Mask(report.Imsi),
        feed = report.Feed.Length == 0 ? null : report.Feed,
        effective = report.Validity.Effective,
        expires = report.Validity.Expires,
        graceDays = report.GraceDays == 0 ? (int?)null : report.GraceDays,
        withdrew = outcome.Withdrew.Count == 0 ? null : outcome.Withdrew.Select(w => w.ToString()),
    };

    private static async Task<(long Participant, long First, long Claims, long? Withdrawn)> FindAsync(Change change, ReportId id)
    {
        await using DbDataReader reader = await change.Connection.ExecuteReaderAsync(
            "SELECT participant, claim_first, claim_count, withdrawn FROM reports WHERE sequence = @Sequence AND ordinal = @Ordinal", id, change.Transaction);
        return await reader.ReadAsync()
            ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetInt64(3))
            : throw ReportQueries.NotFound(id);
    }
}
