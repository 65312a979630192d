namespace EirDiameter.Equipment.Tests;

/// <summary>Short words to set a scene.</summary>
internal static class Given
{
    public const uint Now = 1_000_000;

    public static readonly string[] Feeds = ["global", "national", "operator", "local"];
    public static readonly EquipmentKey Key = new(35_693_803_564_380);
    public static readonly Imsi Subscriber = ImsiOf("001010123456789");

    public static readonly Question Asked = Question.About(Key, Subscriber);

    public static Imsi ImsiOf(string digits) => Imsi.TryParse(digits, out Imsi imsi) ? imsi : throw new ArgumentException(digits);

    public static Policy PolicyOf(PolicyOptions? options = null) => new(options ?? new PolicyOptions(), Feeds);

    public static Decision Decide(this Policy policy, FoundListings found) => policy.Decide(Asked, found, Now);

    public static FoundListings Nothing() => default;

    public static FoundListings Pair(this FoundListings found, EquipmentList list, byte feed = 0) =>
        found.With(feed, ListingScope.Pair, new Listing(list, 0, Validity.Always), Key.Value, Key.Value);

    public static FoundListings Equipment(this FoundListings found, EquipmentList list, byte feed = 0, Validity validity = default) =>
        found.With(feed, ListingScope.Equipment, new Listing(list, 0, validity), Key.Value, Key.Value);

    /// <summary>A range of <paramref name="width"/> keys that begins with the equipment asked about.</summary>
    public static FoundListings Range(this FoundListings found, EquipmentList list, ulong width, byte feed = 0, Validity validity = default) =>
        found.With(feed, ListingScope.Range, new Listing(list, 0, validity), Key.Value, Key.Value + width - 1);

    public static FoundListings Tac(this FoundListings found, EquipmentList list, byte feed = 0) =>
        found.With(feed, ListingScope.Tac, new Listing(list, 0, Validity.Always), Key.Tac.First.Value, Key.Tac.Last.Value);

    public static FoundListings Produced(this FoundListings found, ProducedVerdict verdict)
    {
        found.Produced = verdict;
        return found;
    }

    public static FoundListings With(this FoundListings found, byte feed, ListingScope scope, Listing listing, ulong from, ulong to)
    {
        found.Add(feed, scope, listing, new EquipmentKey(from), new EquipmentKey(to));
        return found;
    }

    public static FoundListings OnLists(this FoundListings found, EquipmentLists lists)
    {
        foreach (EquipmentList list in Enum.GetValues<EquipmentList>())
        {
            if (lists.HasFlag((EquipmentLists)(1 << (int)list)))
                found = found.Equipment(list);
        }

        return found;
    }
}
