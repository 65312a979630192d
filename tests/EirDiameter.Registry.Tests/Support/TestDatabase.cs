using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace EirDiameter.Registry.Tests;

/// <summary>The same tests on both databases: <c>[Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]</c>.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _folder;

    private TestDatabase(DatabaseOptions options, string? folder, FakeTimeProvider time)
    {
        Options = options;
        _folder = folder;
        Time = time;
    }

    public static TheoryData<string> Both => ["Sqlite", "PostgreSql"];

    public DatabaseOptions Options { get; }

    public FakeTimeProvider Time { get; }

    public RegistryDatabase Database { get; private set; } = null!;

    /// <summary>A new, empty one.</summary>
    public static async Task<TestDatabase> CreateAsync(string provider)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        TestDatabase made;
        if (provider == "Sqlite")
        {
            string folder = Directory.CreateTempSubdirectory("eir-registry-").FullName;
            made = new(new DatabaseOptions { Provider = provider, Connection = $"Data Source={folder}/registry.db" }, folder, time);
        }
        else
        {
            string name = $"eir_{Guid.NewGuid():N}";
            await using NpgsqlConnection connection = new($"{PostgreSqlServer.Connection};Database=postgres;Pooling=false");
            await connection.OpenAsync();
            await using NpgsqlCommand create = new("CREATE DATABASE " + name, connection);
            await create.ExecuteNonQueryAsync();
            made = new(new DatabaseOptions { Provider = provider, Connection = $"{PostgreSqlServer.Connection};Database={name};Maximum Pool Size=10" }, null, time);
        }

        await made.ReopenAsync();
        return made;
    }

    /// <summary>As after a restart.</summary>
    public async Task ReopenAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
        Database = await RegistryDatabase.OpenAsync(Options, Time);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
