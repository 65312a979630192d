using System.Data.Common;
using Npgsql;

namespace EirDiameter.Registry;

/// <summary>PostgreSQL: any number of registry processes on one database.</summary>
internal sealed class PostgreSqlDialect(string connection) : Dialect, IAsyncDisposable
{
    // "EIRG": keeps our advisory locks apart from those of others on the same database.
    private const int LockSpace = 0x45495247;

    // A load of millions takes its time, and so may waiting for one's turn behind it; a server that is gone shows by the keepalive.
    private const int PatienceSeconds = 3600;
    private const int KeepAliveSeconds = 30;

    private readonly NpgsqlDataSource _source = new NpgsqlDataSourceBuilder(Patient(connection)).Build();

    public override string Provider => "PostgreSql";

    public override string IndexOrganised => "";

    public override string ForUpdate => "FOR UPDATE";

    public override string KeysSource(string parameter) => $"unnest(@{parameter}) AS keys(key)";

    public override object Keys(IReadOnlyList<long> keys) => keys as long[] ?? [.. keys];

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellation);
        }
        catch (NpgsqlException e)
        {
            throw new RegistryException(RegistryFault.Unavailable, $"the database cannot be reached ({e.Message}): check Registry:Database:Connection and that PostgreSQL runs", e);
        }
    }

    public override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation) =>
        await connection.BeginTransactionAsync(cancellation);

    public override async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);

    public override async Task<long> InsertAsync(
        DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancellation)
    {
        await using NpgsqlBinaryImporter copy = await ((NpgsqlConnection)connection).BeginBinaryImportAsync(
            $"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", cancellation);
        long count = 0;
        foreach (object?[] row in rows)
        {
            await copy.StartRowAsync(cancellation);
            for (int i = 0; i < columns.Count; i++)
            {
                if (row[i] is long number)
                    await copy.WriteAsync(number, NpgsqlTypes.NpgsqlDbType.Bigint, cancellation);
                else if (row[i] is string text)
                    await copy.WriteAsync(text, NpgsqlTypes.NpgsqlDbType.Text, cancellation);
                else
                    await copy.WriteNullAsync(cancellation);
            }

            count++;
        }

        await copy.CompleteAsync(cancellation);
        return count;
    }

    public override async Task<Lead?> TryLeadAsync(long purpose, CancellationToken cancellation)
    {
        DbConnection held = await OpenAsync(cancellation);
        await using DbCommand command = held.CreateCommand();
        command.CommandText = $"SELECT pg_try_advisory_lock({LockSpace}, {purpose})";
        if (await command.ExecuteScalarAsync(cancellation) is true)
            return new AdvisoryLock(held, purpose);
        await held.DisposeAsync();
        return null;
    }

    public override bool IsTransient(DbException error) => error is NpgsqlException { IsTransient: true };

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string Patient(string connection)
    {
        NpgsqlConnectionStringBuilder builder = new(connection);
        if (!builder.ContainsKey("Command Timeout"))
            builder.CommandTimeout = PatienceSeconds;
        if (!builder.ContainsKey("Keepalive"))
            builder.KeepAlive = KeepAliveSeconds;
        return builder.ToString();
    }

    private sealed class AdvisoryLock(DbConnection held, long purpose) : Lead
    {
        public override async Task<bool> IsHeldAsync(CancellationToken cancellation)
        {
            try
            {
                await using DbCommand command = held.CreateCommand();
                command.CommandText = "SELECT 1";
                await command.ExecuteScalarAsync(cancellation);
                return true;
            }
            catch (Exception e) when (e is DbException or InvalidOperationException)
            {
                // The connection is gone, and the lock with it.
                return false;
            }
        }

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await using DbCommand command = held.CreateCommand();
                command.CommandText = $"SELECT pg_advisory_unlock({LockSpace}, {purpose})";
                await command.ExecuteScalarAsync();
            }
            catch (Exception e) when (e is DbException or InvalidOperationException)
            {
                // The connection is gone, and the lock with it.
            }

            await held.DisposeAsync();
        }
    }
}
