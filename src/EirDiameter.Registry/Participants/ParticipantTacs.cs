using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>TACs given to a manufacturer or administration by hand, beside those that are its own by the TAC database.</summary>
internal sealed class ParticipantTacs(RegistryDatabase database)
{
    private const int MaxAtOnce = 100_000;

    /// <summary>Gives TACs. What it has already is passed over.</summary>
    /// <returns>How many it did not have.</returns>
    /// <exception cref="RegistryException">There is no such participant, it cannot declare anything, or something is no TAC or a test TAC.</exception>
    public Task<int> GiveAsync(Actor actor, long id, IReadOnlyList<string>? tacs, CancellationToken cancellation)
    {
        long[] wanted = Read(tacs);
        return database.ChangeAsync(
            actor,
            "tacs-given",
            async change =>
            {
                Participant participant = await ParticipantRegister.FindAsync(change.Connection, change.Transaction, id);
                if ((RoleScopes.Of(participant.Role) & Scopes.Production) == 0)
                    throw new RegistryException(RegistryFault.Refused, $"{participant.Name} is an {RegistryWords.Of(participant.Role)}: only manufacturers and administrations declare what was produced");
                int given = await change.Connection.ExecuteAsync(
                    $"""
                    INSERT INTO participant_tacs (tac, participant, sequence)
                    SELECT key, @id, @sequence FROM {change.Dialect.KeysSource("tacs")} WHERE true ON CONFLICT DO NOTHING
                    """,
                    new { id, sequence = change.Sequence, tacs = change.Dialect.Keys(wanted) },
                    change.Transaction);
                if (given > 0)
                {
                    change.Record(new { participant.Id, participant.Name, Tacs = wanted.Select(Text) });
                    await ProductionRights.ReviewAsync(change, participant);
                }

                return given;
            },
            cancellation);
    }

    /// <summary>Takes a TAC back. What was declared of it does not count any more, unless it is the participant's by the TAC database too.</summary>
    /// <exception cref="RegistryException">It was not given.</exception>
    public Task TakeBackAsync(Actor actor, long id, string tac, CancellationToken cancellation)
    {
        long[] wanted = Read([tac]);
        return database.ChangeAsync(
            actor,
            "tac-taken-back",
            async change =>
            {
                Participant participant = await ParticipantRegister.FindAsync(change.Connection, change.Transaction, id);
                int taken = await change.Connection.ExecuteAsync(
                    "DELETE FROM participant_tacs WHERE participant = @id AND tac = @tac", new { id, tac = wanted[0] }, change.Transaction);
                if (taken == 0)
                    throw new RegistryException(RegistryFault.NotFound, $"TAC {tac} was not given to {participant.Name} by hand");
                change.Record(new { participant.Id, participant.Name, tac });
                await ProductionRights.ReviewAsync(change, participant);
                return taken;
            },
            cancellation);
    }

    /// <summary>A page of the TACs given to a participant, in their order.</summary>
    /// <exception cref="RegistryException">There is no such participant.</exception>
    public async Task<GivenTacs> ListAsync(long id, string? after, int limit, CancellationToken cancellation)
    {
        long last = after is null ? -1 : Read([after])[0];
        await using DbConnection connection = await database.OpenAsync(cancellation);
        await ParticipantRegister.FindAsync(connection, null, id);
        string[] found = [.. (await connection.QueryAsync<long>(
            "SELECT tac FROM participant_tacs WHERE participant = @id AND tac > @last ORDER BY tac LIMIT @limit", new { id, last, limit = limit + 1 })).Select(Text)];
        return found.Length > limit ? new(found[..limit], found[limit - 1]) : new(found, null);
    }

    private static string Text(long tac) => new Tac((uint)tac).ToString();

    private static long[] Read(IReadOnlyList<string>? tacs)
    {
        if (tacs is null or { Count: 0 or > MaxAtOnce })
            throw new RegistryException(RegistryFault.Refused, $"tacs: 1 to {MaxAtOnce} TACs are needed");
        HashSet<long> read = [];
        foreach (string? text in tacs)
        {
            if (!Tac.TryParse(text, out Tac tac))
                throw new RegistryException(RegistryFault.Refused, $"tacs: '{text}' is not a TAC: it has 8 digits, with its leading zeros");
            if (tac.IsTestTac)
                throw new RegistryException(RegistryFault.Refused, $"tacs: {text} is a TAC for test equipment, which nobody produces for the market");
            read.Add(tac.Value);
        }

        return [.. read];
    }
}

/// <summary>A page of TACs.</summary>
/// <param name="Tacs">8 digits each, in their order.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null = this is the last.</param>
internal sealed record GivenTacs(IReadOnlyList<string> Tacs, string? Next);
