using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Holds what is suspiciously much. It looks at each country alone, since a wrong summary that names all equipment of a small country is little among that of all; and it adds
/// what findings have listed there already, since many small summaries do the same as a large one. What the registrar released is not counted: it was looked at.
/// </summary>
internal sealed class FindingGuard(FindingsOptions options, ILogger logger)
{
    // New is also that an old finding concerns one more country.
    private const string CountNew =
        """
        SELECT d.kind, c.country, COUNT(*) FROM detected d JOIN detected_countries c ON c.key = d.key AND c.kind = d.kind
        LEFT JOIN findings f ON f.key = d.key AND f.kind = d.kind
        WHERE d.old = 0 AND (f.key IS NULL OR f.status IN ('dismissed', 'resolved')
            OR NOT EXISTS (SELECT 1 FROM finding_countries k WHERE k.key = d.key AND k.kind = d.kind AND k.country = c.country))
        GROUP BY d.kind, c.country ORDER BY d.kind, c.country
        """;

    private const string CountListed =
        """
        SELECT COUNT(DISTINCT l.key) FROM finding_listings l
        JOIN findings f ON f.key = l.key AND f.kind = l.kind AND f.held = 0 AND f.status IN ('open', 'confirmed')
        JOIN finding_countries c ON c.key = l.key AND c.kind = l.kind AND c.country = @country AND c.held = 0
        WHERE l.feed IN (@country, 'global') AND l.kind = @kind
        """;

    private const string Hold =
        """
        UPDATE detected_countries SET held = 1 WHERE kind = @kind AND country = @country;
        UPDATE detected SET held = 1 WHERE kind = @kind AND EXISTS (
            SELECT 1 FROM detected_countries c WHERE c.key = detected.key AND c.kind = detected.kind AND c.country = @country)
        """;

    /// <summary>Marks what is to be held. A new finding is held everywhere; one that stands already, only in the countries that it concerns newly.</summary>
    public async Task<IReadOnlyList<HeldFindings>> HoldAsync(Change change)
    {
        List<HeldFindings> held = [];
        List<(string Kind, string Country, long Count)> counts = [.. await change.Connection.QueryAsync<(string, string, long)>(
            CountNew, transaction: change.Transaction, commandTimeout: 0)];
        foreach ((string kind, string country, long count) in counts.Where(_ => options.MaxMatchPercent < 100))
        {
            long inUse = await EquipmentInUse.OfAsync(change, country);
            double most = inUse * options.MaxMatchPercent / 100;
            long listed = await change.Connection.ExecuteScalarAsync<long>(CountListed, new { kind, country }, change.Transaction, commandTimeout: 0);
            if (count + listed <= most)
                continue;
            held.Add(new(kind, country, count));
            RegistryLog.FindingsHeld(logger, count, kind, country, listed, options.MaxMatchPercent, inUse);
            await change.Connection.ExecuteAsync(Hold, new { kind, country }, change.Transaction, commandTimeout: 0);
        }

        return held;
    }
}
