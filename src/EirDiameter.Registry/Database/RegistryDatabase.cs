using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Registry;

/// <summary>The database: reads, and writes that are chained in the ledger.</summary>
internal sealed class RegistryDatabase : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneWriter = new(1, 1);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private RegistryDatabase(Dialect dialect, TimeProvider time, ILogger logger)
    {
        Dialect = dialect;
        _time = time;
        _logger = logger;
    }

    public Dialect Dialect { get; }

    /// <summary>Opens the database and brings it to this version.</summary>
    /// <exception cref="RegistryException">It cannot be reached, or is of a newer version.</exception>
    public static async Task<RegistryDatabase> OpenAsync(DatabaseOptions options, TimeProvider time, ILogger? logger = null, CancellationToken cancellation = default)
    {
        Dialect dialect = options.Provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase)
            ? new SqliteDialect(options.Connection)
            : new PostgreSqlDialect(options.Connection);
        await Migrator.MigrateAsync(dialect, cancellation);
        return new RegistryDatabase(dialect, time, logger ?? NullLogger.Instance);
    }

    /// <summary>A connection to read by.</summary>
    public Task<DbConnection> OpenAsync(CancellationToken cancellation = default) => Dialect.OpenAsync(cancellation);

    /// <summary>
    /// Makes one change: all of it and its entry in the ledger, or nothing. Changes are made one after the other, also among processes, so that what a
    /// change reads stays true until it is done. If the work does not call <see cref="Change.Record"/>, nothing is changed.
    /// </summary>
    /// <exception cref="RegistryException">The work refused, or the database does not take it: nothing was changed.</exception>
    public async Task<T> ChangeAsync<T>(Actor actor, string action, Func<Change, Task<T>> work, CancellationToken cancellation = default)
    {
        // Within one process waiters queue here and not in the database, where each would hold a connection.
        await _oneWriter.WaitAsync(cancellation);
        try
        {
            await using DbConnection connection = await Dialect.OpenAsync(cancellation);
            await using DbTransaction transaction = await Dialect.BeginWriteAsync(connection, cancellation);
            Change change = await Change.BeginAsync(Dialect, connection, transaction, actor, action, _time.GetUtcNow(), cancellation);
            T result = await work(change);
            if (!change.IsRecorded)
                return result;
            await change.EnterAsync();
            await transaction.CommitAsync(cancellation);
            RegistryLog.Changed(_logger, change.Sequence, actor.Name, action);
            return result;
        }
        catch (DbException e) when (Dialect.IsTransient(e))
        {
            throw new RegistryException(RegistryFault.Unavailable, $"the database does not take it now ({e.Message}): nothing was changed, ask again", e);
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    /// <summary>Writes what the registry notes for itself, which changes nothing that it says: all of it, or nothing. It takes its turn among the changes.</summary>
    public async Task NoteAsync(string statement, object parameters, CancellationToken cancellation)
    {
        await _oneWriter.WaitAsync(cancellation);
        try
        {
            await using DbConnection connection = await Dialect.OpenAsync(cancellation);
            await using DbTransaction transaction = await Dialect.BeginWriteAsync(connection, cancellation);
            await connection.ExecuteAsync(new CommandDefinition(statement, parameters, transaction, commandTimeout: 0, cancellationToken: cancellation));
            await transaction.CommitAsync(cancellation);
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _oneWriter.Dispose();
        if (Dialect is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
