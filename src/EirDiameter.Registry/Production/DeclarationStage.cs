using System.Security.Cryptography;
using System.Text;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// A declaration on its way: first into temporary tables, then, when it is known which of its TACs are its owner's own, into what stands, by a few
/// statements whatever its size. Only what differs is written, and only TACs of which something differs get a new version.
/// </summary>
internal sealed class DeclarationStage(Change change, DeclarationOptions options)
{
    private static readonly string[] RangeColumns = ["tac", "serial_from", "serial_to"];
    private static readonly string[] TacColumns = ["tac", "complete"];

    private readonly Dictionary<uint, Declared> _tacs = [];
    private readonly Dictionary<uint, long> _refused = [];
    private long? _unknown;
    private bool _sorted = true;

    /// <summary>The TACs of the declaration.</summary>
    public IReadOnlyCollection<Tac> Tacs => [.. _tacs.Keys.Select(t => new Tac(t))];

    /// <summary>Takes the lines in. Neighbours become one range on the way.</summary>
    public async Task FillAsync(IEnumerable<DeclaredLine> lines, CancellationToken cancellation)
    {
        await RunAsync(
            """
            DROP TABLE IF EXISTS declared_ranges;
            DROP TABLE IF EXISTS declared_tacs;
            DROP TABLE IF EXISTS merged_ranges;
            DROP TABLE IF EXISTS removed_ranges;
            DROP TABLE IF EXISTS changed_tacs;
            CREATE TEMP TABLE declared_ranges (tac BIGINT NOT NULL, serial_from BIGINT NOT NULL, serial_to BIGINT NOT NULL);
            CREATE TEMP TABLE declared_tacs (tac BIGINT NOT NULL PRIMARY KEY, complete BIGINT);
            CREATE TEMP TABLE merged_ranges (tac BIGINT NOT NULL, serial_from BIGINT NOT NULL, serial_to BIGINT NOT NULL, PRIMARY KEY (tac, serial_from));
            CREATE TEMP TABLE removed_ranges (tac BIGINT NOT NULL, serial_from BIGINT NOT NULL, serial_to BIGINT NOT NULL, since BIGINT NOT NULL);
            CREATE TEMP TABLE changed_tacs (tac BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, complete BIGINT NOT NULL, country TEXT, valid_from BIGINT)
            """);
        await change.Dialect.InsertAsync(change.Connection, change.Transaction, "declared_ranges", RangeColumns, Ranges(lines), cancellation);
    }

    /// <summary>What is said of the completeness of a TAC; null = nothing.</summary>
    public bool? CompleteOf(Tac tac) => _tacs.GetValueOrDefault(tac.Value)?.Complete;

    /// <summary>
    /// TACs of which it would be wrong to take only a part. What is not among the serial numbers of a complete TAC is called not produced, and what a
    /// replacement lacks is gone; so neither is taken where a line was refused. Nor is a TAC called complete without any serial number, unless that is meant.
    /// </summary>
    public async Task<Dictionary<Tac, string>> UnsafeAsync()
    {
        Dictionary<Tac, string> refused = [];
        HashSet<long> bare = [.. _tacs.Where(t => t.Value is { Complete: true, HasRanges: false }).Select(t => (long)t.Key)];
        if (bare.Count > 0 && options.Mode == DeclarationMode.Add)
        {
            bare.ExceptWith(await change.Connection.QueryAsync<long>(
                $"SELECT DISTINCT r.tac FROM {change.Dialect.KeysSource("tacs")} JOIN produced_ranges r ON r.tac = key AND r.participant = @owner",
                new { owner = change.Actor.Id, tacs = change.Dialect.Keys([.. bare]) },
                change.Transaction));
        }

        foreach ((uint tac, Declared declared) in _tacs)
        {
            bool whole = declared.Complete == true || options.Mode == DeclarationMode.Replace;
            if (declared.IsContradicted)
                refused[new Tac(tac)] = $"its lines say of TAC {new Tac(tac)} both that it is complete and that it is not: nothing of it is taken";
            else if (whole && _refused.TryGetValue(tac, out long line))
                refused[new Tac(tac)] = $"line {line} of it was refused, and what is complete or replaces what stands is taken whole or not at all: mend the line and send the TAC again";
            else if (whole && _unknown is long unknown)
                refused[new Tac(tac)] = $"line {unknown} was refused and may be of this TAC; what is complete or replaces what stands is taken whole or not at all: mend the line and send it again";
            else if (bare.Contains(tac) && !options.NothingMade)
                refused[new Tac(tac)] = $"TAC {new Tac(tac)} would be complete without a single serial number, as if nothing of it had ever been made: declare what was made, or say nothingMade=true if that is so";
        }

        return refused;
    }

    /// <summary>The ranges that now stand of one changed TAC, for the ledger: up to a few, as texts; of more only a hash over all of them.</summary>
    public async Task<object?> RangesAsync(long[] changed)
    {
        if (changed.Length != 1)
            return null;
        const int Few = 20;
        List<(long From, long To)> ranges = [.. await change.Connection.QueryAsync<(long, long)>(
            "SELECT serial_from, serial_to FROM produced_ranges WHERE tac = @tac AND participant = @owner ORDER BY serial_from", new { tac = changed[0], owner = change.Actor.Id }, change.Transaction)];
        string[] texts = [.. ranges.Select(r => $"{r.From:D6}-{r.To:D6}")];
        return texts.Length <= Few ? texts : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', texts))));
    }

    /// <summary>Leaves out TACs.</summary>
    public async Task DropAsync(Dictionary<Tac, string> refused, BulkReport report)
    {
        if (refused.Count == 0)
            return;
        foreach ((Tac tac, string why) in refused)
        {
            _tacs.Remove(tac.Value, out Declared? declared);
            report.Revoke(declared!.Line, tac.ToString(), why, declared.Lines);
        }

        await change.Connection.ExecuteAsync(
            $"DELETE FROM declared_ranges WHERE tac IN (SELECT key FROM {change.Dialect.KeysSource("tacs")})",
            new { tacs = change.Dialect.Keys([.. refused.Keys.Select(t => (long)t.Value)]) },
            change.Transaction);
    }

    /// <summary>Makes it so.</summary>
    /// <returns>The TACs of which the owner says something else now.</returns>
    public async Task<long[]> ApplyAsync(CancellationToken cancellation)
    {
        await change.Dialect.InsertAsync(change.Connection, change.Transaction, "declared_tacs", TacColumns, TacRows(), cancellation);
        bool first = await change.Connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM (SELECT 1 FROM declared_tacs d JOIN produced_ranges r ON r.tac = d.tac AND r.participant = @owner LIMIT 1) AS found", Values, change.Transaction) == 0;
        if (first && _sorted)
        {
            // Nothing to compare with, and nothing to merge: the usual case of a large file.
            await RunAsync("INSERT INTO produced_ranges (tac, participant, serial_from, serial_to, since) SELECT tac, @owner, serial_from, serial_to, @sequence FROM declared_ranges ORDER BY tac, serial_from");
        }
        else
        {
            await MergeAsync();
            await ReplaceDifferingAsync();
        }

        return await MakeVersionsAsync();
    }

    /// <summary>Removes the temporary tables.</summary>
    public Task ClearAsync() =>
        RunAsync("DROP TABLE declared_ranges; DROP TABLE declared_tacs; DROP TABLE merged_ranges; DROP TABLE removed_ranges; DROP TABLE changed_tacs");

    private object Values => new
    {
        owner = change.Actor.Id,
        sequence = change.Sequence,
        country = options.Country,
        validFrom = options.ValidFrom,
        keeps = options.Mode == DeclarationMode.Add ? 1L : 0L,
    };

    // A range begins where none before it, in order of their beginnings, reaches or touches it; all up to the next such are one.
    private Task<int> MergeAsync() => RunAsync(
        $"""
        INSERT INTO merged_ranges (tac, serial_from, serial_to)
        SELECT tac, MIN(serial_from), MAX(serial_to)
        FROM (
            SELECT tac, serial_from, serial_to, SUM(begins) OVER (PARTITION BY tac ORDER BY serial_from, serial_to ROWS UNBOUNDED PRECEDING) AS part
            FROM (
                SELECT tac, serial_from, serial_to,
                    CASE WHEN serial_from <= MAX(serial_to) OVER (PARTITION BY tac ORDER BY serial_from, serial_to ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + 1
                         THEN 0 ELSE 1 END AS begins
                FROM (
                    SELECT tac, serial_from, serial_to FROM declared_ranges
                    {(options.Mode == DeclarationMode.Add ? "UNION ALL SELECT r.tac, r.serial_from, r.serial_to FROM declared_tacs d JOIN produced_ranges r ON r.tac = d.tac AND r.participant = @owner" : "")}
                ) AS declared
            ) AS beginning
        ) AS parts
        GROUP BY tac, part ORDER BY tac, MIN(serial_from)
        """);

    private Task<int> ReplaceDifferingAsync() => RunAsync(
        """
        INSERT INTO removed_ranges (tac, serial_from, serial_to, since)
        SELECT r.tac, r.serial_from, r.serial_to, r.since
        FROM declared_tacs d JOIN produced_ranges r ON r.tac = d.tac AND r.participant = @owner
            LEFT JOIN merged_ranges m ON m.tac = r.tac AND m.serial_from = r.serial_from AND m.serial_to = r.serial_to
        WHERE m.tac IS NULL;
        INSERT INTO produced_ranges_past (tac, participant, serial_from, serial_to, since, until)
        SELECT tac, @owner, serial_from, serial_to, since, @sequence FROM removed_ranges;
        DELETE FROM produced_ranges WHERE (tac, participant, serial_from) IN (SELECT tac, @owner, serial_from FROM removed_ranges);
        INSERT INTO produced_ranges (tac, participant, serial_from, serial_to, since)
        SELECT m.tac, @owner, m.serial_from, m.serial_to, @sequence
        FROM merged_ranges m LEFT JOIN produced_ranges r ON r.tac = m.tac AND r.participant = @owner AND r.serial_from = m.serial_from
        WHERE r.tac IS NULL ORDER BY m.tac, m.serial_from
        """);

    private async Task<long[]> MakeVersionsAsync()
    {
        await RunAsync(
            """
            INSERT INTO changed_tacs (tac, version, complete, country, valid_from)
            SELECT n.tac, n.version, n.complete, n.country, n.valid_from
            FROM (
                SELECT d.tac,
                    COALESCE((SELECT MAX(v.version) FROM productions v WHERE v.tac = d.tac AND v.participant = @owner), 0) + 1 AS version,
                    COALESCE(d.complete, CASE WHEN @keeps = 1 THEN p.complete ELSE 0 END, 0) AS complete,
                    COALESCE(@country, p.country) AS country,
                    COALESCE(@validFrom, p.valid_from) AS valid_from,
                    p.version AS old_version, p.complete AS old_complete, p.country AS old_country, p.valid_from AS old_valid_from
                FROM declared_tacs d LEFT JOIN productions p ON p.tac = d.tac AND p.participant = @owner AND p.until IS NULL
            ) AS n
            WHERE n.old_version IS NULL OR n.complete <> n.old_complete OR n.country IS DISTINCT FROM n.old_country OR n.valid_from IS DISTINCT FROM n.old_valid_from
                OR EXISTS (SELECT 1 FROM produced_ranges r WHERE r.tac = n.tac AND r.participant = @owner AND r.since = @sequence)
                OR n.tac IN (SELECT tac FROM removed_ranges);
            UPDATE productions SET until = @sequence
            WHERE participant = @owner AND until IS NULL AND tac IN (SELECT tac FROM changed_tacs);
            INSERT INTO productions (tac, participant, version, since, until, complete, country, valid_from, ranges, serials)
            SELECT c.tac, @owner, c.version, @sequence, NULL, c.complete, c.country, c.valid_from, COUNT(r.tac), COALESCE(SUM(r.serial_to - r.serial_from + 1), 0)
            FROM changed_tacs c LEFT JOIN produced_ranges r ON r.tac = c.tac AND r.participant = @owner
            GROUP BY c.tac, c.version, c.complete, c.country, c.valid_from
            """);
        return [.. await change.Connection.QueryAsync<long>("SELECT tac FROM changed_tacs ORDER BY tac", transaction: change.Transaction)];
    }

    private IEnumerable<object?[]> Ranges(IEnumerable<DeclaredLine> lines)
    {
        object?[] values = new object?[3];
        DeclaredLine open = new(0, default, 1, 0, null);
        foreach (DeclaredLine line in lines)
        {
            if (!Take(line) || !line.HasRange)
                continue;
            if (open.HasRange && line.Tac == open.Tac && line.From >= open.From && line.From <= open.To + 1)
            {
                open = open with { To = Math.Max(open.To, line.To) };
                continue;
            }

            if (open.HasRange)
            {
                yield return Row(open);
                _sorted &= line.Tac.Value > open.Tac.Value || (line.Tac == open.Tac && line.From > open.To);
            }

            open = line;
        }

        if (open.HasRange)
            yield return Row(open);

        object?[] Row(DeclaredLine range)
        {
            (values[0], values[1], values[2]) = ((long)range.Tac.Value, (long)range.From, (long)range.To);
            return values;
        }
    }

    private bool Take(DeclaredLine line)
    {
        if (line.IsRefused)
        {
            if (line.Tac.IsNone)
                _unknown ??= line.Line;
            else
                _refused.TryAdd(line.Tac.Value, line.Line);
            return false;
        }

        if (!_tacs.TryGetValue(line.Tac.Value, out Declared? declared))
            _tacs.Add(line.Tac.Value, declared = new Declared { Line = line.Line });
        declared.IsContradicted |= declared.Complete is not null && line.Complete is not null && declared.Complete != line.Complete;
        declared.Complete ??= line.Complete;
        declared.HasRanges |= line.HasRange;
        declared.Lines++;
        return true;
    }

    private IEnumerable<object?[]> TacRows()
    {
        object?[] values = new object?[2];
        foreach ((uint tac, Declared declared) in _tacs)
        {
            (values[0], values[1]) = ((long)tac, declared.Complete is { } complete ? complete ? 1L : 0L : null);
            yield return values;
        }
    }

    private Task<int> RunAsync(string sql) => change.Connection.ExecuteAsync(sql, Values, change.Transaction);

    private sealed class Declared
    {
        public long Line { get; init; }

        public long Lines { get; set; }

        public bool? Complete { get; set; }

        public bool HasRanges { get; set; }

        public bool IsContradicted { get; set; }
    }
}
