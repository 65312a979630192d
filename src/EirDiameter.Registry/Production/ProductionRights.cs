using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Which declarations count: those of participants that are not disabled, of TACs that are theirs by the TAC database or by the registrar's word. What was declared by mistake is
/// undone by taking the right away; the declaration itself stays its owner's, and counts again with the right.
/// </summary>
internal static class ProductionRights
{
    /// <summary>The condition that a row p of productions counts, where o is its participant's.</summary>
    public const string Counts = "p.until IS NULL AND p.lost IS NULL AND o.disabled = 0";

    /// <summary>Looks again at what a participant declared, after its TACs or its names changed.</summary>
    public static async Task ReviewAsync(Change change, Participant participant)
    {
        // Named one by one: the databases do not agree on lists of texts.
        string[] makes = participant.Role == Role.Manufacturer ? [.. participant.Makes.Select(Makes.Fold)] : [];
        string isOwn =
            $"""
            (EXISTS (SELECT 1 FROM participant_tacs t WHERE t.tac = productions.tac AND t.participant = @Id)
                OR EXISTS (SELECT 1 FROM allocations a WHERE a.tac = productions.tac AND a.withdrawn IS NULL
                    AND (a.make IN ({string.Join(", ", makes.Select((_, i) => $"@make{i}").Prepend("''"))}) OR a.country = @country)))
            """;
        DynamicParameters values = new(new { participant.Id, change.Sequence, country = participant.Role == Role.Administration ? participant.Country : null });
        for (int i = 0; i < makes.Length; i++)
            values.Add($"make{i}", makes[i]);
        int turned = await change.Connection.ExecuteAsync(
            $"""
            UPDATE productions SET lost = CASE WHEN {isOwn} THEN NULL ELSE @Sequence END
            WHERE participant = @Id AND until IS NULL AND (lost IS NULL) <> {isOwn}
            """,
            values,
            change.Transaction,
            commandTimeout: 0);
        if (turned > 0)
            await AnnounceAsync(change);
    }

    /// <summary>The same for everybody who declares anything, after the TAC database changed.</summary>
    public static async Task ReviewAllAsync(Change change)
    {
        foreach (long id in await change.Connection.QueryAsync<long>("SELECT DISTINCT participant FROM productions WHERE until IS NULL", transaction: change.Transaction, commandTimeout: 0))
            await ReviewAsync(change, await ParticipantRegister.FindAsync(change.Connection, change.Transaction, id));
    }

    /// <summary>Says that what counts as produced has changed with a participant that was disabled or enabled.</summary>
    public static async Task AnnounceAsync(Change change, Participant participant)
    {
        if (await change.Connection.ExecuteScalarAsync<long?>("SELECT 1 FROM productions WHERE participant = @Id AND until IS NULL LIMIT 1", participant, change.Transaction) is not null)
            await AnnounceAsync(change);
    }

    /// <summary>Says that what counts as produced has changed.</summary>
    public static Task<int> AnnounceAsync(Change change) =>
        change.Connection.ExecuteAsync("UPDATE production_head SET sequence = @Sequence WHERE one = 1", new { change.Sequence }, change.Transaction);
}
