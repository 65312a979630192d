using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>How to load a TAC database.</summary>
/// <param name="Name">Name of the file, for the ledger.</param>
/// <param name="Force">Load it although it has too few TACs.</param>
/// <param name="Why">Why; needed with <paramref name="Force"/>.</param>
internal sealed record AllocationImportOptions(string Name, bool Force, string? Why);

/// <summary>What a load did.</summary>
/// <param name="Lines">Lines with content, without the header.</param>
/// <param name="Accepted">Lines that were taken.</param>
/// <param name="Duplicates">Lines that said again what another had said.</param>
/// <param name="Rejected">Lines that could not be used. What was known of their TACs stands.</param>
/// <param name="Rejects">The first 1000 of these.</param>
/// <param name="Tacs">TACs that stand now.</param>
/// <param name="Before">TACs that stood before.</param>
/// <param name="Added">TACs that were not known.</param>
/// <param name="Changed">TACs of which something else is said now.</param>
/// <param name="Withdrawn">TACs that stood and are not in the file.</param>
/// <param name="Returned">TACs that were withdrawn and are in the file again.</param>
/// <param name="Sequence">Number of the load in the ledger.</param>
internal sealed record AllocationReport(
    long Lines, long Accepted, long Duplicates, long Rejected, IReadOnlyList<BulkReject> Rejects, long Tacs, long Before, long Added, long Changed, long Withdrawn, long Returned, long Sequence);

/// <summary>
/// Loads a TAC database in place of the one before: whole, or not at all. What is missing in it is withdrawn, not forgotten. A file that is much
/// smaller than what stands is refused, because it is more likely cut short than true.
/// </summary>
internal sealed class AllocationImport(RegistryDatabase database, AllocationsOptions options)
{
    private static readonly string[] Columns =
        ["tac", "manufacturer", "make", "model", "marketing_name", "bands", "device_type", "country", "allocated", "extras", "digest"];

    /// <summary>Loads a file.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="body">The file.</param>
    /// <param name="import">How.</param>
    /// <param name="progress">Told from time to time how many lines were read.</param>
    /// <param name="cancellation">Stops it; nothing is changed then.</param>
    /// <exception cref="RegistryException">It is refused: nothing was changed.</exception>
    public Task<AllocationReport> ImportAsync(Actor actor, BulkBody body, AllocationImportOptions import, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (import.Force && string.IsNullOrWhiteSpace(import.Why))
            throw new RegistryException(RegistryFault.Refused, "why: say why the guard is to be passed over, for the ledger");
        return database.ChangeAsync(actor, "allocations-loaded", change => LoadAsync(change, body, import, progress, cancellation), cancellation);
    }

    private async Task<AllocationReport> LoadAsync(Change change, BulkBody body, AllocationImportOptions import, IProgress<long>? progress, CancellationToken cancellation)
    {
        await change.Connection.ExecuteAsync(
            """
            DROP TABLE IF EXISTS loaded_allocations;
            CREATE TEMP TABLE loaded_allocations (
                tac BIGINT NOT NULL PRIMARY KEY, manufacturer TEXT, make TEXT, model TEXT, marketing_name TEXT, bands TEXT, device_type TEXT,
                country TEXT, allocated BIGINT, extras TEXT, digest BIGINT)
            """,
            transaction: change.Transaction);
        Load load = new(body.Open(), progress);
        await change.Dialect.InsertAsync(change.Connection, change.Transaction, "loaded_allocations", Columns, load.Rows(), cancellation);
        (long before, long beforeWithZero) = await change.Connection.QuerySingleAsync<(long, long)>(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN tac < 10000000 THEN 1 ELSE 0 END), 0) FROM allocations WHERE withdrawn IS NULL", transaction: change.Transaction);
        Guard(load, before, beforeWithZero, import);
        (long added, long changed, long returned) = await change.Connection.QuerySingleAsync<(long, long, long)>(
            """
            SELECT COALESCE(SUM(CASE WHEN a.tac IS NULL THEN 1 ELSE 0 END), 0),
                   COALESCE(SUM(CASE WHEN a.withdrawn IS NULL AND a.digest <> l.digest THEN 1 ELSE 0 END), 0),
                   COALESCE(SUM(CASE WHEN a.withdrawn IS NOT NULL THEN 1 ELSE 0 END), 0)
            FROM loaded_allocations l LEFT JOIN allocations a ON a.tac = l.tac WHERE l.digest IS NOT NULL
            """,
            transaction: change.Transaction);
        long withdrawn = await MergeAsync(change);
        await ProductionRights.ReviewAllAsync(change);
        AllocationReport report = new(
            load.Report.Lines, load.Report.Accepted, load.Duplicates, load.Report.Rejected, load.Report.Rejects,
            before + added + returned - withdrawn, before, added, changed, withdrawn, returned, change.Sequence);
        await change.Connection.ExecuteAsync(
            "INSERT INTO allocation_loads (sequence, time, name, sha256, tacs) VALUES (@Sequence, @time, @Name, @Sha256, @Tacs); DROP TABLE loaded_allocations",
            new { change.Sequence, time = change.Now.ToUnixTimeSeconds(), import.Name, body.Sha256, load.Tacs },
            change.Transaction);
        change.Record(new
        {
            import.Name,
            body.Sha256,
            import.Force,
            Why = import.Force ? import.Why : null,
            report.Lines,
            report.Rejected,
            report.Tacs,
            report.Before,
            report.Added,
            report.Changed,
            report.Withdrawn,
            report.Returned,
        });
        return report;
    }

    private static async Task<long> MergeAsync(Change change)
    {
        await change.Connection.ExecuteAsync(
            """
            INSERT INTO allocations (tac, manufacturer, make, model, marketing_name, bands, device_type, country, allocated, extras, digest, sequence, withdrawn)
            SELECT tac, manufacturer, make, model, marketing_name, bands, device_type, country, allocated, extras, digest, @sequence, NULL
            FROM loaded_allocations WHERE digest IS NOT NULL
            ON CONFLICT (tac) DO UPDATE SET
                manufacturer = excluded.manufacturer, make = excluded.make, model = excluded.model, marketing_name = excluded.marketing_name, bands = excluded.bands,
                device_type = excluded.device_type, country = excluded.country, allocated = excluded.allocated, extras = excluded.extras, digest = excluded.digest,
                sequence = excluded.sequence, withdrawn = NULL
            WHERE allocations.digest <> excluded.digest OR allocations.withdrawn IS NOT NULL
            """,
            new { sequence = change.Sequence },
            change.Transaction);
        return await change.Connection.ExecuteAsync(
            """
            UPDATE allocations SET withdrawn = @sequence
            WHERE withdrawn IS NULL AND NOT EXISTS (SELECT 1 FROM loaded_allocations l WHERE l.tac = allocations.tac)
            """,
            new { sequence = change.Sequence },
            change.Transaction);
    }

    private void Guard(Load load, long before, long beforeWithZero, AllocationImportOptions import)
    {
        if (load.Tacs == 0)
            throw new RegistryException(RegistryFault.Refused, $"the file has no line that can be used ({load.Report.Rejected} refused): nothing was changed");
        if (import.Force)
            return;
        if (load.Tacs * 100.0 < before * options.MinKeepPercent)
        {
            throw new RegistryException(
                RegistryFault.Refused,
                $"the file has {load.Tacs} TACs, {load.Tacs * 100.0 / before:0.#} % of the {before} that stand; at least {options.MinKeepPercent:0.#} % are expected, so it may be cut short. "
                + "Nothing was changed; if it is right, load it with force=true and why=…");
        }

        if (beforeWithZero > 0 && load.WithZero == 0)
        {
            throw new RegistryException(
                RegistryFault.Refused,
                $"no TAC of the file begins with 0, where {beforeWithZero} stand that do: a spreadsheet may have been at it. Nothing was changed; if it is right, load it with force=true and why=…");
        }
    }

    /// <summary>The file on its way into the database, and what was noticed about it.</summary>
    private sealed class Load(Stream file, IProgress<long>? progress)
    {
        private const int ProgressLines = 10_000;

        private readonly Dictionary<uint, (long Digest, long Line)> _seen = [];

        public BulkReport Report { get; } = new();

        public long Tacs { get; private set; }

        public long WithZero { get; private set; }

        public long Duplicates { get; private set; }

        public IEnumerable<object?[]> Rows()
        {
            object?[] values = new object?[Columns.Length];
            HashSet<uint> unusable = [];
            foreach ((long line, Tac tac, TacRow? row) in TacFile.Read(file, Report))
            {
                if (line % ProgressLines == 0)
                    progress?.Report(line);
                WithZero += tac.Value < 10_000_000 ? 1 : 0;
                if (row is null)
                {
                    unusable.Add(tac.Value);
                    continue;
                }

                long digest = row.Digest();
                Report.Accept();
                if (_seen.TryGetValue(tac.Value, out (long Digest, long Line) same))
                {
                    if (same.Digest != digest)
                        throw new RegistryException(RegistryFault.Refused, $"lines {same.Line} and {line} say different things of TAC {tac}: nothing was changed; mend the file");
                    Duplicates++;
                    continue;
                }

                _seen.Add(tac.Value, (digest, line));
                Tacs++;
                (values[0], values[1], values[2], values[3], values[4]) = ((long)tac.Value, row.Manufacturer, Makes.Fold(row.Manufacturer), row.Model, row.MarketingName);
                (values[5], values[6], values[7], values[8], values[9], values[10]) = (row.Bands, row.DeviceType, row.Country, row.Allocated, row.Extras, digest);
                yield return values;
            }

            // What was known of a TAC whose line cannot be read is not to be lost by that.
            Array.Clear(values);
            foreach (uint tac in unusable)
            {
                if (_seen.ContainsKey(tac))
                    continue;
                values[0] = (long)tac;
                yield return values;
            }
        }
    }
}
