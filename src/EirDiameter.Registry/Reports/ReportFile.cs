using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Takes reports by the file: one line, one report, in their order.</summary>
internal sealed class ReportFile(RegistryDatabase database, ReportOptions options, TimeProvider time)
{
    private const int Together = 100_000;
    private static readonly string[] Optional = ["reason", "effective", "graceDays", "expires", "caseReference", "imsi", "scope", "country"];

    /// <summary>Makes the reports of a body whose columns are those of a single report.</summary>
    /// <exception cref="RegistryException">The body cannot be read: nothing was changed.</exception>
    public Task<BulkReport> MakeAsync(Actor actor, BulkBody body, BulkFormat format, CancellationToken cancellation) => database.ChangeAsync(
        actor,
        "report-file",
        async change =>
        {
            BulkReport report = new();
            long made = 0;
            ReportReader reader = new(actor, options, time.GetUtcNow());
            List<Report> waiting = [];
            Dictionary<EquipmentKey, bool> recovered = [];
            foreach (BulkRow row in new BulkRows(format, ["equipment", "type"], Optional).Read(body.Open(), report))
            {
                if (!reader.TryRead(TextOf(row), out Report? read, out string? error))
                {
                    report.Reject(row.Line, row[0], error!);
                    continue;
                }

                // A recovery withdraws what stood before it, so it and a report of the same equipment are not done together.
                bool isRecovery = read!.Type == ReportType.Recovered;
                if (waiting.Count == Together || (recovered.TryGetValue(read.From, out bool before) && before != isRecovery))
                {
                    made += await FlushAsync(change, waiting, recovered);
                    cancellation.ThrowIfCancellationRequested();
                }

                recovered[read.From] = isRecovery;
                waiting.Add(read);
                report.Accept();
            }

            made += await FlushAsync(change, waiting, recovered);
            if (made > 0)
            {
                change.Record(new { sha256 = body.Sha256, lines = report.Lines, rejected = report.Rejected, made });
                report.Sequence = change.Sequence;
            }

            return report;
        },
        cancellation);

    private async Task<long> FlushAsync(Change change, List<Report> waiting, Dictionary<EquipmentKey, bool> recovered)
    {
        long made = waiting.Count == 0 ? 0 : (await ReportTable.MakeAsync(change, waiting, options)).LongCount(o => o.Made);
        waiting.Clear();
        recovered.Clear();
        return made;
    }

    private static ReportText TextOf(BulkRow row) => new()
    {
        Equipment = row[0],
        Type = row[1],
        Reason = row[2],
        Effective = row[3],
        GraceDays = row[4],
        Expires = row[5],
        CaseReference = row[6],
        Imsi = row[7],
        Scope = row[8],
        Country = row[9],
    };
}
