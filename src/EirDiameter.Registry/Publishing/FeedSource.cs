using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using EirDiameter.Equipment;
using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary>
/// What a feed says at one moment: everything is read in one transaction that sees the database as it was when it began, so that listings, changes
/// and sequence agree. Rows are read one after the other and by position, since there may be a hundred million.
/// </summary>
internal sealed class FeedSource : IAsyncDisposable
{
    private const string Key = "key_from, key_to, imsi, list";

    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly string _feed;

    private FeedSource(DbConnection connection, DbTransaction transaction, string feed, long sequence, long pruned, long producedSequence)
    {
        _connection = connection;
        _transaction = transaction;
        _feed = feed;
        Sequence = sequence;
        Pruned = pruned;
        ProducedSequence = producedSequence;
    }

    /// <summary>Number of the last change of the registry at that moment.</summary>
    public long Sequence { get; }

    /// <summary>Changes up to this sequence are not kept any more.</summary>
    public long Pruned { get; }

    /// <summary>Number of the last change of what stands as produced; 0 = nothing was ever declared.</summary>
    public long ProducedSequence { get; }

    public static async Task<FeedSource> OpenAsync(RegistryDatabase database, string feed, CancellationToken cancellation)
    {
        DbConnection connection = await database.OpenAsync(cancellation);
        DbTransaction? transaction = null;
        try
        {
            transaction = await database.Dialect.BeginReadAsync(connection, cancellation);
            (long sequence, long pruned) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
                "SELECT h.sequence, k.pruned FROM ledger_head h CROSS JOIN listing_changes_kept k", transaction: transaction, cancellationToken: cancellation));
            return new FeedSource(connection, transaction, feed, sequence, pruned, await ProducedRanges.SequenceAsync(connection, transaction));
        }
        catch
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a listing of the feed changed after a sequence.</summary>
    public async Task<bool> HasChangedAsync(long since, CancellationToken cancellation) => await _connection.ExecuteScalarAsync<long?>(new CommandDefinition(
        "SELECT sequence FROM listing_changes WHERE feed = @_feed AND sequence > @since ORDER BY sequence LIMIT 1",
        new { _feed, since },
        _transaction,
        cancellationToken: cancellation)) is not null;

    /// <summary>All changes after a sequence, in order.</summary>
    public async IAsyncEnumerable<ListingChangePair> ChangesAsync(long since, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using DbCommand command = Command(
            $"""
            SELECT {Key}, before_reason, before_effective, before_expires, after_reason, after_effective, after_expires FROM listing_changes
            WHERE feed = @feed AND sequence > @since ORDER BY sequence, bucket, kind, key_from, key_to, imsi, list
            """,
            ("since", since));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            yield return new ListingChangePair(
                reader.IsDBNull(4) ? null : ListingRow.Read(reader, key: 0, value: 4),
                reader.IsDBNull(7) ? null : ListingRow.Read(reader, key: 0, value: 7));
        }
    }

    /// <summary>All listings, in the order of a feed's segments, which is that of the table's primary key.</summary>
    public async IAsyncEnumerable<FeedListing> ListingsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using DbCommand command = Command(
            $"SELECT {Key}, reason, effective, expires FROM listings WHERE feed = @feed ORDER BY bucket, kind, key_from, key_to, imsi, list");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return ListingRow.Read(reader, key: 0, value: 4);
    }

    /// <summary>All produced ranges, in the order of a feed's segments.</summary>
    public IAsyncEnumerable<ProducedRow> ProducedAsync(CancellationToken cancellation = default) => ProducedRanges.ReadAllAsync(_connection, cancellation, _transaction);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private DbCommand Command(string text, params (string Name, object Value)[] parameters)
    {
        DbCommand command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = text;

        // The whole of a large feed takes its time.
        command.CommandTimeout = 0;
        foreach ((string name, object value) in (IEnumerable<(string, object)>)[("feed", _feed), .. parameters])
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = "@" + name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
