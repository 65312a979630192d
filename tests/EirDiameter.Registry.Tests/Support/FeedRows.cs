using System.Data.Common;
using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

/// <summary>What the feeds list, as tests look at it.</summary>
internal static class FeedRows
{
    /// <summary>All listings, each as `feed equipment imsi list reason effective expires`, sorted.</summary>
    public static async Task<string[]> ListedAsync(this RegistryDatabase database)
    {
        await using DbConnection connection = await database.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT feed, key_from, key_to, imsi, list, reason, effective, expires FROM listings";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        List<string> found = [];
        while (await reader.ReadAsync())
        {
            FeedListing listing = ListingRow.Read(reader, key: 1, value: 5);
            found.Add(string.Join(' ', ((string[])
            [
                reader.GetString(0), listing.EquipmentText, listing.Imsi.ToString(), RegistryWords.Of(listing.List), $"'{listing.Reason}'", Time(listing.Validity.Effective), Time(listing.Validity.Expires),
            ]).Where(p => p.Length > 0)));
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static string Time(DateTimeOffset? time) => time is null ? "-" : ListedTime.Write(time.Value);
}
