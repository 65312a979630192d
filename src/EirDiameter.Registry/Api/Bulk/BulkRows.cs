using System.Text;
using System.Text.Json;

namespace EirDiameter.Registry;

/// <summary>What a bulk body is written in.</summary>
internal enum BulkFormat
{
    /// <summary>Comma-separated values with a header (<c>text/csv</c>).</summary>
    Csv,

    /// <summary>One JSON object a line (<c>application/x-ndjson</c>).</summary>
    Ndjson,
}

/// <summary>One line of a bulk body. The same object serves for all lines.</summary>
internal sealed class BulkRow(int columns)
{
    private readonly string[] _values = new string[columns];

    /// <summary>Its number in the body, from 1.</summary>
    public long Line { get; set; }

    /// <summary>A value by the number of its column; empty = not given.</summary>
    public string this[int column]
    {
        get => _values[column];
        set => _values[column] = value;
    }

    public void Clear() => Array.Fill(_values, "");
}

/// <summary>
/// The rows of a bulk body, CSV or NDJSON alike: columns are known by name, in any order, and what is not known is passed over. A line that cannot
/// be read is refused alone; a header that cannot be used refuses all.
/// </summary>
/// <param name="format">What it is written in.</param>
/// <param name="required">Columns that must be there.</param>
/// <param name="optional">Columns that may be.</param>
internal sealed class BulkRows(BulkFormat format, IReadOnlyList<string> required, IReadOnlyList<string> optional)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string[] _columns = [.. required, .. optional];

    private Action<BulkRow>? _refused;

    /// <summary>Has somebody told of each line that is refused here, with as much of it as could be read.</summary>
    public BulkRows Telling(Action<BulkRow> refused)
    {
        _refused = refused;
        return this;
    }

    /// <summary>The format that a request says its body has; null = neither.</summary>
    public static BulkFormat? FormatOf(HttpRequest request)
    {
        string type = (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        return type switch
        {
            "text/csv" => BulkFormat.Csv,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => BulkFormat.Ndjson,
            _ => null,
        };
    }

    /// <summary>Reads the rows; each is valid until the next one. Values that are lists in JSON come with <c>|</c> between, as CSV has them.</summary>
    /// <exception cref="RegistryException">The header cannot be used, or the stream is damaged.</exception>
    public IEnumerable<BulkRow> Read(Stream stream, BulkReport report)
    {
        BulkRow row = new(_columns.Length);
        List<string> cells = [];
        int[]? places = null;
        int width = 0;
        foreach ((long number, ReadOnlyMemory<byte>? line) in BulkLines.Read(stream))
        {
            row.Line = number;
            row.Clear();
            string? error = line is { } octets ? null : $"the line has more than {BulkLines.MaxLength} octets";
            if (line is { IsEmpty: true })
                continue;
            bool read = error is null && (format == BulkFormat.Ndjson ? TryJson(line!.Value, row, out error) : TryCells(line!.Value, cells, out error));
            if (format == BulkFormat.Csv && places is null)
            {
                places = read ? Places(cells) : throw new RegistryException(RegistryFault.Refused, $"the header cannot be read: {error}");
                width = cells.Count;
                continue;
            }

            if (read && format == BulkFormat.Csv)
                read = TryPlace(cells, places!, width, row, out error);
            if (read)
                yield return row;
            else
                Refuse(row, error!, report);
        }

        if (format == BulkFormat.Csv && places is null)
            throw new RegistryException(RegistryFault.Refused, $"the body is empty: its first line names the columns {string.Join(',', _columns)}");
    }

    private void Refuse(BulkRow row, string error, BulkReport report)
    {
        report.Reject(row.Line, row[0], error);
        _refused?.Invoke(row);
    }

    private static bool TryPlace(List<string> cells, int[] places, int width, BulkRow row, out string? error)
    {
        for (int i = 0; i < places.Length; i++)
            row[i] = places[i] >= 0 && places[i] < cells.Count ? cells[places[i]] : "";
        error = cells.Count == width ? null : $"the line has {cells.Count} values, the header {width}";
        return error is null;
    }

    private static bool TryCells(ReadOnlyMemory<byte> line, List<string> cells, out string? error)
    {
        cells.Clear();
        if (!TryText(line.Span, out string text, out error))
            return false;
        int at = 0;
        while (true)
        {
            if (at < text.Length && text[at] == '"')
            {
                StringBuilder value = new();
                at++;
                while (true)
                {
                    int quote = text.IndexOf('"', at);
                    if (quote < 0)
                    {
                        error = "a quote is not closed";
                        return false;
                    }

                    value.Append(text, at, quote - at);
                    at = quote + 1;
                    if (at >= text.Length || text[at] != '"')
                        break;
                    value.Append('"');
                    at++;
                }

                if (at < text.Length && text[at] != ',')
                {
                    error = "text follows a closed quote";
                    return false;
                }

                cells.Add(value.ToString().Trim());
            }
            else
            {
                int comma = text.IndexOf(',', at);
                int stop = comma < 0 ? text.Length : comma;
                cells.Add(text.AsSpan(at, stop - at).Trim().ToString());
                at = stop;
            }

            if (at >= text.Length)
                return true;
            at++;
        }
    }

    private static bool TryText(ReadOnlySpan<byte> line, out string text, out string? error)
    {
        try
        {
            text = Strict.GetString(line);
            error = text.Contains('\0') ? "the line holds a NUL character" : null;
            return error is null;
        }
        catch (ArgumentException)
        {
            text = "";
            error = "the line is not UTF-8";
            return false;
        }
    }

    private static bool TryValue(JsonElement element, out string value)
    {
        value = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!.Trim(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
            JsonValueKind.Array when element.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) =>
                string.Join('|', element.EnumerateArray().Select(e => e.GetString()!.Trim())),
            _ => "",
        };
        return element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || (element.ValueKind == JsonValueKind.Array && (value.Length > 0 || element.GetArrayLength() == 0));
    }

    private int[] Places(List<string> header)
    {
        int[] places = [.. _columns.Select(c => header.FindIndex(h => h.Equals(c, StringComparison.OrdinalIgnoreCase)))];
        for (int i = 0; i < required.Count; i++)
        {
            if (places[i] < 0)
                throw new RegistryException(RegistryFault.Refused, $"the header has no column '{required[i]}': the first line names the columns {string.Join(',', _columns)}");
        }

        string? twice = _columns.FirstOrDefault(c => header.Count(h => h.Equals(c, StringComparison.OrdinalIgnoreCase)) > 1);
        return twice is null ? places : throw new RegistryException(RegistryFault.Refused, $"the header names the column '{twice}' twice");
    }

    private bool TryJson(ReadOnlyMemory<byte> line, BulkRow row, out string? error)
    {
        error = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                error = "the line is not a JSON object";
                return false;
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                int column = Array.FindIndex(_columns, c => c.Equals(property.Name, StringComparison.OrdinalIgnoreCase));
                if (column < 0)
                    continue;
                if (!TryValue(property.Value, out string value) || value.Contains('\0'))
                    error = $"the value of '{property.Name}' cannot be used";
                row[column] = value;
            }

            return error is null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            error = "the line is not JSON";
            return false;
        }
    }
}
