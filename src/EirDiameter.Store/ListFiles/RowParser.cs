using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// Reads the rows of one list file into changes. The bulk path: octets in, no allocation per good row, and what rows have in common
/// (reasons, dates) is understood once.
/// </summary>
internal sealed class RowParser(ListFileLayout layout, LocalReasons reasons)
{
    private readonly byte[] _unquoted = new byte[LineBuffer.MaxLineBytes];
    private byte[] _lastEffective = [];
    private byte[] _lastExpires = [];
    private Validity _lastValidity = Validity.Always;
    private int _unquotedUsed;

    /// <summary>Reads one row.</summary>
    /// <param name="line">The row, without line end.</param>
    /// <param name="change">What it says.</param>
    /// <param name="equipment">Its equipment column, for a report.</param>
    /// <param name="error">Null, or why the row is refused.</param>
    public bool TryParse(ReadOnlySpan<byte> line, out Change change, out ReadOnlySpan<byte> equipment, out string? error)
    {
        change = default;
        equipment = default;
        error = null;
        ReadOnlySpan<byte> list = default, reason = default, effective = default, expires = default, imsi = default, verb = default;
        _unquotedUsed = 0;
        foreach (ColumnRole role in layout.Columns)
        {
            if (!TryField(ref line, out ReadOnlySpan<byte> field))
            {
                error = "a quote is not closed, or text stands behind it";
                return false;
            }

            switch (role)
            {
                case ColumnRole.Equipment: equipment = field; break;
                case ColumnRole.List: list = field; break;
                case ColumnRole.Reason: reason = field; break;
                case ColumnRole.Effective: effective = field; break;
                case ColumnRole.Expires: expires = field; break;
                case ColumnRole.Imsi: imsi = field; break;
                case ColumnRole.Change: verb = field; break;
                default: break;
            }
        }

        if (!line.IsEmpty)
            error = "it has more columns than the header";
        else if (!ListedEquipment.TryParse(equipment, layout.TacsOnly, out ListedEquipment listed, out error))
            error ??= "the equipment is not understood";
        else
            change = Build(listed, list, reason, effective, expires, imsi, verb, out error);
        return error is null;
    }

    private Change Build(
        ListedEquipment listed, ReadOnlySpan<byte> list, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> effective, ReadOnlySpan<byte> expires,
        ReadOnlySpan<byte> imsi, ReadOnlySpan<byte> verb, out string? error)
    {
        if (!TryVerb(verb, out bool remove, out error) || !TryList(list, out EquipmentList on, out error)
            || !TryValidity(effective, expires, out Validity validity, out error))
            return default;
        Imsi subscriber = Imsi.None;
        if (!imsi.IsEmpty && !Imsi.TryParse(imsi, out subscriber))
            error = "an IMSI is 6 to 15 digits";
        else if (listed.IsRange && !subscriber.IsNone)
            error = "an IMSI cannot be given with a TAC or a range";
        else if (reason.Length > ReasonTable.MaxTextBytes)
            error = $"the reason is longer than {ReasonTable.MaxTextBytes} octets";
        if (error is not null)
            return default;
        ulong details = remove ? 0 : PackedListing.DetailsOf(reasons.IndexOf(reason), validity);
        ChangeKind kind = listed.IsRange ? ChangeKind.Range : subscriber.IsNone ? ChangeKind.Equipment : ChangeKind.Pair;
        ulong second = listed.IsRange ? listed.To : subscriber.Value;
        return Change.Of(remove, kind, PackedListing.BitOf(on), listed.From, second, details);
    }

    private bool TryVerb(ReadOnlySpan<byte> verb, out bool remove, out string? error)
    {
        error = null;
        remove = layout.Removes || verb.SequenceEqual("remove"u8);
        if (verb.IsEmpty || remove || verb.SequenceEqual("add"u8))
            return true;
        error = "the change is neither add nor remove";
        return false;
    }

    private bool TryList(ReadOnlySpan<byte> list, out EquipmentList on, out string? error)
    {
        error = null;
        on = layout.List ?? default;
        if (layout.List is not null)
            return true;
        if (list.SequenceEqual("black"u8))
            on = EquipmentList.Black;
        else if (list.SequenceEqual("grey"u8))
            on = EquipmentList.Grey;
        else if (list.SequenceEqual("white"u8))
            on = EquipmentList.White;
        else
            error = "the list is none of white, grey, black";
        return error is null;
    }

    private bool TryValidity(ReadOnlySpan<byte> effective, ReadOnlySpan<byte> expires, out Validity validity, out string? error)
    {
        error = null;
        validity = _lastValidity;
        if (effective.SequenceEqual(_lastEffective) && expires.SequenceEqual(_lastExpires))
            return true;
        if (!ListedTime.TryParse(effective, layout.CompactDates, out DateTimeOffset? from))
            error = "the effective date is not understood";
        else if (!ListedTime.TryParse(expires, layout.CompactDates, out DateTimeOffset? until))
            error = "the expiry date is not understood";
        else if (Validity.TryCreate(from, until, out validity, out error))
            (_lastEffective, _lastExpires, _lastValidity) = (effective.ToArray(), expires.ToArray(), validity);
        return error is null;
    }

    private bool TryField(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> trimmed = rest.TrimStart((byte)' ');
        if (!trimmed.IsEmpty && trimmed[0] == '"')
        {
            rest = trimmed;
            return TryQuoted(ref rest, out field);
        }

        int end = rest.IndexOf(layout.Separator);
        field = (end < 0 ? rest : rest[..end]).Trim((byte)' ');
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    private bool TryQuoted(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field)
    {
        int from = _unquotedUsed;
        rest = rest[1..];
        field = default;
        while (true)
        {
            int quote = rest.IndexOf((byte)'"');
            if (quote < 0)
                return false;
            rest[..quote].CopyTo(_unquoted.AsSpan(_unquotedUsed));
            _unquotedUsed += quote;
            rest = rest[(quote + 1)..];
            if (rest.IsEmpty || rest[0] != '"')
                break;
            _unquoted[_unquotedUsed++] = (byte)'"';
            rest = rest[1..];
        }

        field = _unquoted.AsSpan(from, _unquotedUsed - from).Trim((byte)' ');
        int end = rest.IndexOf(layout.Separator);
        bool isBare = (end < 0 ? rest : rest[..end]).Trim((byte)' ').IsEmpty;
        rest = end < 0 ? default : rest[(end + 1)..];
        return isBare;
    }
}
