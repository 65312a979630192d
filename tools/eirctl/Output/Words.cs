using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EirDiameter.Eirctl.Output;

/// <summary>From what the API says to what a person reads.</summary>
internal static class Words
{
    /// <summary>What stands where the API says nothing.</summary>
    public const string Nothing = "-";

    private static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>A string member of an object, or null when it is absent, null or not a string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>A whole-number member of an object, or 0.</summary>
    public static long Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : 0;

    /// <summary>A member of an object that is itself an object, or null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value
            : null;

    /// <summary>The elements of an array member, or none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    /// <summary>Any member as a cell of a table.</summary>
    public static string Cell(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? Cell(value) : Nothing;

    /// <summary>Any value as a cell of a table.</summary>
    public static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => Nothing,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.String when string.IsNullOrEmpty(value.GetString()) => Nothing,
        JsonValueKind.String => Moment(value.GetString()!) ?? OneLine(value.GetString()!),
        JsonValueKind.Array when value.GetArrayLength() == 0 => Nothing,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Cell)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(member => $"{Heading(member.Name)} {Cell(member.Value)}")),
        _ => value.GetRawText(),
    };

    /// <summary>A time in UTC to the second, a midnight as its day; null if it is no time. The listings of a country are dates, not times.</summary>
    private static string? Moment(string text)
    {
        if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) return null;
        DateTime utc = time.UtcDateTime;
        return utc.ToString(utc.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>`openSince` to `open since`.</summary>
    public static string Heading(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = i > 0 && char.IsAsciiLetterUpper(name[i]) && !char.IsAsciiLetterUpper(name[i - 1]);
            if (startsWord) _ = text.Append(' ');
            bool isAcronym = i + 1 < name.Length && char.IsAsciiLetterUpper(name[i + 1]);
            _ = text.Append(isAcronym ? name[i] : char.ToLowerInvariant(name[i]));
        }
        return text.Replace("imsi", "IMSI").Replace("tac", "TAC").ToString();
    }

    /// <summary>One line without control characters: texts come from list files and peers, and must not drive the terminal.</summary>
    public static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f')) return text;
        return string.Create(text.Length, text, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
                line[i] = char.IsControl(source[i]) ? (source[i] is '\n' or '\t' or '\r' ? ' ' : '\ufffd') : source[i];
        }).Trim();
    }

    /// <summary>`1 line`, `2 lines`.</summary>
    public static string Count(long number, string one, string? many = null) => $"{number} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary>A duration in one unit: `37 s`, `5 min`, `3.2 h`, `2.5 d`.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0.#} d"),
    };

    /// <summary>A size in octets, in binary units.</summary>
    public static string Size(long octets)
    {
        double size = octets;
        int unit = 0;
        while (size >= 1024 && unit < Sizes.Length - 1)
        {
            size /= 1024;
            unit++;
        }
        return unit == 0 ? $"{octets} B" : $"{size:0.0} {Sizes[unit]}";
    }
}
