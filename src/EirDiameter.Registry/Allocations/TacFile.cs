using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>A row of a TAC database.</summary>
internal sealed record TacRow(
    Tac Tac, string Manufacturer, string Model, string MarketingName, string Bands, string DeviceType, string? Country, long? Allocated, string Extras)
{
    /// <summary>The first 64 bits of a SHA-256 over all of it: rows that say the same have the same.</summary>
    public long Digest()
    {
        string all = string.Join('\u001F', Tac, Manufacturer, Model, MarketingName, Bands, DeviceType, Country, Allocated, Extras);
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }
}

/// <summary>
/// A TAC database as bodies hand it out: a line for each TAC, values between <c>|</c>, nothing quoted, the first line names the columns. Columns are
/// known by their names, in any order, in the short form (TAC, Manufacturer, Model_Name, Bands, Allocation_Date, Device_Type, Optional_Fields) as in
/// the long one (TAC, Marketing Name, Internal Model Name, Manufacturer …). What is not known here is kept as JSON.
/// </summary>
internal sealed class TacFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string[] Unknown = ["", "not known", "unknown", "n/a"];
    private static readonly string[] Dates = ["dd-MMM-yyyy", "d-MMM-yyyy"];

    private readonly string[] _header;
    private readonly int _tac;
    private readonly int _manufacturer;
    private readonly int _model;
    private readonly int _marketingName;
    private readonly int _bands;
    private readonly int _deviceType;
    private readonly int _date;
    private readonly int _country;

    private TacFile(string[] header)
    {
        _header = header;
        _tac = Needed("TAC");
        _manufacturer = Needed("Manufacturer");
        _model = Find("Model Name");
        _marketingName = Find("Marketing Name");
        _bands = Find("Bands");
        _deviceType = Find("Device Type");
        _date = Find("Allocation Date");
        _country = Find("Country Code");
    }

    /// <summary>Reads the rows. A line that cannot be used is noted in the report, and its TAC, if that can be read, comes without a row.</summary>
    /// <exception cref="RegistryException">The header cannot be used, the file is damaged, or a spreadsheet has taken the leading zeros away.</exception>
    public static IEnumerable<(long Line, Tac Tac, TacRow? Row)> Read(Stream stream, BulkReport report)
    {
        TacFile? file = null;
        foreach ((long number, ReadOnlyMemory<byte>? line) in BulkLines.Read(stream))
        {
            if (line is { } octets && octets.Span.Trim((byte)' ').IsEmpty)
                continue;
            string? error = null;
            string text = "";
            if (line is null)
                error = $"the line has more than {BulkLines.MaxLength} octets";
            else if (!TryText(line.Value.Span, out text))
                error = "the line is not UTF-8: save the file as UTF-8";
            if (file is null)
            {
                file = new TacFile(error is null ? Cells(text) : throw new RegistryException(RegistryFault.Refused, $"line {number}, the header: {error}"));
                continue;
            }

            string[] cells = Cells(text);
            string tacText = file._tac < cells.Length ? cells[file._tac] : "";
            RefuseDamaged(number, tacText);
            Tac tac = default;
            TacRow? row = null;
            if (error is null && !Tac.TryParse(tacText, out tac))
                error = "a TAC has 8 digits";
            if (error is null)
                row = file.Row(cells, tac, out error);
            if (error is not null)
                report.Reject(number, tacText, error);
            if (row is not null || Tac.TryParse(tacText, out tac))
                yield return (number, tac, row);
        }

        if (file is null)
            throw new RegistryException(RegistryFault.Refused, "the file is empty: its first line names the columns, such as TAC|Manufacturer|Model_Name|Bands|Allocation_Date|Device_Type");
    }

    // 01234567 comes out of a spreadsheet as 1234567, and 35209900 as 3.52E+07. What such a file says of other TACs is not to be trusted either.
    private static void RefuseDamaged(long number, string tac)
    {
        bool isShort = tac.Length is > 0 and < Tac.Length && tac.All(char.IsAsciiDigit);
        if (isShort || (tac.Contains("E+", StringComparison.OrdinalIgnoreCase) && char.IsAsciiDigit(tac[0])))
        {
            throw new RegistryException(
                RegistryFault.Refused,
                $"line {number}: '{tac}' is a number, not a TAC of 8 digits: a spreadsheet has been at the file and taken leading zeros away. Load the original, or export the column as text");
        }
    }

    private static bool TryText(ReadOnlySpan<byte> line, out string text)
    {
        try
        {
            text = Strict.GetString(line);
            return !text.Contains('\0');
        }
        catch (ArgumentException)
        {
            text = Encoding.Latin1.GetString(line);
            return false;
        }
    }

    private static string[] Cells(string line) => line.Split('|', StringSplitOptions.TrimEntries);

    private static string Fold(string name) => name.Replace('_', ' ').ToUpperInvariant();

    private static bool TryDate(string text, out long? day)
    {
        day = null;
        if (Array.Exists(Unknown, u => u.Equals(text, StringComparison.OrdinalIgnoreCase)))
            return true;
        bool read = DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        if (read)
            day = Day.Of(new DateTimeOffset(date, default, TimeSpan.Zero));
        return read;
    }

    private int Find(string name) => Array.FindIndex(_header, h => Fold(h) == Fold(name));

    private int Needed(string name)
    {
        int place = Find(name);
        if (place < 0)
        {
            throw new RegistryException(
                RegistryFault.Refused,
                $"the header has no column '{name}': expected names between '|', such as TAC|Manufacturer|Model_Name|Bands|Allocation_Date|Device_Type");
        }

        return Array.FindIndex(_header, place + 1, h => Fold(h) == Fold(name)) < 0
            ? place
            : throw new RegistryException(RegistryFault.Refused, $"the header names the column '{name}' twice");
    }

    private TacRow? Row(string[] cells, Tac tac, out string? error)
    {
        error = null;
        long? allocated = null;
        if (cells.Length < _header.Length || cells.Skip(_header.Length).Any(c => c.Length > 0))
            error = $"the line has {cells.Length} values, the header {_header.Length}";
        else if (cells[_manufacturer].Length == 0)
            error = "the manufacturer is missing";
        else if (_date >= 0 && !TryDate(cells[_date], out allocated))
            error = $"'{cells[_date]}' is not a date such as 05-Mar-2019";
        if (error is not null)
            return null;
        bool isCountry = Countries.TryParse(Of(_country), out string country);
        return new TacRow(tac, cells[_manufacturer], Of(_model), Of(_marketingName), Of(_bands), Of(_deviceType), isCountry ? country : null, allocated, Extras(cells, isCountry));

        string Of(int place) => place < 0 ? "" : cells[place];
    }

    private string Extras(string[] cells, bool isCountry)
    {
        Dictionary<string, string>? extras = null;
        for (int i = 0; i < _header.Length; i++)
        {
            bool known = i == _tac || i == _manufacturer || i == _model || i == _marketingName || i == _bands || i == _deviceType || i == _date || (i == _country && isCountry);
            if (!known && cells[i].Length > 0 && _header[i].Length > 0)
                (extras ??= [])[_header[i]] = cells[i];
        }

        return extras is null ? "{}" : JsonSerializer.Serialize(extras, RegistryJson.Options);
    }
}
