using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace EirDiameter.Equipment;

/// <summary>Dates of list files: `yyyy-MM-dd` (midnight UTC), RFC 3339, and for DIRBS lists `yyyyMMdd`.</summary>
public static class ListedTime
{
    /// <summary>Reads a date or time.</summary>
    /// <param name="utf8">What was written; empty = no time, which is understood.</param>
    /// <param name="compact">Whether `yyyyMMdd` is understood too.</param>
    /// <param name="time">The time, UTC; null if none was given or it was not understood.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, bool compact, out DateTimeOffset? time)
    {
        time = null;
        if (utf8.IsEmpty)
            return true;
        if (utf8.Length == 10 && utf8[4] == '-' && utf8[7] == '-')
            return TryDay(utf8[..4], utf8[5..7], utf8[8..], out time);
        if (compact && utf8.Length == 8)
            return TryDay(utf8[..4], utf8[4..6], utf8[6..], out time);
        if (utf8.Length is < 20 or > 40 || utf8[4] != '-' || utf8[10] is not ((byte)'T' or (byte)'t' or (byte)' '))
            return false;
        bool hasZone = utf8[^1] is (byte)'Z' or (byte)'z' || utf8[^6] is (byte)'+' or (byte)'-';
        if (!hasZone || !DateTimeOffset.TryParse(
                Encoding.UTF8.GetString(utf8), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed))
            return false;
        time = parsed.ToUniversalTime();
        return true;
    }

    /// <summary>`yyyy-MM-dd` if it is midnight, else RFC 3339; reads back the same.</summary>
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool TryDay(ReadOnlySpan<byte> year, ReadOnlySpan<byte> month, ReadOnlySpan<byte> day, out DateTimeOffset? time)
    {
        time = null;
        if (!TryNumber(year, out int y) || !TryNumber(month, out int m) || !TryNumber(day, out int d)
            || y < 1 || m is < 1 or > 12 || d < 1 || d > DateTime.DaysInMonth(y, m))
            return false;
        time = new DateTimeOffset(y, m, d, 0, 0, 0, TimeSpan.Zero);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number) =>
        Utf8Parser.TryParse(digits, out number, out int used) && used == digits.Length && number >= 0;
}
