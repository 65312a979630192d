using System.Text;
using System.Text.RegularExpressions;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>What a column of a list file says.</summary>
internal enum ColumnRole : byte
{
    Ignored,
    Equipment,
    List,
    Reason,
    Effective,
    Expires,
    Imsi,
    Change,
}

/// <summary>
/// How to read a list file, found from its header and its name: our own CSV, the lists of DIRBS Core (blacklist, exceptions,
/// notifications; full, or one kind of delta), or the TAC database with `|` between the columns.
/// </summary>
/// <param name="Format">Name of the format, for the report.</param>
/// <param name="Separator">Octet between columns.</param>
/// <param name="Columns">What each column says.</param>
/// <param name="List">The list all rows are about; null = a column says it.</param>
/// <param name="Removes">Whether all rows are removals.</param>
/// <param name="TacsOnly">Whether the equipment must be a TAC.</param>
/// <param name="CompactDates">Whether dates are yyyyMMdd.</param>
internal sealed partial record ListFileLayout(
    string Format, byte Separator, ColumnRole[] Columns, EquipmentList? List, bool Removes, bool TacsOnly, bool CompactDates)
{
    /// <summary>Name of our own format.</summary>
    public const string Listings = "listings";

    public const int MaxColumns = 64;

    /// <param name="header">The first line, without byte order mark and line end.</param>
    /// <param name="name">Name of the file; it says which kind of delta a DIRBS list is.</param>
    /// <exception cref="StoreException">No format has such a header.</exception>
    public static ListFileLayout Detect(ReadOnlySpan<byte> header, string name)
    {
        string text = Encoding.UTF8.GetString(header);
        byte separator = text.Contains('|') && !text.Contains(',') ? (byte)'|' : (byte)',';
        string[] names = [.. text.Split((char)separator).Select(n => n.Trim().Trim('"').Trim().ToLowerInvariant())];
        if (names.Length > MaxColumns)
            throw new StoreException($"the header has {names.Length} columns; at most {MaxColumns} are read");
        foreach (string column in names)
        {
            if (RoleOf(column) != ColumnRole.Ignored && names.Count(n => n == column) > 1)
                throw new StoreException($"the header names the column '{column}' twice");
        }

        bool Has(string column) => names.Contains(column);
        if (separator == '|')
        {
            return names[0] == "tac"
                ? new("tac-database", separator, Map(names, ("tac", ColumnRole.Equipment)), EquipmentList.White, false, true, false)
                : throw Unknown(text);
        }

        if (Has("equipment") && Has("list"))
            return new(Listings, separator, [.. names.Select(RoleOf)], null, false, false, false);
        bool removes = DeltaKind(name) is "unblocked" or "resolved" or "blacklisted" or "no_longer_seen" or "removed";
        if (Has("imei") && Has("imsi") && Has("block_date"))
        {
            return new("dirbs-notifications", separator, Map(
                names, ("imei", ColumnRole.Equipment), ("imsi", ColumnRole.Imsi), ("block_date", ColumnRole.Expires), ("reasons", ColumnRole.Reason)),
                EquipmentList.Grey, removes, false, true);
        }

        if (Has("imei") && Has("block_date"))
        {
            return new("dirbs-blacklist", separator, Map(
                names, ("imei", ColumnRole.Equipment), ("block_date", ColumnRole.Effective), ("reasons", ColumnRole.Reason)),
                EquipmentList.Black, removes, false, true);
        }

        if (Has("imei") && Has("imsi"))
        {
            return new("dirbs-exceptions", separator, Map(names, ("imei", ColumnRole.Equipment), ("imsi", ColumnRole.Imsi)),
                EquipmentList.White, removes, false, true);
        }

        throw Unknown(text);
    }

    private static ColumnRole RoleOf(string column) => column switch
    {
        "equipment" => ColumnRole.Equipment,
        "list" => ColumnRole.List,
        "reason" => ColumnRole.Reason,
        "effective" => ColumnRole.Effective,
        "expires" => ColumnRole.Expires,
        "imsi" => ColumnRole.Imsi,
        "change" => ColumnRole.Change,
        _ => ColumnRole.Ignored,
    };

    private static ColumnRole[] Map(string[] names, params (string Column, ColumnRole Role)[] roles) =>
        [.. names.Select(n => Array.Find(roles, r => r.Column == n).Role)];

    private static string? DeltaKind(string name)
    {
        Match delta = DeltaName().Match(name);
        return delta.Success ? delta.Groups[1].Value : null;
    }

    private static StoreException Unknown(string header) => new(
        "the first line is not the header of a list file: it must name the columns 'equipment' and 'list' (or be a DIRBS list or a TAC database), "
        + $"but is '{(header.Length > 100 ? header[..100] + "..." : header)}'");

    [GeneratedRegex(@"_delta_.*_(blocked|unblocked|changed|new|resolved|blacklisted|no_longer_seen|added|removed)\.csv(\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex DeltaName();
}
