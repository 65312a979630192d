using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What a line of a delta list does.</summary>
internal enum DirbsChange
{
    /// <summary>The equipment was not listed and is now.</summary>
    Add,

    /// <summary>It was listed and is not any more.</summary>
    Remove,

    /// <summary>It was listed and is listed otherwise.</summary>
    Update,
}

/// <summary>A line of a list, checked.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Change">What it does; in a full list always <see cref="DirbsChange.Add"/>.</param>
/// <param name="Report">What it reports.</param>
/// <param name="Dated">Whether it says from when.</param>
/// <param name="IsUnusable">Whether it was refused, and only names equipment of which the list does say something: what stands of it stays.</param>
internal readonly record struct DirbsLine(long Line, DirbsChange Change, Report Report, bool Dated, bool IsUnusable = false);

/// <summary>Reads the lines of a list.</summary>
internal sealed class DirbsLineReader(DirbsListKind kind, bool delta, ReportReader reader)
{
    /// <summary>In place of the subscriber of a refused line that names none.</summary>
    public static readonly Imsi AnyImsi = new(1);

    private readonly IReadOnlyList<string> _columns = [.. kind.Required, .. delta ? ["change_type"] : Array.Empty<string>(), .. kind.Optional];

    /// <summary>The lines that say something; the others are counted in the report as accepted or rejected.</summary>
    public IEnumerable<DirbsLine> Read(BulkBody body, BulkReport report)
    {
        IReadOnlyList<string> required = delta ? [.. kind.Required, "change_type"] : kind.Required;
        int imsi = Column("imsi");
        int date = Column("reporting_date");
        int status = Column("status");
        int change = Column("change_type");
        List<DirbsLine> unusable = [];
        BulkRows rows = new BulkRows(BulkFormat.Csv, required, kind.Optional).Telling(row => Keep(row.Line, row[0], "", unusable));
        foreach (BulkRow row in rows.Read(body.Open(), report))
        {
            long rejected = report.Rejected;
            DirbsChange does = DirbsChange.Add;
            ReportText text = new() { Type = RegistryWords.Of(kind.Type), Equipment = row[0], Imsi = imsi < 0 ? null : row[imsi], Effective = date < 0 ? null : row[date] };
            if (change >= 0 && !RegistryWords.TryParse(row[change], out does))
                report.Reject(row.Line, row[0], $"change_type '{row[change]}' is none of {RegistryWords.All<DirbsChange>()}");
            else if (!reader.TryRead(text, out Report? read, out string? error))
                report.Reject(row.Line, row[0], error!);
            else if (kind.Type != ReportType.BarredTac && read!.From != read.To)
                report.Reject(row.Line, row[0], "an imei is 14, 15 or 16 digits");
            else if (Counts(status < 0 ? "" : row[status], ref does, report))
                yield return new DirbsLine(row.Line, does, read! with { Origin = kind.Word }, !string.IsNullOrEmpty(text.Effective));
            if (report.Rejected > rejected)
                Keep(row.Line, row[0], imsi < 0 ? "" : row[imsi], unusable);
        }

        foreach (DirbsLine line in unusable)
            yield return line;
    }

    // A full list that says something of equipment, however badly, does not take it off.
    private void Keep(long line, string equipment, string imsi, List<DirbsLine> unusable)
    {
        string named = equipment.Length > EquipmentKey.Length ? equipment[..EquipmentKey.Length] : equipment;
        (EquipmentKey From, EquipmentKey To) keys;
        if (kind.Type == ReportType.BarredTac && Tac.TryParse(equipment, out Tac tac))
            keys = (tac.First, tac.Last);
        else if (EquipmentKey.TryParse(named, out EquipmentKey key))
            keys = (key, key);
        else
            return;
        Imsi subscriber = kind.Optional.Concat(kind.Required).Contains("imsi") ? (Imsi.TryParse(imsi, out Imsi read) ? read : AnyImsi) : Imsi.None;
        Report report = new(kind.Type, keys.From, keys.To, subscriber, "", null, Validity.Always, 0, "", "", kind.Word);
        unusable.Add(new DirbsLine(line, DirbsChange.Add, report, Dated: false, IsUnusable: true));
    }

    // A stolen list carries entries that are not to be blocked (any status but blank or blacklist): as if they were not there.
    private bool Counts(string status, ref DirbsChange does, BulkReport report)
    {
        if (status.Length == 0 || status.Equals("blacklist", StringComparison.OrdinalIgnoreCase))
            return true;
        if (delta && does == DirbsChange.Update)
        {
            does = DirbsChange.Remove;
            return true;
        }

        if (delta && does == DirbsChange.Remove)
            return true;
        report.Accept();
        return false;
    }

    private int Column(string name)
    {
        for (int i = 0; i < _columns.Count; i++)
        {
            if (_columns[i] == name)
                return i;
        }

        return -1;
    }
}
