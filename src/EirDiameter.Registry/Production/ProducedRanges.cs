using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using EirDiameter.Equipment;
using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary>Everything that stands as produced, as feeds publish it: the words of all owners of a TAC taken together.</summary>
internal static class ProducedRanges
{
    /// <summary>Number of the last entry of the ledger that changed what stands as produced; 0 = none did.</summary>
    public static Task<long> SequenceAsync(DbConnection connection, DbTransaction? transaction = null) =>
        connection.QuerySingleAsync<long>("SELECT sequence FROM production_head WHERE one = 1", transaction: transaction);

    /// <summary>
    /// All rows in order of TAC and serial number, none overlapping or touching. A TAC is complete when every owner that declares something of it
    /// calls it so; one that is neither complete nor has a range does not come. Only one TAC is in memory at a time.
    /// </summary>
    public static async IAsyncEnumerable<ProducedRow> ReadAllAsync(
        DbConnection connection, [EnumeratorCancellation] CancellationToken cancellation, DbTransaction? transaction = null)
    {
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        command.CommandText =
            $"""
            SELECT p.tac, p.participant, p.complete, r.serial_from, r.serial_to
            FROM productions p JOIN participants o ON o.id = p.participant LEFT JOIN produced_ranges r ON r.tac = p.tac AND r.participant = p.participant
            WHERE {ProductionRights.Counts} ORDER BY p.tac, p.participant, r.serial_from
            """;
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation);
        List<(uint From, uint To)> ranges = [];
        long tac = -1;
        long owner = -1;
        bool shared = false;
        bool complete = true;
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.GetInt64(0) != tac)
            {
                foreach (ProducedRow row in Rows(tac, complete, shared, ranges))
                    yield return row;
                (tac, owner, complete, shared) = (reader.GetInt64(0), reader.GetInt64(1), true, false);
                ranges.Clear();
            }

            shared |= reader.GetInt64(1) != owner;
            complete &= reader.GetInt64(2) != 0;
            if (!reader.IsDBNull(3))
                ranges.Add(((uint)reader.GetInt64(3), (uint)reader.GetInt64(4)));
        }

        foreach (ProducedRow row in Rows(tac, complete, shared, ranges))
            yield return row;
    }

    private static IEnumerable<ProducedRow> Rows(long number, bool complete, bool shared, List<(uint From, uint To)> ranges)
    {
        if (number < 0)
            yield break;
        Tac tac = new((uint)number);
        if (ranges.Count == 0)
        {
            if (complete)
                yield return ProducedRow.NothingMade(tac);
            yield break;
        }

        if (shared)
            ranges.Sort();
        (uint From, uint To) open = ranges[0];
        foreach ((uint from, uint to) in ranges.Skip(1))
        {
            if (from <= open.To + 1)
            {
                open.To = Math.Max(open.To, to);
                continue;
            }

            yield return new ProducedRow(tac, complete, open.From, open.To);
            open = (from, to);
        }

        yield return new ProducedRow(tac, complete, open.From, open.To);
    }
}
