using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>An edit of one feed: what to list, or what to take off a list.</summary>
public sealed record ListingChange
{
    /// <summary>The equipment, or the first key of a range.</summary>
    public required EquipmentKey From { get; init; }

    /// <summary>The last key of a range or TAC, inclusive; null = <see cref="From"/> alone.</summary>
    public EquipmentKey? To { get; init; }

    /// <summary>The subscriber, if it is about a pair. Not with a range or TAC.</summary>
    public Imsi Imsi { get; init; }

    /// <summary>The list. To add, exactly one; to remove, any number, and none means all.</summary>
    public EquipmentLists Lists { get; init; }

    /// <summary>Why, at most 1024 octets of UTF-8 without control characters; null or empty = not given.</summary>
    public string? Reason { get; init; }

    /// <summary>When it counts.</summary>
    public Validity Validity { get; init; }

    /// <summary>Reads an edit from the written forms that list files have, by the same rules.</summary>
    /// <param name="equipment">14, 15 or 16 digits; an 8-digit TAC; a range `A-B`; or a 14-digit MEID.</param>
    /// <param name="list">white, grey or black; null or empty = all, to remove.</param>
    /// <param name="reason">Why; null = not given.</param>
    /// <param name="imsi">6 to 15 digits; null or empty = no pair.</param>
    /// <param name="effective">`yyyy-MM-dd` or RFC 3339; null or empty = always was.</param>
    /// <param name="expires">The same; null or empty = never ends.</param>
    /// <param name="change">The edit.</param>
    /// <param name="error">Null, or what is wrong.</param>
    public static bool TryParse(
        string equipment, string? list, string? reason, string? imsi, string? effective, string? expires, out ListingChange? change, out string? error)
    {
        change = null;
        Imsi subscriber = Imsi.None;
        Validity validity = Validity.Always;
        EquipmentLists lists = EquipmentLists.None;
        bool good = ListedEquipment.TryParse(Octets(equipment), tacsOnly: false, out ListedEquipment listed, out error);
        if (!good)
            error ??= "the equipment is not understood";
        else if (!string.IsNullOrEmpty(list) && !TryList(list, out lists))
            error = "the list is none of white, grey, black";
        else if (!string.IsNullOrEmpty(imsi) && !Imsi.TryParse(imsi, out subscriber))
            error = "an IMSI is 6 to 15 digits";
        else if (!ListedTime.TryParse(Octets(effective), compact: false, out DateTimeOffset? from))
            error = "the effective date is not understood";
        else if (!ListedTime.TryParse(Octets(expires), compact: false, out DateTimeOffset? until))
            error = "the expiry date is not understood";
        else
            _ = Validity.TryCreate(from, until, out validity, out error);
        if (error is not null)
            return false;
        change = new ListingChange
        {
            From = new EquipmentKey(listed.From),
            To = listed.IsRange ? new EquipmentKey(listed.To) : null,
            Imsi = subscriber,
            Lists = lists,
            Reason = reason,
            Validity = validity,
        };
        error = change.Fault(remove: true);
        return error is null;
    }

    /// <summary>Null, or why it cannot be applied.</summary>
    internal string? Fault(bool remove)
    {
        const EquipmentLists All = EquipmentLists.White | EquipmentLists.Black | EquipmentLists.Grey;
        if (!IsKey(From) || (To is EquipmentKey end && !IsKey(end)))
            return "the equipment is neither an IMEI's 14 digits nor a MEID";
        if (To is EquipmentKey to && (to < From || to.IsMeid != From.IsMeid))
            return "the range ends before it begins";
        if (To is EquipmentKey last && last != From && !Imsi.IsNone)
            return "an IMSI cannot be given with a TAC or a range";
        if ((Lists & ~All) != 0 || (!remove && !System.Numerics.BitOperations.IsPow2((uint)Lists)))
            return "the list is none of white, grey, black";
        if (Reason is not null && (Encoding.UTF8.GetByteCount(Reason) > ReasonTable.MaxTextBytes || Reason.Any(char.IsControl)))
            return $"the reason is longer than {ReasonTable.MaxTextBytes} octets or has control characters";
        return null;
    }

    internal Change ToChange(bool remove, ushort reason)
    {
        bool range = To is EquipmentKey to && to != From;
        ChangeKind kind = range ? ChangeKind.Range : Imsi.IsNone ? ChangeKind.Equipment : ChangeKind.Pair;
        EquipmentLists lists = Lists == EquipmentLists.None ? EquipmentLists.White | EquipmentLists.Black | EquipmentLists.Grey : Lists;
        return Change.Of(
            remove, kind, lists, From.Value, range ? To!.Value.Value : Imsi.Value, remove ? 0 : PackedListing.DetailsOf(reason, Validity));
    }

    private static bool IsKey(EquipmentKey key) => key.Value <= EquipmentKey.MaxImei || (key.IsMeid && key.Value <= EquipmentKey.MaxMeid);

    private static byte[] Octets(string? text) => Encoding.UTF8.GetBytes(text?.Trim() ?? "");

    private static bool TryList(string list, out EquipmentLists lists)
    {
        lists = list switch
        {
            "white" => EquipmentLists.White,
            "black" => EquipmentLists.Black,
            "grey" => EquipmentLists.Grey,
            _ => EquipmentLists.None,
        };
        return lists != EquipmentLists.None;
    }
}
