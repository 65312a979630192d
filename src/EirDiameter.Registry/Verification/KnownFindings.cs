using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Looks up what the summaries of use show of many equipment at once.</summary>
internal static class KnownFindings
{
    /// <summary>The findings of each, with those of their countries that the caller may see. Equipment without any does not come.</summary>
    public static async Task<Dictionary<EquipmentKey, List<StatusFinding>>> OfAsync(DbConnection connection, Dialect dialect, Actor actor, IReadOnlyCollection<EquipmentKey> keys)
    {
        IEnumerable<(long Key, string Kind, long Sequence, long Ordinal, string Status, string Country)> rows = await connection.QueryAsync<(long, string, long, long, string, string)>(
            $"""
            SELECT f.key, f.kind, f.sequence, f.ordinal, f.status, c.country
            FROM {dialect.KeysSource("keys")} JOIN findings f ON f.key = keys.key JOIN finding_countries c ON c.key = f.key AND c.kind = f.kind
            ORDER BY f.key, f.kind, c.country
            """,
            new { keys = dialect.Keys([.. keys.Select(k => (long)k.Value)]) });
        return rows.Where(r => FeedRights.Sees(actor, r.Country)).GroupBy(r => (r.Key, r.Kind, r.Sequence, r.Ordinal, r.Status))
            .GroupBy(f => new EquipmentKey((ulong)f.Key.Key), f => new StatusFinding($"{f.Key.Sequence}-{f.Key.Ordinal}", f.Key.Kind, f.Key.Status, [.. f.Select(r => r.Country)]))
            .ToDictionary(g => g.Key, g => g.ToList());
    }
}
