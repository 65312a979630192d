using EirDiameter.Equipment;

namespace EirDiameter.Feed.Tests;

/// <summary>Listings of every kind.</summary>
internal static class Sample
{
    public static Imsi Subscriber { get; } = Read("001010123456789");

    public static IReadOnlyList<FeedListing> Listings { get; } =
    [
        One(35693803564380, EquipmentList.Black, "lost, \"found\"", Validity.Always),
        One(35693803564380, EquipmentList.White, "x|y", Times("2026-03-01", null)),
        One(35693803564380, EquipmentList.Grey, "ünïcode 漢字 🙂", Times(null, "2119-01-01")),
        One(35693803564381, EquipmentList.White, "owner", Validity.Always) with { Imsi = Subscriber },
        One(35693803564381, EquipmentList.White, "\"", Times("2000-01-01T00:15:00Z", "2000-01-01T00:30:00Z")) with { Imsi = Read("010101") },
        One(35693803564381, EquipmentList.White, "", new Validity(0, 0)) with { Imsi = Read("110101") },
        One(0, EquipmentList.Black, "", new Validity(Validity.MaxQuarters - 2, Validity.MaxQuarters - 1)),
        One(EquipmentKey.MaxImei, EquipmentList.Black, "", new Validity(Validity.MaxQuarters - 1, Validity.MaxQuarters)),
        One(0xA0123456789ABC, EquipmentList.Black, "", Validity.Always),
        One(EquipmentKey.MaxMeid, EquipmentList.Black, ",", Validity.Always),
        Range(49015420323000, 49015420323999, EquipmentList.Grey) with { Validity = Times("2026-03-01T00:15:00Z", "2027-01-01") },
        Range(49015420323000, 49015420324999, EquipmentList.Grey),
        Range(EquipmentKey.MinMeid, EquipmentKey.MaxMeid, EquipmentList.Black),
        Range(new Tac(35209900).First.Value, new Tac(35209900).Last.Value, EquipmentList.White) with { Validity = Times("2026-03-01", null) },
        Range(new Tac(35209901).First.Value, new Tac(35209902).Last.Value, EquipmentList.White),
        Range(0, new Tac(0).Last.Value, EquipmentList.Black),
    ];

    public static FeedListing One(ulong key, EquipmentList list, string reason, Validity validity) =>
        new(new EquipmentKey(key), new EquipmentKey(key), Imsi.None, list, reason, validity);

    private static FeedListing Range(ulong from, ulong to, EquipmentList list) =>
        new(new EquipmentKey(from), new EquipmentKey(to), Imsi.None, list, "", Validity.Always);

    private static Validity Times(string? from, string? until)
    {
        Assert.True(Validity.TryCreate(Time(from), Time(until), out Validity validity));
        return validity;
    }

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    private static Imsi Read(string digits)
    {
        _ = Imsi.TryParse(digits, out Imsi imsi);
        return imsi;
    }
}
