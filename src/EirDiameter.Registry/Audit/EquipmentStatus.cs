using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Everything that is known of one equipment, by everybody (Q.5053, the status of one equipment).</summary>
/// <param name="Equipment">14 characters.</param>
/// <param name="Sequence">Number of the registry's last change when it was looked up.</param>
/// <param name="Tac">What the TAC database says; null for a MEID.</param>
/// <param name="Produced">What owners of its TAC say was produced.</param>
/// <param name="Listings">What feeds list it, or a range that it lies in.</param>
/// <param name="Claims">Who wants it listed or wanted it, and why.</param>
/// <param name="Reports">What participants reported of it; the first 1000.</param>
/// <param name="Approvals">What administrations approve of its TAC.</param>
/// <param name="Findings">What the summaries of use show of it.</param>
internal sealed record EquipmentStatusView(
    string Equipment, long Sequence, TacView? Tac, ProducedAnswer Produced, IReadOnlyList<StatusListing> Listings, IReadOnlyList<StatusClaim> Claims, IReadOnlyList<ReportView> Reports,
    IReadOnlyList<StatusApproval> Approvals, IReadOnlyList<StatusFinding> Findings);

/// <summary>A listing of a feed.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Equipment">What it names: this equipment, or a range or TAC.</param>
/// <param name="Imsi">The subscriber of a pair, the own digits hidden.</param>
/// <param name="List">white, grey or black.</param>
/// <param name="Reason">Why.</param>
/// <param name="Effective">From when it counts; null = since ever.</param>
/// <param name="Expires">Until when, exclusive; null = for ever.</param>
internal sealed record StatusListing(string Feed, string Equipment, string? Imsi, EquipmentList List, string Reason, DateTimeOffset? Effective, DateTimeOffset? Expires);

/// <summary>A claim that something be listed.</summary>
/// <param name="Sequence">Number of the ledger entry that made it.</param>
/// <param name="Source">report, approval or finding.</param>
/// <param name="Participant">Whose it is; 0 = the registrar or the registry.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Listing">What it wants listed.</param>
/// <param name="Withdrawn">Number of the ledger entry that took it back; null = it stands.</param>
internal sealed record StatusClaim(long Sequence, string Source, long Participant, string Name, StatusListing Listing, long? Withdrawn);

/// <summary>A type approval.</summary>
/// <param name="Country">Whose.</param>
/// <param name="Certificate">Its number.</param>
/// <param name="ValidFrom">Its first day.</param>
/// <param name="ValidUntil">Its last day; null = no end.</param>
internal sealed record StatusApproval(string Country, string Certificate, string? ValidFrom, string? ValidUntil);

/// <summary>A finding.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">What was found.</param>
/// <param name="Status">What people made of it.</param>
/// <param name="Countries">Where; of these only what the caller may see.</param>
internal sealed record StatusFinding(string Id, string Kind, string Status, IReadOnlyList<string> Countries);

/// <summary>Looks up what is known of one equipment. Who may not see every country sees the global part and that of the own.</summary>
internal sealed class EquipmentStatus(RegistryDatabase database, AllocationStatus allocations, AllocationsOptions options, ReportQueries reports)
{
    private const int MaxReports = 1000;

    private const string Covers = "(c.kind < 2 AND c.key_from = @key OR c.kind = 2 AND c.key_from <= @key AND c.key_from > @key - 1000000 AND c.key_to >= @key)";

    public async Task<EquipmentStatusView> OfAsync(Actor actor, EquipmentKey key, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        object what = new { key = (long)key.Value, tac = key.IsMeid ? -1L : key.Tac.Value };
        long sequence = await connection.QuerySingleAsync<long>("SELECT sequence FROM ledger_head WHERE one = 1");
        ClaimRow[] claims = [.. (await connection.QueryAsync<ClaimRow>(
            $"""
            SELECT c.sequence AS Sequence, c.source AS Source, c.participant AS Participant, l.name AS Name, c.feed AS Feed, c.key_from AS KeyFrom, c.key_to AS KeyTo, c.imsi AS Imsi,
                c.list AS List, c.reason AS Reason, c.effective AS Effective, c.expires AS Expires, c.withdrawn AS Withdrawn
            FROM claims c JOIN ledger l ON l.sequence = c.sequence WHERE {Covers} ORDER BY c.sequence, c.ordinal
            """,
            what)).Where(c => FeedRights.Sees(actor, c.Feed))];
        ReportPage found = await reports.ListAsync(connection, actor, new ListedEquipment(key.Value, key.Value), null, default, MaxReports);
        return new EquipmentStatusView(
            key.ToString(),
            sequence,
            key.IsMeid ? null : TacView.Of(await allocations.OfAsync(connection, null, key.Tac), null, options),
            await ProducedVerdicts.OfAsync(connection, null, database.Dialect, key),
            [.. (await KnownListings.OfAsync(connection, database.Dialect, actor, [key])).GetValueOrDefault(key, []).Concat(
                (await KnownListings.CoveringAsync(connection, database.Dialect, actor, [key], cancellation)).GetValueOrDefault(key, [])).Select(l => l.View)],
            [.. claims.Select(c => c.Read())],
            found.Reports,
            await ApprovalsAsync(connection, actor, what),
            (await KnownFindings.OfAsync(connection, database.Dialect, actor, [key], withheld: false)).GetValueOrDefault(key, []));
    }

    private static async Task<StatusApproval[]> ApprovalsAsync(DbConnection connection, Actor actor, object what) =>
        [.. (await connection.QueryAsync<(string Country, string Certificate, long From, long Until)>(
            "SELECT country, certificate, valid_from, valid_until FROM approvals WHERE tac = @tac AND ended IS NULL ORDER BY country", what))
            .Where(a => FeedRights.Sees(actor, a.Country))
            .Select(a => new StatusApproval(a.Country, a.Certificate, Day.Text(a.From), Day.Text(a.Until)))];

    private sealed record ClaimRow(
        long Sequence, string Source, long Participant, string Name, string Feed, long KeyFrom, long KeyTo, long Imsi, long List, string Reason, long Effective, long Expires, long? Withdrawn)
    {
        public StatusClaim Read() => new(Sequence, Source, Participant, Name, new ListedBy(Feed, ListingRow.Of(KeyFrom, KeyTo, Imsi, List, Reason, Effective, Expires)).View, Withdrawn);
    }
}
