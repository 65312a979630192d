using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EirDiameter.Registry;

/// <summary>SQLite: one file, one process. Readers do not wait for the writer (write-ahead log), and a commit is on the disk when it is done.</summary>
internal sealed class SqliteDialect : Dialect
{
    private readonly string _connection;

    public SqliteDialect(string connection)
    {
        SqliteConnectionStringBuilder builder = new(connection) { ForeignKeys = true };
        string? folder = Path.GetDirectoryName(Path.GetFullPath(builder.DataSource));
        if (folder is not null)
            Directory.CreateDirectory(folder);
        _connection = builder.ToString();
    }

    public override string Provider => "Sqlite";

    public override string IndexOrganised => "WITHOUT ROWID";

    public override string ForUpdate => "";

    public override string KeysSource(string parameter) => $"(SELECT value AS key FROM json_each(@{parameter})) AS keys";

    public override object Keys(IReadOnlyList<long> keys) => JsonSerializer.Serialize(keys);

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        SqliteConnection connection = new(_connection);
        try
        {
            await connection.OpenAsync(cancellation);
            using SqliteCommand setup = connection.CreateCommand();
            setup.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;";
            await setup.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch (SqliteException e)
        {
            await connection.DisposeAsync();
            throw new RegistryException(RegistryFault.Unavailable, $"the database {connection.DataSource} cannot be opened ({e.Message}): check its folder and its rights", e);
        }
    }

    public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellation) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    public override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    // Straight to the library: a command looks up each parameter by its name again for every row, which takes longer than the insert itself.
    public override Task<long> InsertAsync(
        DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken cancellation)
    {
        sqlite3 database = ((SqliteConnection)connection).Handle!;
        string text = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, text, out sqlite3_stmt insert), database);
        long count = 0;
        using (insert)
        {
            foreach (object?[] row in rows)
            {
                for (int i = 0; i < columns.Count; i++)
                    SqliteException.ThrowExceptionForRC(Bind(insert, i + 1, row[i]), database);
                int done = raw.sqlite3_step(insert);
                if (done != raw.SQLITE_DONE)
                    SqliteException.ThrowExceptionForRC(done, database);
                _ = raw.sqlite3_reset(insert);
                if ((++count & 0xFFF) == 0)
                    cancellation.ThrowIfCancellationRequested();
            }
        }

        return Task.FromResult(count);
    }

    // One process has the file; who publishes into one folder at a time is seen to by the folder's own lock.
    public override Task<Lead?> TryLeadAsync(long purpose, CancellationToken cancellation) =>
        Task.FromResult<Lead?>(new OnlyOne());

    // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
    public override bool IsTransient(DbException error) => error is SqliteException { SqliteErrorCode: 5 or 6 or 10 or 13 or 14 };

    private static int Bind(sqlite3_stmt statement, int parameter, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, parameter),
        long number => raw.sqlite3_bind_int64(statement, parameter, number),
        string text => raw.sqlite3_bind_text(statement, parameter, text),
        _ => throw new ArgumentException($"a {value.GetType().Name} is neither number nor text", nameof(value)),
    };

    private sealed class OnlyOne : Lead
    {
        public override Task<bool> IsHeldAsync(CancellationToken cancellation) => Task.FromResult(true);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
