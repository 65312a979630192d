using System.Data.Common;
using System.Reflection;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Brings a database to this version: the scripts <c>NNNN-name.sql</c> of the folders named Migrations, each once, in order of their numbers, each in
/// a transaction of its own that also notes it. Several processes may start at once. A script that stands noted is never changed again.
/// </summary>
internal static class Migrator
{
    private static readonly Assembly Here = typeof(Migrator).Assembly;

    /// <exception cref="RegistryException">The database is of a newer version.</exception>
    public static async Task MigrateAsync(Dialect dialect, CancellationToken cancellation)
    {
        await using DbConnection connection = await dialect.OpenAsync(cancellation);
        (string Name, string Resource)[] scripts = [.. Here.GetManifestResourceNames()
            .Where(r => r.EndsWith(".sql", StringComparison.Ordinal))
            .Select(r => (Name: NameOf(r), Resource: r))
            .OrderBy(s => s.Name, StringComparer.Ordinal)];
        await using (DbTransaction first = await dialect.BeginWriteAsync(connection, cancellation))
        {
            await LockAsync(dialect, connection, first);
            await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, applied BIGINT NOT NULL)", transaction: first);
            await first.CommitAsync(cancellation);
        }

        foreach ((string name, string resource) in scripts)
            await ApplyAsync(dialect, connection, name, resource, cancellation);
        string? unknown = (await connection.QueryAsync<string>("SELECT name FROM migrations ORDER BY name"))
            .FirstOrDefault(n => Array.TrueForAll(scripts, s => s.Name != n));
        if (unknown is not null)
            throw new RegistryException(RegistryFault.Conflict, $"the database was written by a newer version of the registry (it has '{unknown}'): use that version");
    }

    private static async Task ApplyAsync(Dialect dialect, DbConnection connection, string name, string resource, CancellationToken cancellation)
    {
        await using DbTransaction transaction = await dialect.BeginWriteAsync(connection, cancellation);
        await LockAsync(dialect, connection, transaction);
        if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM migrations WHERE name = @name", new { name }, transaction) > 0)
            return;
        using StreamReader reader = new(Here.GetManifestResourceStream(resource)!);
        string script = (await reader.ReadToEndAsync(cancellation)).Replace("{{index_organised}}", dialect.IndexOrganised, StringComparison.Ordinal);
        await connection.ExecuteAsync(script, transaction: transaction);
        await connection.ExecuteAsync(
            "INSERT INTO migrations (name, applied) VALUES (@name, @now)", new { name, now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() }, transaction);
        await transaction.CommitAsync(cancellation);
    }

    // Processes that start together take turns; SQLite's write transaction is such a lock already.
    private static async Task LockAsync(Dialect dialect, DbConnection connection, DbTransaction transaction)
    {
        if (dialect is PostgreSqlDialect)
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(1162367559, 0)", transaction: transaction);
    }

    private static string NameOf(string resource)
    {
        string[] parts = resource.Split('.');
        return parts[^2];
    }
}
