using System.Globalization;

namespace EirDiameter.Registry;

/// <summary>Days as numbers: days since 1970-01-01, UTC.</summary>
internal static class Day
{
    /// <summary>A day that never comes: no end.</summary>
    public const long Never = 1_000_000;

    private static readonly long Origin = new DateOnly(1970, 1, 1).DayNumber;

    public static long Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).DayNumber - Origin;

    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParse(string? text, out long day)
    {
        bool read = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        day = read ? date.DayNumber - Origin : 0;
        return read;
    }

    /// <summary>As <c>yyyy-MM-dd</c>; null for <see cref="Never"/>.</summary>
    public static string? Text(long day) =>
        day >= Never ? null : DateOnly.FromDayNumber((int)(day + Origin)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
