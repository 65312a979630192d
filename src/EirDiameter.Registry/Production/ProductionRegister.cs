using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>How a declaration is to be taken.</summary>
/// <param name="Mode">On top of what its owner said before, or in its place.</param>
/// <param name="Country">ISO 3166 alpha-2; null = as before.</param>
/// <param name="ValidFrom">Days since 1970; null = as before.</param>
/// <param name="Sha256">Of what was sent; null = the ledger keeps it otherwise.</param>
/// <param name="NothingMade">Whether complete without any serial number is meant.</param>
internal sealed record DeclarationOptions(DeclarationMode Mode, string? Country, long? ValidFrom, string? Sha256, bool NothingMade = false);

/// <summary>
/// Takes declarations of what was produced, of one range or of millions. Each owner's word stands for itself: nobody overwrites another's, and where
/// two claim the same serial numbers both stand, and the conflict is shown. Every change of an owner's word on a TAC is a new version of it.
/// </summary>
internal sealed class ProductionRegister(RegistryDatabase database, AllocationStatus status)
{
    private readonly OwnTacs _own = new(status);

    /// <summary>Takes a declaration. One that says nothing new changes nothing.</summary>
    /// <exception cref="RegistryException">The caller declares nothing, or what was sent cannot be read.</exception>
    public Task<DeclarationReport> DeclareAsync(Actor actor, IEnumerable<DeclaredLine> lines, BulkReport report, DeclarationOptions options, CancellationToken cancellation) =>
        database.ChangeAsync(actor, "production-declared", change => DeclareAsync(change, lines, report, options, cancellation), cancellation);

    /// <summary>Withdraws everything that the caller says of a TAC.</summary>
    /// <returns>The number of the change.</returns>
    /// <exception cref="RegistryException">The caller says nothing of it.</exception>
    public Task<long> WithdrawAsync(Actor actor, Tac tac, CancellationToken cancellation) =>
        database.ChangeAsync(
            actor,
            "production-withdrawn",
            async change =>
            {
                object key = new { tac = (long)tac.Value, owner = actor.Id, sequence = change.Sequence };
                long? version = await change.Connection.QuerySingleOrDefaultAsync<long?>(
                    "SELECT version FROM productions WHERE tac = @tac AND participant = @owner AND until IS NULL", key, change.Transaction)
                    ?? throw new RegistryException(RegistryFault.NotFound, $"{actor.Name} declares nothing of TAC {tac}; only who declared something can withdraw it");
                await change.Connection.ExecuteAsync(
                    """
                    INSERT INTO produced_ranges_past (tac, participant, serial_from, serial_to, since, until)
                    SELECT tac, participant, serial_from, serial_to, since, @sequence FROM produced_ranges WHERE tac = @tac AND participant = @owner;
                    DELETE FROM produced_ranges WHERE tac = @tac AND participant = @owner;
                    UPDATE productions SET until = @sequence WHERE tac = @tac AND participant = @owner AND until IS NULL;
                    DELETE FROM production_conflicts WHERE tac = @tac AND (first = @owner OR second = @owner)
                    """,
                    key,
                    change.Transaction);
                await ProductionRights.AnnounceAsync(change);
                change.Record(new { tac = tac.ToString(), version });
                return change.Sequence;
            },
            cancellation);

    private async Task<DeclarationReport> DeclareAsync(Change change, IEnumerable<DeclaredLine> lines, BulkReport report, DeclarationOptions options, CancellationToken cancellation)
    {
        DeclarationStage stage = new(change, options);
        await stage.FillAsync(lines, cancellation);
        Dictionary<Tac, string> refused = await _own.RefusedAsync(change, stage.Tacs);
        await stage.DropAsync(refused, report);
        await stage.DropAsync(await stage.UnsafeAsync(), report);
        long[] changed = await stage.ApplyAsync(cancellation);
        IReadOnlyList<ProductionConflict> conflicts = await ProductionConflicts.RefreshAsync(change, changed);
        await stage.ClearAsync();
        if (changed.Length == 0)
            return Told(null);
        await ProductionRights.AnnounceAsync(change);
        change.Record(new
        {
            options.Sha256,
            options.Mode,
            options.Country,
            validFrom = options.ValidFrom is long day ? Day.Text(day) : null,
            Complete = changed.Length == 1 ? stage.CompleteOf(new Tac((uint)changed[0])) : null,
            Ranges = await stage.RangesAsync(changed),
            report.Lines,
            report.Rejected,
            Tac = changed.Length == 1 ? new Tac((uint)changed[0]).ToString() : null,
            Tacs = changed.Length,
            Conflicts = conflicts.Count,
        });
        return Told(change.Sequence);

        DeclarationReport Told(long? sequence) => new(report.Lines, report.Accepted, report.Rejected, report.Rejects, stage.Tacs.Count, changed.Length, conflicts, sequence);
    }
}
