using System.Data.Common;

namespace EirDiameter.Registry;

/// <summary>
/// Where SQLite and PostgreSQL differ. Everything else is SQL that both understand: numbers are BIGINT, texts TEXT, times seconds since 1970 UTC,
/// quarter hours as <see cref="EirDiameter.Equipment.Validity"/> counts them, truth 0 or 1.
/// </summary>
internal abstract class Dialect
{
    /// <summary>The provider's name in the configuration.</summary>
    public abstract string Provider { get; }

    /// <summary>What ends the CREATE TABLE of a table that is its primary key's index.</summary>
    public abstract string IndexOrganised { get; }

    /// <summary>What ends a SELECT of rows that the transaction is about to change.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>A table source <c>keys</c> with one column <c>key</c>, of the 64-bit numbers in the parameter that <see cref="Keys(IReadOnlyList{long})"/> makes.</summary>
    public abstract string KeysSource(string parameter);

    /// <summary>The value of that parameter.</summary>
    public abstract object Keys(IReadOnlyList<long> keys);

    /// <summary>An open connection, ready for use.</summary>
    /// <exception cref="RegistryException">The database cannot be reached.</exception>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>A transaction that may write from its first statement on.</summary>
    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>A transaction that sees everything as it was at its first statement, and neither waits for writers nor holds them up.</summary>
    public abstract Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Adds many rows to a table (a temporary one, if they may clash with what is there) as fast as the database takes them.</summary>
    /// <param name="connection">The connection, in a transaction.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, in the order of the values.</param>
    /// <param name="rows">Values: <see cref="long"/>, <see cref="string"/> or null. An array may be used again for the next row.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many rows.</returns>
    public abstract Task<long> InsertAsync(
        DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancellation);

    /// <summary>
    /// Becomes the one process that does something, among all that share the database, until the lease is disposed or its connection breaks.
    /// </summary>
    /// <param name="purpose">Number of what is to be done by one alone.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null = another process does it.</returns>
    public abstract Task<Lead?> TryLeadAsync(long purpose, CancellationToken cancellation);

    /// <summary>Whether an error means that the database cannot be reached or does not take anything now, so that asking again later may help.</summary>
    public abstract bool IsTransient(DbException error);
}
