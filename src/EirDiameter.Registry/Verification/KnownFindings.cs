using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Looks up what the summaries of use show of many equipment at once.</summary>
internal static class KnownFindings
{
    /// <summary>The findings of each, as the caller's country settled them if it did, with those of their countries that the caller may see. Equipment without any does not come.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="dialect">That of the database.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="keys">The equipment.</param>
    /// <param name="withheld">Whether a finding comes of which the caller may see no country, without saying where: that there is one is what a verification is for.</param>
    public static async Task<Dictionary<EquipmentKey, List<StatusFinding>>> OfAsync(
        DbConnection connection, Dialect dialect, Actor actor, IReadOnlyCollection<EquipmentKey> keys, bool withheld)
    {
        IEnumerable<(long Key, string Kind, long Sequence, long Ordinal, string Status, string Country)> rows = await connection.QueryAsync<(long, string, long, long, string, string)>(
            $"""
            SELECT f.key, f.kind, f.sequence, f.ordinal, COALESCE(s.status, f.status), c.country
            FROM {dialect.KeysSource("keys")} JOIN findings f ON f.key = keys.key JOIN finding_countries c ON c.key = f.key AND c.kind = f.kind
                LEFT JOIN finding_settlements s ON s.key = f.key AND s.kind = f.kind AND s.country = @country
            ORDER BY f.key, f.kind, c.country
            """,
            new { keys = dialect.Keys([.. keys.Select(k => (long)k.Value)]), country = actor.Country });
        return rows.GroupBy(r => (r.Key, r.Kind, r.Sequence, r.Ordinal, r.Status))
            .Select(f => (f.Key.Key, Finding: new StatusFinding(
                $"{f.Key.Sequence}-{f.Key.Ordinal}", f.Key.Kind, f.Key.Status, [.. f.Select(r => r.Country).Where(c => FeedRights.Sees(actor, c))])))
            .Where(f => withheld || f.Finding.Countries.Count > 0)
            .GroupBy(f => new EquipmentKey((ulong)f.Key), f => f.Finding)
            .ToDictionary(g => g.Key, g => g.ToList());
    }
}
