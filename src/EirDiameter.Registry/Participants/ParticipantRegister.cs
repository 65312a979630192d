using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>Participants and their keys: who is in, and who comes and goes.</summary>
internal sealed class ParticipantRegister(RegistryDatabase database)
{
    private const int MaxNameLength = 100;
    private const int MaxMakes = 1000;

    private const string Columns = "SELECT id AS Id, name AS Name, role AS Role, country AS Country, makes AS Makes, disabled AS Disabled FROM participants";

    /// <summary>Adds a participant and its first key.</summary>
    /// <exception cref="RegistryException">Something of it is wrong, or its name or one of its makes is another's.</exception>
    public Task<AddedParticipant> AddAsync(Actor actor, NewParticipant wanted, CancellationToken cancellation)
    {
        (string name, Role role, string? country, IReadOnlyList<string> makes) = Check(wanted);
        return database.ChangeAsync(
            actor,
            "participant-added",
            async change =>
            {
                foreach (Participant other in await AllAsync(change.Connection, change.Transaction))
                {
                    if (other.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                        throw new RegistryException(RegistryFault.Conflict, $"there is a participant '{other.Name}' already: number {other.Id}");
                    RefuseMakesOf(other, makes);
                }

                Participant added = new(change.Sequence, name, role, country, makes, Disabled: false);
                await change.Connection.ExecuteAsync(
                    "INSERT INTO participants (id, name, role, country, makes, disabled) VALUES (@Id, @Name, @role, @Country, @makes, 0)",
                    new { added.Id, added.Name, role = RegistryWords.Of(role), added.Country, makes = Written(makes) },
                    change.Transaction);
                (string key, string label) = await NewKeyAsync(change, added.Id);
                change.Record(new { added.Id, added.Name, added.Role, added.Country, added.Makes, Key = label });
                return new AddedParticipant(added, key, label);
            },
            cancellation);
    }

    /// <summary>A page of participants.</summary>
    public async Task<ParticipantPage> ListAsync(long after, int limit, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        Participant[] found = [.. (await connection.QueryAsync<Row>($"{Columns} WHERE id > @after ORDER BY id LIMIT @limit", new { after, limit = limit + 1 })).Select(r => r.Read())];
        return found.Length > limit ? new(found[..limit], found[limit - 1].Id) : new(found, null);
    }

    /// <summary>One participant and its keys.</summary>
    /// <exception cref="RegistryException">There is none of that number.</exception>
    public async Task<ParticipantWithKeys> GetAsync(long id, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        Participant participant = await FindAsync(connection, null, id);
        IEnumerable<(string Label, long Created, long? Revoked)> keys = await connection.QueryAsync<(string, long, long?)>(
            "SELECT label, created, revoked FROM participant_keys WHERE participant = @id ORDER BY created, label", new { id });
        return new(participant, [.. keys.Select(k => new KnownKey(
            k.Label, DateTimeOffset.FromUnixTimeSeconds(k.Created), k.Revoked is long revoked ? DateTimeOffset.FromUnixTimeSeconds(revoked) : null))]);
    }

    /// <summary>Disables a participant, so that its keys open nothing, or enables it again.</summary>
    /// <exception cref="RegistryException">There is none of that number.</exception>
    public Task<Participant> SetDisabledAsync(Actor actor, long id, bool disabled, CancellationToken cancellation) =>
        database.ChangeAsync(
            actor,
            disabled ? "participant-disabled" : "participant-enabled",
            async change =>
            {
                Participant participant = await FindAsync(change.Connection, change.Transaction, id);
                if (participant.Disabled == disabled)
                    return participant;
                await change.Connection.ExecuteAsync("UPDATE participants SET disabled = @disabled WHERE id = @id", new { id, disabled = disabled ? 1L : 0L }, change.Transaction);
                change.Record(new { participant.Id, participant.Name });
                await ProductionRights.AnnounceAsync(change, participant);
                return participant with { Disabled = disabled };
            },
            cancellation);

    /// <summary>Replaces the names under which a manufacturer stands in the TAC database.</summary>
    /// <exception cref="RegistryException">There is none of that number, it is no manufacturer, or a name is another's.</exception>
    public Task<Participant> SetMakesAsync(Actor actor, long id, IReadOnlyList<string>? wanted, CancellationToken cancellation) =>
        database.ChangeAsync(
            actor,
            "makes-changed",
            async change =>
            {
                Participant participant = await FindAsync(change.Connection, change.Transaction, id);
                IReadOnlyList<string> makes = CheckMakes(participant.Role, wanted);
                if (makes.SequenceEqual(participant.Makes))
                    return participant;
                foreach (Participant other in await AllAsync(change.Connection, change.Transaction))
                {
                    if (other.Id != id)
                        RefuseMakesOf(other, makes);
                }

                await change.Connection.ExecuteAsync("UPDATE participants SET makes = @makes WHERE id = @id", new { id, makes = Written(makes) }, change.Transaction);
                change.Record(new { participant.Id, participant.Name, makes, before = participant.Makes });
                await ProductionRights.ReviewAsync(change, participant with { Makes = makes });
                return participant with { Makes = makes };
            },
            cancellation);

    /// <summary>Gives a participant one more key.</summary>
    /// <exception cref="RegistryException">There is none of that number.</exception>
    public Task<AddedKey> AddKeyAsync(Actor actor, long id, CancellationToken cancellation) =>
        database.ChangeAsync(
            actor,
            "key-added",
            async change =>
            {
                Participant participant = await FindAsync(change.Connection, change.Transaction, id);
                (string key, string label) = await NewKeyAsync(change, id);
                change.Record(new { participant.Id, participant.Name, Key = label });
                return new AddedKey(label, key);
            },
            cancellation);

    /// <summary>Revokes a key for good. Revoking it again changes nothing.</summary>
    /// <exception cref="RegistryException">The participant has no such key.</exception>
    public Task RevokeKeyAsync(Actor actor, long id, string label, CancellationToken cancellation) =>
        database.ChangeAsync(
            actor,
            "key-revoked",
            async change =>
            {
                Participant participant = await FindAsync(change.Connection, change.Transaction, id);
                long?[] revoked = [.. await change.Connection.QueryAsync<long?>(
                    "SELECT revoked FROM participant_keys WHERE participant = @id AND label = @label", new { id, label }, change.Transaction)];
                if (revoked.Length == 0)
                    throw new RegistryException(RegistryFault.NotFound, $"{participant.Name} has no key '{label}'; a key's label is its first characters, such as eirk_1a2b3c");
                if (revoked[0] is not null)
                    return 0;
                change.Record(new { participant.Id, participant.Name, Key = label });
                return await change.Connection.ExecuteAsync(
                    "UPDATE participant_keys SET revoked = @now WHERE participant = @id AND label = @label AND revoked IS NULL",
                    new { id, label, now = change.Now.ToUnixTimeSeconds() },
                    change.Transaction);
            },
            cancellation);

    /// <summary>The participant of a number.</summary>
    /// <exception cref="RegistryException">There is none.</exception>
    public static async Task<Participant> FindAsync(DbConnection connection, DbTransaction? transaction, long id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"{Columns} WHERE id = @id", new { id }, transaction))?.Read()
        ?? throw new RegistryException(RegistryFault.NotFound, $"there is no participant number {id}");

    /// <summary>The makes of a participant as its row has them.</summary>
    public static string[] ReadMakes(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    private static async Task<(string Key, string Label)> NewKeyAsync(Change change, long id)
    {
        while (true)
        {
            (string key, string hash, string label) = ParticipantKeys.New();

            // A label has few characters; within one participant it must tell keys apart.
            int added = await change.Connection.ExecuteAsync(
                """
                INSERT INTO participant_keys (hash, participant, label, created, revoked)
                SELECT @hash, @id, @label, @now, NULL WHERE NOT EXISTS (SELECT 1 FROM participant_keys WHERE participant = @id AND label = @label)
                """,
                new { hash, id, label, now = change.Now.ToUnixTimeSeconds() },
                change.Transaction);
            if (added == 1)
                return (key, label);
        }
    }

    private static async Task<Participant[]> AllAsync(DbConnection connection, DbTransaction transaction) =>
        [.. (await connection.QueryAsync<Row>(Columns, transaction: transaction)).Select(r => r.Read())];

    private static (string Name, Role Role, string? Country, IReadOnlyList<string> Makes) Check(NewParticipant wanted)
    {
        string name = wanted.Name?.Trim() ?? "";
        if (name.Length is 0 or > MaxNameLength || name.Any(char.IsControl))
            throw Refused($"name: 1 to {MaxNameLength} printable characters are needed");
        if (wanted.Role is not { } role || role == Role.Registrar)
            throw Refused("role: expected administration, manufacturer, operator or auditor; the registrar is known by Registry:RegistrarKeys alone");
        string? country = null;
        if (!string.IsNullOrEmpty(wanted.Country))
            country = Countries.TryParse(wanted.Country, out string code) ? code : throw Refused($"country: '{wanted.Country}' is not an ISO 3166 alpha-2 code, such as pk");
        else if (role == Role.Administration)
            throw Refused("country: an administration is that of a country; give its ISO 3166 alpha-2 code, such as pk");
        return (name, role, country, CheckMakes(role, wanted.Makes));
    }

    private static List<string> CheckMakes(Role role, IReadOnlyList<string>? wanted)
    {
        List<string> makes = [];
        HashSet<string> folded = [];
        foreach (string? make in wanted ?? [])
        {
            if (string.IsNullOrWhiteSpace(make) || make.Length > MaxNameLength || make.Any(char.IsControl))
                throw Refused($"makes: '{make}' is not the name of a manufacturer: 1 to {MaxNameLength} printable characters are needed");
            if (folded.Add(Makes.Fold(make)))
                makes.Add(make.Trim());
        }

        if (makes.Count > 0 && role != Role.Manufacturer)
            throw Refused("makes: only a manufacturer has names in the TAC database");
        return makes.Count <= MaxMakes ? makes : throw Refused($"makes: at most {MaxMakes} names");
    }

    // Two that own the same TACs would overlap in everything they declare.
    private static void RefuseMakesOf(Participant other, IReadOnlyList<string> makes)
    {
        string? taken = makes.FirstOrDefault(m => other.Makes.Any(o => Makes.Fold(o) == Makes.Fold(m)));
        if (taken is not null)
            throw new RegistryException(RegistryFault.Conflict, $"makes: '{taken}' belongs to {other.Name} (number {other.Id}) already");
    }

    private static RegistryException Refused(string message) => new(RegistryFault.Refused, message);

    private static string Written(IReadOnlyList<string> makes) => JsonSerializer.Serialize(makes, RegistryJson.Options);

    private sealed record Row(long Id, string Name, string Role, string? Country, string Makes, long Disabled)
    {
        public Participant Read()
        {
            _ = RegistryWords.TryParse(Role, out Role role);
            return new(Id, Name, role, Country, ReadMakes(Makes), Disabled != 0);
        }
    }
}
