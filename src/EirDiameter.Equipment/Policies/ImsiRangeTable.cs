namespace EirDiameter.Equipment;

/// <summary>The configured ranges of subscribers, sorted: one binary search finds the only one a subscriber can be in.</summary>
internal sealed class ImsiRangeTable
{
    private static readonly ulong[] PowersOfTen = BuildPowers();

    private readonly ulong[] _from;
    private readonly ulong[] _to;
    private readonly EquipmentStatus[] _status;

    private ImsiRangeTable(ulong[] from, ulong[] to, EquipmentStatus[] status)
    {
        _from = from;
        _to = to;
        _status = status;
    }

    public static ImsiRangeTable Empty { get; } = new([], [], []);

    public bool IsEmpty => _from.Length == 0;

    /// <summary>The status of the range that <paramref name="imsi"/> lies in, and the range's number.</summary>
    public bool TryFind(Imsi imsi, out EquipmentStatus status, out int index)
    {
        status = default;
        index = -1;
        if (IsEmpty || imsi.IsNone)
            return false;
        ulong digits = imsi.Digits * PowersOfTen[Imsi.MaxLength - imsi.Length];
        index = Array.BinarySearch(_from, digits);
        index = index >= 0 ? index : ~index - 1;
        if (index < 0 || digits > _to[index])
            return false;
        status = _status[index];
        return true;
    }

    /// <summary>The range as 15 digits to 15 digits.</summary>
    public string Describe(int index) => $"{_from[index]:D15} to {_to[index]:D15}";

    public static ImsiRangeTable Build(IReadOnlyList<ImsiRangeOptions> ranges, List<string> errors)
    {
        List<(ulong From, ulong To, EquipmentStatus Status, int Index)> read = [];
        for (int index = 0; index < ranges.Count; index++)
        {
            ImsiRangeOptions range = ranges[index];
            string key = $"{PolicyOptions.Section}:ImsiRanges:{index}";
            bool isGood = TryFill(range.From, $"{key}:From", '0', errors, out ulong from);
            isGood &= TryFill(range.To ?? range.From, $"{key}:To", '9', errors, out ulong to);
            if (!PolicyTable.TryReadStatus(range.Status, out EquipmentStatus status))
            {
                errors.Add($"{key}:Status: expected one of {PolicyTable.StatusWords}, found '{range.Status}'");
                isGood = false;
            }

            if (isGood && to < from)
                errors.Add($"{key}:To: expected {range.From} or higher, found '{range.To}'");
            else if (isGood)
                read.Add((from, to, status, index));
        }

        read.Sort();
        int furthest = 0;
        for (int index = 1; index < read.Count; index++)
        {
            if (read[index].From <= read[furthest].To)
            {
                int later = Math.Max(read[index].Index, read[furthest].Index);
                int earlier = Math.Min(read[index].Index, read[furthest].Index);
                errors.Add($"{PolicyOptions.Section}:ImsiRanges:{later}: expected a range of its own, found one that overlaps {PolicyOptions.Section}:ImsiRanges:{earlier}");
            }

            furthest = read[index].To > read[furthest].To ? index : furthest;
        }

        return new ImsiRangeTable([.. read.Select(range => range.From)], [.. read.Select(range => range.To)], [.. read.Select(range => range.Status)]);
    }

    private static bool TryFill(string? text, string key, char filler, List<string> errors, out ulong value)
    {
        value = 0;
        if (text is { Length: >= 1 and <= Imsi.MaxLength } && text.All(char.IsAsciiDigit))
        {
            value = ulong.Parse(text.PadRight(Imsi.MaxLength, filler), System.Globalization.CultureInfo.InvariantCulture);
            return true;
        }

        errors.Add($"{key}: expected 1 to 15 decimal digits, found '{text}'");
        return false;
    }

    private static ulong[] BuildPowers()
    {
        ulong[] powers = new ulong[Imsi.MaxLength + 1];
        powers[0] = 1;
        for (int index = 1; index < powers.Length; index++)
            powers[index] = powers[index - 1] * 10;
        return powers;
    }
}
