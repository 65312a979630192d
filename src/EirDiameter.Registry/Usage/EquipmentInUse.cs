using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// How many different equipment the summaries of a country name. The number is exact and kept by what an upload brings and what is removed, which costs one look into the key
/// of the summaries for each line of these; to count anew would read every summary of half a year at each upload, inside the change.
/// </summary>
internal static class EquipmentInUse
{
    private const string Count =
        """
        INSERT INTO equipment_in_use (country, equipment)
        SELECT @country, COUNT(*) FROM (SELECT DISTINCT key FROM used_equipment) e
        WHERE NOT EXISTS (SELECT 1 FROM usage u WHERE u.key = e.key AND u.country = @country)
        ON CONFLICT (country) DO UPDATE SET equipment = equipment_in_use.equipment + excluded.equipment
        """;

    private const string Discount =
        """
        UPDATE equipment_in_use SET equipment = equipment - (
            SELECT COUNT(*) FROM usage u
            WHERE u.period = @period AND NOT EXISTS (SELECT 1 FROM usage o WHERE o.key = u.key AND o.country = u.country AND o.period <> u.period))
        WHERE country = (SELECT p.country FROM usage_periods p WHERE p.id = @period)
        """;

    /// <summary>Counts what <c>used_equipment</c> is about to bring.</summary>
    public static Task CountAsync(Change change, string country) => change.Connection.ExecuteAsync(Count, new { country }, change.Transaction, commandTimeout: 0);

    /// <summary>Takes off what goes with a period that is about to be removed.</summary>
    public static Task DiscountAsync(Change change, long period) => change.Connection.ExecuteAsync(Discount, new { period }, change.Transaction, commandTimeout: 0);

    /// <summary>The number of a country.</summary>
    public static async Task<long> OfAsync(Change change, string country) => await change.Connection.ExecuteScalarAsync<long?>(
        "SELECT equipment FROM equipment_in_use WHERE country = @country", new { country }, change.Transaction) ?? 0;
}
