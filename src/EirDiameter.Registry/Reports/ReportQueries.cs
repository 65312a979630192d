using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Looks reports up.</summary>
internal sealed class ReportQueries(RegistryDatabase database, ReportOptions options)
{
    private const string Select =
        """
        SELECT r.sequence AS Sequence, r.ordinal AS Ordinal, r.participant AS Participant, l.name AS Name, l.time AS Time, r.origin AS Origin, r.type AS Type,
            r.key_from AS KeyFrom, r.key_to AS KeyTo, r.imsi AS Imsi, r.feed AS Feed, r.country AS Country, r.reason AS Reason,
            r.case_reference AS CaseReference, r.effective AS Effective, r.expires AS Expires, r.grace_days AS GraceDays, r.withdrawn AS Withdrawn
        FROM reports r JOIN ledger l ON l.sequence = r.sequence
        """;

    // A national report is its country's own business: others see what is told to all, and what they said themselves.
    private const string Seen = "(@all = 1 OR r.participant = @me OR r.feed = 'global' OR r.country = @country)";

    private const string Page = "(r.sequence > @Sequence OR (r.sequence = @Sequence AND r.ordinal > @Ordinal)) ORDER BY r.sequence, r.ordinal LIMIT @limit";

    /// <summary>One report.</summary>
    /// <exception cref="RegistryException">There is none.</exception>
    public async Task<ReportView> GetAsync(Actor actor, ReportId id, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        Row? row = await connection.QuerySingleOrDefaultAsync<Row>(
            $"{Select} WHERE r.sequence = @Sequence AND r.ordinal = @Ordinal AND {Seen}", new { id.Sequence, id.Ordinal, all = All(actor), me = actor.Id, country = actor.Country });
        return row is null ? throw NotFound(id) : View(actor, row);
    }

    /// <summary>Reports of an equipment (or of ranges that it lies in), or of a participant, or all.</summary>
    public async Task<ReportPage> ListAsync(Actor actor, ListedEquipment? equipment, long? participant, ReportId after, int limit, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        return await ListAsync(connection, actor, equipment, participant, after, limit);
    }

    /// <inheritdoc cref="ListAsync(Actor, ListedEquipment?, long?, ReportId, int, CancellationToken)"/>
    public async Task<ReportPage> ListAsync(DbConnection connection, Actor actor, ListedEquipment? equipment, long? participant, ReportId after, int limit)
    {
        List<string> conditions = [];
        if (equipment is not null)
            conditions.Add("(r.key_from = @From AND r.key_to = @To OR r.key_from <> r.key_to AND r.key_from <= @From AND r.key_to >= @To)");
        if (participant is not null)
            conditions.Add("r.participant = @participant");
        conditions.Add(Seen);
        conditions.Add(Page);
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(
            $"{Select} WHERE {string.Join(" AND ", conditions)}",
            new { From = (long)(equipment?.From ?? 0), To = (long)(equipment?.To ?? 0), participant, after.Sequence, after.Ordinal, limit = limit + 1, all = All(actor), me = actor.Id, country = actor.Country });
        ReportView[] found = [.. rows.Select(r => View(actor, r))];
        return found.Length <= limit ? new ReportPage(found, null) : new ReportPage(found[..limit], found[limit - 1].Id);
    }

    /// <summary>How many standing reports of loss or theft cover an equipment.</summary>
    public async Task<long> StillReportedAsync(string equipment, CancellationToken cancellation)
    {
        if (!ListedEquipment.TryParse(System.Text.Encoding.UTF8.GetBytes(equipment), tacsOnly: false, out ListedEquipment listed, out _))
            return 0;
        await using DbConnection connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteScalarAsync<long>(
            """
            SELECT COUNT(*) FROM reports r
            WHERE (r.key_from = @From AND r.key_to = @To OR r.key_from <> r.key_to AND r.key_from <= @From AND r.key_to >= @To)
                AND r.type IN ('lost', 'stolen') AND r.withdrawn IS NULL
            """,
            new { From = (long)listed.From, To = (long)listed.To });
    }

    private static long All(Actor actor) => FeedRights.SeesAll(actor) ? 1 : 0;

    public static RegistryException NotFound(ReportId id) => new(RegistryFault.NotFound, $"there is no report {id}");

    /// <summary>An IMSI with its subscriber's own digits hidden.</summary>
    public static string Mask(Imsi imsi) => imsi.ToString()[..5] + new string('*', imsi.Length - 5);

    private ReportView View(Actor actor, Row row)
    {
        if (!RegistryWords.TryParse(row.Type, out ReportType type))
            throw new InvalidOperationException($"report {row.Sequence}-{row.Ordinal} has the type '{row.Type}'");
        Imsi imsi = new((ulong)row.Imsi);
        Validity validity = new((uint)row.Effective, (uint)row.Expires);
        Report report = new(
            type, new EquipmentKey((ulong)row.KeyFrom), new EquipmentKey((ulong)row.KeyTo), imsi, row.Feed, row.Country, validity, (int)row.GraceDays, row.Reason, row.CaseReference, row.Origin);
        bool own = actor.Role == Role.Registrar || actor.Id == row.Participant;
        return new ReportView
        {
            Id = new ReportId(row.Sequence, row.Ordinal).ToString(),
            Type = type,
            Equipment = new FeedListing(report.From, report.To, imsi, EquipmentList.Black, "", validity).EquipmentText,
            Imsi = imsi.IsNone ? null : own ? imsi.ToString() : Mask(imsi),
            Participant = row.Participant,
            ParticipantName = row.Name,
            Country = row.Country,
            Origin = row.Origin.Length == 0 ? null : row.Origin,
            Reported = DateTimeOffset.FromUnixTimeMilliseconds(row.Time),
            Effective = validity.Effective,
            Expires = validity.Expires,
            GraceDays = row.GraceDays == 0 ? null : row.GraceDays,
            Reason = own && row.Reason.Length > 0 ? row.Reason : null,
            CaseReference = own && row.CaseReference.Length > 0 ? row.CaseReference : null,
            Standing = row.Withdrawn is null,
            Withdrawn = row.Withdrawn,
            Listings = [.. report.Claims(options).Select(c => new ReportListing(c.Feed, c.Listing.List, c.Listing.Reason, c.Listing.Validity.Effective, c.Listing.Validity.Expires))],
        };
    }

    private sealed record Row(
        long Sequence, long Ordinal, long Participant, string Name, long Time, string Origin, string Type, long KeyFrom, long KeyTo, long Imsi, string Feed, string? Country,
        string Reason, string CaseReference, long Effective, long Expires, long GraceDays, long? Withdrawn);
}
