namespace EirDiameter.Equipment;

/// <summary>What a policy was told, made ready to be asked: built once from the options, with all that is wrong with them.</summary>
internal sealed class PolicyTable
{
    /// <summary>The words a status is configured with.</summary>
    public const string StatusWords = "white, black, grey, unknown";

    private const EquipmentStatus Error = (EquipmentStatus)254;
    private const EquipmentStatus Ignore = (EquipmentStatus)255;

    private readonly List<string> _errors = [];
    private readonly EquipmentStatus[] _statusOf = new EquipmentStatus[8];
    private readonly EquipmentList[] _listOf = new EquipmentList[8];

    private PolicyTable()
    {
    }

    public IReadOnlyList<string> Errors => _errors;

    public PolicyPreset Preset { get; private set; }

    /// <summary>Whether a white pair is asked for only where the listings would answer black.</summary>
    public bool WhitePairsLiftBlackOnly => Preset >= PolicyPreset.ResponseType1;

    public EquipmentList[] Precedence { get; private set; } = [EquipmentList.Black, EquipmentList.Grey, EquipmentList.White];

    /// <summary>Null: no override.</summary>
    public EquipmentStatus? GlobalOverride { get; private set; }

    public ImsiRangeTable ImsiRanges { get; private set; } = ImsiRangeTable.Empty;

    public EquipmentStatus Unlisted { get; private set; }

    /// <summary>Null: an error is answered.</summary>
    public EquipmentStatus? Malformed { get; private set; }

    /// <summary>Null: a test TAC is as any other.</summary>
    public EquipmentStatus? TestTac { get; private set; }

    /// <summary>Null: equipment that was not produced is as any other.</summary>
    public EquipmentStatus? NotProduced { get; private set; }

    public EquipmentStatus BlackWithPair { get; private set; }

    /// <summary>Null: an error is answered.</summary>
    public EquipmentStatus? StoreUnavailable { get; private set; }

    /// <summary>The status of equipment that is on these lists at one level; never asked for none.</summary>
    public EquipmentStatus StatusOf(EquipmentLists lists) => _statusOf[(int)lists & 7];

    /// <summary>Of these lists, the one that decides; never asked for none.</summary>
    public EquipmentList DecidingList(EquipmentLists lists) => _listOf[(int)lists & 7];

    public static PolicyTable Build(PolicyOptions options)
    {
        PolicyTable table = new();
        table.Preset = table.ReadPreset(options.Preset);
        table.Precedence = table.ReadPrecedence(options.Precedence) ?? table.Precedence;
        table.GlobalOverride = Optional(table.Read("GlobalOverride", options.GlobalOverride, Ignore, null));
        table.ImsiRanges = ImsiRangeTable.Build(options.ImsiRanges ?? [], table._errors);
        table.Unlisted = table.Read("Unlisted", options.Unlisted, UnlistedOf(table.Preset), null);
        table.Malformed = Optional(table.Read("Malformed", options.Malformed, Error, "error"));
        table.TestTac = Optional(table.Read("TestTac", options.TestTac, Ignore, "ignore"));
        table.NotProduced = Optional(table.Read("NotProduced", options.NotProduced, NotProducedOf(table.Preset), "ignore"));
        table.BlackWithPair = table.Read("BlackWithPair", options.BlackWithPair, EquipmentStatus.White, null);
        table.StoreUnavailable = Optional(table.Read("StoreUnavailable", options.StoreUnavailable, Error, "error"));
        table.FillStatuses();
        return table;
    }

    /// <summary>Reads one of the four words of a status.</summary>
    public static bool TryReadStatus(string? text, out EquipmentStatus status)
    {
        (bool known, status) = text?.ToUpperInvariant() switch
        {
            "WHITE" => (true, EquipmentStatus.White),
            "BLACK" => (true, EquipmentStatus.Black),
            "GREY" => (true, EquipmentStatus.Grey),
            "UNKNOWN" => (true, EquipmentStatus.Unknown),
            _ => (false, EquipmentStatus.Unknown),
        };
        return known;
    }

    private static EquipmentStatus? Optional(EquipmentStatus status) => status is Error or Ignore ? null : status;

    private static EquipmentStatus UnlistedOf(PolicyPreset preset) => preset switch
    {
        PolicyPreset.AllowUnlessListed or PolicyPreset.ResponseType1 => EquipmentStatus.White,
        PolicyPreset.DenyUnlessPermitted => EquipmentStatus.Black,
        _ => EquipmentStatus.Unknown,
    };

    // The response types know nothing of produced ranges, so there it changes nothing unless the operator asks for it. A permissive
    // operator lets unlisted equipment in; one that was never made is then watched rather than blocked unasked.
    private static EquipmentStatus NotProducedOf(PolicyPreset preset) => preset switch
    {
        PolicyPreset.StandardUnknown => EquipmentStatus.Unknown,
        PolicyPreset.AllowUnlessListed => EquipmentStatus.Grey,
        PolicyPreset.DenyUnlessPermitted => EquipmentStatus.Black,
        _ => Ignore,
    };

    private void FillStatuses()
    {
        for (int lists = 1; lists < _statusOf.Length; lists++)
        {
            EquipmentList deciding = Precedence.First(list => (lists & (1 << (int)list)) != 0);
            bool isWhite = ((EquipmentLists)lists).HasFlag(EquipmentLists.White);
            _listOf[lists] = deciding;
            _statusOf[lists] = Preset == PolicyPreset.ResponseType3 && !isWhite ? EquipmentStatus.Unknown : (EquipmentStatus)deciding;
        }
    }

    private PolicyPreset ReadPreset(string? text)
    {
        string[] names = Enum.GetNames<PolicyPreset>();
        int index = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
            return (PolicyPreset)index;
        Complain("Preset", $"expected one of {string.Join(", ", names)}", text);
        return PolicyPreset.StandardUnknown;
    }

    private EquipmentList[]? ReadPrecedence(IReadOnlyList<string>? words)
    {
        if (words is null)
            return null;
        List<EquipmentList> lists = [];
        for (int index = 0; index < words.Count; index++)
        {
            if (TryReadStatus(words[index], out EquipmentStatus status) && status != EquipmentStatus.Unknown)
                lists.Add((EquipmentList)status);
            else
                Complain($"Precedence:{index}", "expected one of black, grey, white", words[index]);
        }

        if (lists.Count == words.Count && (lists.Count != 3 || lists.Distinct().Count() != 3))
            Complain("Precedence", "expected black, grey and white, each once", string.Join(", ", words));
        return lists.Distinct().Count() == 3 ? [.. lists] : null;
    }

    private EquipmentStatus Read(string key, string? text, EquipmentStatus whenNull, string? otherWord)
    {
        if (string.IsNullOrEmpty(text))
            return whenNull;
        if (TryReadStatus(text, out EquipmentStatus status))
            return status;
        if (text.Equals(otherWord, StringComparison.OrdinalIgnoreCase))
            return otherWord == "error" ? Error : Ignore;
        Complain(key, otherWord is null ? $"expected one of {StatusWords}" : $"expected one of {StatusWords}, {otherWord}", text);
        return whenNull;
    }

    private void Complain(string key, string expected, string? found) =>
        _errors.Add($"{PolicyOptions.Section}:{key}: {expected}, found '{found}'");
}
