using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What the declarations say of one equipment (ITU-T Q.5057).</summary>
internal enum ProducedVerdict
{
    /// <summary>An owner of its TAC says that it was made.</summary>
    Produced,

    /// <summary>Every owner of its TAC says that all that was made is declared, and this is not.</summary>
    NotProduced,

    /// <summary>Its TAC is declared, but not as complete, and this is not among what is declared.</summary>
    RangeCoveredNotListed,

    /// <summary>Nobody declares anything of its TAC.</summary>
    NoCoverage,

    /// <summary>Declarations do not say, and its maker was asked in vain.</summary>
    QueryFailed,
}

/// <summary>Whose word it is.</summary>
/// <param name="Participant">The owner's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version of its word on the TAC.</param>
/// <param name="Complete">Whether it says that all that was made is declared.</param>
/// <param name="Lists">Whether it says that this equipment was made.</param>
internal sealed record ProducedSource(long Participant, string Name, long Version, bool Complete, bool Lists);

/// <summary>What is said of one equipment, and by whom.</summary>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Sources">Everybody who declares something of its TAC.</param>
internal sealed record ProducedAnswer(ProducedVerdict Verdict, IReadOnlyList<ProducedSource> Sources)
{
    public static ProducedAnswer NoCoverage { get; } = new(ProducedVerdict.NoCoverage, []);
}

/// <summary>Asks what was declared as produced, of one equipment or of thousands at once.</summary>
internal static class ProducedVerdicts
{
    private const int AtOnce = 10_000;

    /// <summary>What is said of each.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="transaction">The transaction of a change that asks; null = none.</param>
    /// <param name="dialect">That of the database.</param>
    /// <param name="keys">The equipment; a MEID has no TAC, and so no coverage.</param>
    public static async Task<Dictionary<EquipmentKey, ProducedAnswer>> OfAsync(
        DbConnection connection, DbTransaction? transaction, Dialect dialect, IReadOnlyCollection<EquipmentKey> keys)
    {
        Dictionary<EquipmentKey, ProducedAnswer> answers = new(keys.Count);
        foreach (EquipmentKey[] some in keys.Distinct().Chunk(AtOnce))
        {
            // Read by hand: SQLite tells no type for what is computed, and of a result without rows none at all.
            Dictionary<EquipmentKey, List<ProducedSource>> said = [];
            await using DbDataReader rows = await connection.ExecuteReaderAsync(
                $"""
                SELECT key, p.participant, o.name, p.version, p.complete,
                    (SELECT r.serial_to FROM produced_ranges r WHERE r.tac = p.tac AND r.participant = p.participant AND r.serial_from <= key % 1000000
                     ORDER BY r.serial_from DESC LIMIT 1)
                FROM {dialect.KeysSource("keys")} JOIN productions p ON p.tac = key / 1000000 JOIN participants o ON o.id = p.participant
                WHERE {ProductionRights.Counts}
                ORDER BY key, p.participant
                """,
                new { keys = dialect.Keys([.. some.Where(k => !k.IsMeid).Select(k => (long)k.Value)]) },
                transaction);
            while (await rows.ReadAsync())
            {
                EquipmentKey key = new((ulong)rows.GetInt64(0));
                if (!said.TryGetValue(key, out List<ProducedSource>? sources))
                    said.Add(key, sources = []);
                bool lists = !rows.IsDBNull(5) && rows.GetInt64(5) >= key.SerialNumber;
                sources.Add(new(rows.GetInt64(1), rows.GetString(2), rows.GetInt64(3), rows.GetInt64(4) != 0, lists));
            }

            foreach ((EquipmentKey key, List<ProducedSource> sources) in said)
                answers[key] = Answer(sources);
            foreach (EquipmentKey key in some)
                answers.TryAdd(key, ProducedAnswer.NoCoverage);
        }

        return answers;
    }

    /// <summary>What is said of one.</summary>
    public static async Task<ProducedAnswer> OfAsync(DbConnection connection, DbTransaction? transaction, Dialect dialect, EquipmentKey key) =>
        (await OfAsync(connection, transaction, dialect, [key]))[key];

    private static ProducedAnswer Answer(List<ProducedSource> sources) => new(
        sources.Exists(s => s.Lists) ? ProducedVerdict.Produced
        : sources.TrueForAll(s => s.Complete) ? ProducedVerdict.NotProduced
        : ProducedVerdict.RangeCoveredNotListed,
        sources);
}
