using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>A change while it is made: its transaction, who makes it, and the number it will have in the ledger.</summary>
internal sealed class Change
{
    private readonly string _action;
    private readonly string _hashBefore;
    private object? _details;

    private Change(Dialect dialect, DbConnection connection, DbTransaction transaction, Actor actor, string action, DateTimeOffset now, long sequence, string hashBefore)
    {
        Dialect = dialect;
        Connection = connection;
        Transaction = transaction;
        Actor = actor;
        Now = now;
        Sequence = sequence;
        _action = action;
        _hashBefore = hashBefore;
    }

    public Dialect Dialect { get; }

    public DbConnection Connection { get; }

    public DbTransaction Transaction { get; }

    public Actor Actor { get; }

    public DateTimeOffset Now { get; }

    /// <summary>Its number in the ledger, one above the last; rows that it adds carry it.</summary>
    public long Sequence { get; }

    public bool IsRecorded => _details is not null;

    /// <summary>Whether it brought listings up to date before.</summary>
    public bool HasComposed { get; set; }

    /// <summary>Says what was changed. Without it nothing is.</summary>
    /// <param name="details">What the ledger keeps, as JSON: enough to see later what was said, and no secret.</param>
    public void Record(object details) => _details = details;

    public static async Task<Change> BeginAsync(
        Dialect dialect, DbConnection connection, DbTransaction transaction, Actor actor, string action, DateTimeOffset now, CancellationToken cancellation)
    {
        CommandDefinition read = new($"SELECT sequence, hash FROM ledger_head WHERE one = 1 {dialect.ForUpdate}", transaction: transaction, cancellationToken: cancellation);
        (long sequence, string hash) = await connection.QuerySingleAsync<(long, string)>(read);
        return new Change(dialect, connection, transaction, actor, action, now, sequence + 1, hash);
    }

    public async Task EnterAsync()
    {
        LedgerEntry entry = LedgerEntry.After(
            _hashBefore, Sequence, Now.ToUnixTimeMilliseconds(), Actor.Id, Actor.Name, _action, JsonSerializer.Serialize(_details, RegistryJson.Options));
        await Connection.ExecuteAsync(
            """
            INSERT INTO ledger (sequence, time, participant, name, action, details, hash)
            VALUES (@Sequence, @Time, @Participant, @Name, @Action, @Details, @Hash);
            UPDATE ledger_head SET sequence = @Sequence, hash = @Hash WHERE one = 1
            """,
            entry,
            Transaction);
    }
}
