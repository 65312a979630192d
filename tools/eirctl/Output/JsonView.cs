using System.Text.Json;

namespace EirDiameter.Eirctl.Output;

/// <summary>
/// Shows an object or a list of objects as it comes, so that what a newer node adds is shown without a newer eirctl:
/// plain values first, then each object as a section and each list of objects as a table.
/// </summary>
internal static class JsonView
{
    /// <summary>Rows of one table; a member that is an object becomes one column for each of its members.</summary>
    public static void Rows(Printer printer, IEnumerable<JsonElement> items, string whenEmpty)
    {
        var rows = items.Select(Flatten).ToArray();
        if (rows.Length == 0)
        {
            printer.Line(whenEmpty);
            return;
        }
        string[] names = [.. rows.SelectMany(row => row.Keys).Distinct()];
        printer.Table(names, [.. rows.Select(row => names.Select(name => row.GetValueOrDefault(name, Words.Nothing)).ToArray())]);
    }

    /// <summary>One object as a page.</summary>
    public static void Page(Printer printer, JsonElement page)
    {
        if (page.ValueKind != JsonValueKind.Object)
        {
            printer.Line(Words.Cell(page));
            return;
        }
        printer.Facts([.. page.EnumerateObject().Where(member => !IsSection(member.Value)).Select(member => (Words.Heading(member.Name), (string?)Words.Cell(member.Value)))]);
        foreach (JsonProperty section in page.EnumerateObject().Where(member => IsSection(member.Value)))
        {
            printer.Title(Words.Heading(section.Name));
            if (section.Value.ValueKind == JsonValueKind.Array) Rows(printer, section.Value.EnumerateArray(), "  none");
            else Page(printer, section.Value);
        }
    }

    /// <summary>The list in an answer that is either the list itself or an object around it.</summary>
    public static IEnumerable<JsonElement> ListIn(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray() : answer.Items(name);

    private static bool IsSection(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        || (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object));

    private static Dictionary<string, string> Flatten(JsonElement item)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        if (item.ValueKind != JsonValueKind.Object)
        {
            row["value"] = Words.Cell(item);
            return row;
        }
        foreach (JsonProperty member in item.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object)
                foreach (JsonProperty inner in member.Value.EnumerateObject())
                    row[$"{Words.Heading(member.Name)} {Words.Heading(inner.Name)}"] = Words.Cell(inner.Value);
            else
                row[Words.Heading(member.Name)] = Words.Cell(member.Value);
        }
        return row;
    }
}
