using System.Data.Common;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>What looking at the whole ledger showed.</summary>
/// <param name="Entries">Entries that are as they were made, from the first on.</param>
/// <param name="Head">The hash of the last of them.</param>
/// <param name="BadSequence">The first that is not; null = all are.</param>
/// <param name="Why">What is wrong with it.</param>
internal sealed record LedgerVerdict(long Entries, string Head, long? BadSequence, string? Why)
{
    /// <summary>Whether nothing was changed, removed or put in another order.</summary>
    public bool IsIntact => BadSequence is null;
}

/// <summary>
/// Checks that the ledger is as it was written (Q.5053: a tamper-evident change log): every entry follows the one before by its hash, none is missing, and the
/// last is the one that the registry knows as its last. Who can write the whole database could make a new chain from some entry on; against that
/// helps an entry's number and hash that was noted outside.
/// </summary>
internal static class LedgerVerifier
{
    private const int ProgressEntries = 100_000;

    /// <summary>Reads the ledger from the first entry to the last, one at a time.</summary>
    /// <param name="database">The database.</param>
    /// <param name="noted">Number and hash of an entry as noted outside; null = none.</param>
    /// <param name="progress">Told from time to time how many entries were read.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<LedgerVerdict> VerifyAsync(RegistryDatabase database, (long Sequence, string Hash)? noted, IProgress<long>? progress, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);

        // One moment for all of it, also while a registry serves.
        await using DbTransaction moment = await database.Dialect.BeginReadAsync(connection, cancellation);
        (long last, string head) = await connection.QuerySingleAsync<(long, string)>("SELECT sequence, hash FROM ledger_head WHERE one = 1", transaction: moment);
        await using DbCommand command = connection.CreateCommand();
        command.Transaction = moment;
        command.CommandTimeout = 0;
        command.CommandText = "SELECT sequence, time, participant, name, action, details, hash FROM ledger ORDER BY sequence";
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation);
        long count = 0;
        string before = "";
        while (await reader.ReadAsync(cancellation))
        {
            LedgerEntry entry = new(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6));
            if (entry.Sequence != count + 1)
                return Bad(count + 1, $"the entry is missing; after {count} comes {entry.Sequence}");
            if (!entry.Follows(before))
                return Bad(entry.Sequence, "it does not follow from the entry before: one of the two is not as it was made");
            if (noted is { } known && known.Sequence == entry.Sequence && !known.Hash.Equals(entry.Hash, StringComparison.OrdinalIgnoreCase))
                return Bad(entry.Sequence, $"its hash is {entry.Hash}, and {known.Hash} was noted: the ledger was written anew from here or from before");
            (before, count) = (entry.Hash, entry.Sequence);
            if (count % ProgressEntries == 0)
                progress?.Report(count);
        }

        if (count != last || before != head)
            return Bad(count + 1, $"the ledger ends after {count}, and the last entry was {last} with the hash {head}: entries were removed from its end");
        return noted is { } beyond && beyond.Sequence > count ? Bad(count + 1, $"the ledger ends after {count}, and {beyond.Sequence} was noted: entries were removed from its end")
            : new LedgerVerdict(count, before, null, null);

        LedgerVerdict Bad(long sequence, string why) => new(count, before, sequence, why);
    }
}
