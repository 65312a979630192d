using System.Globalization;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>What is listed, from a list file; looked through from its beginning to its end for each question.</summary>
internal sealed class EquipmentLists
{
    private static readonly string[] Precedence = ["black", "grey", "white"];

    private readonly List<Listing> _listings = [];

    private EquipmentLists()
    {
    }

    private sealed record Listing(string First, string Last, string List, string Imsi, DateTime Effective, DateTime Expires)
    {
        public bool IsSingle => First == Last;

        public bool IsTac => Last.EndsWith("999999", StringComparison.Ordinal) && First.EndsWith("000000", StringComparison.Ordinal);
    }

    public static EquipmentLists Read(string path)
    {
        EquipmentLists lists = new();
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] columns = line.Split(',');
            string[] range = columns[0].Length == 8 ? [columns[0] + "000000", columns[0] + "999999"] : columns[0].Split('-');
            lists._listings.Add(new Listing(range[0], range[^1], columns[1], columns[5], Date(columns[3], DateTime.MinValue), Date(columns[4], DateTime.MaxValue)));
        }

        return lists;
    }

    /// <summary>white, grey, black or unknown.</summary>
    public string Decide(string key, string imsi, FaultSet faults)
    {
        List<Listing> valid = [.. _listings.Where(one => Covers(one, key, faults) && IsValid(one, faults))];
        if (imsi.Length > 0 && Status(valid.Where(one => one.Imsi.Length > 0 && (one.Imsi == imsi || faults.Has(Fault.AnyImsiLiftsBlack)))) is { } pair)
            return pair;
        List<Listing> plain = [.. valid.Where(one => one.Imsi.Length == 0)];
        return Status(plain.Where(one => one.IsSingle)) ?? Status(plain.Where(one => !one.IsTac)) ?? Status(plain)
            ?? (faults.Has(Fault.UnlistedIsWhite) ? "white" : "unknown");
    }

    private static bool Covers(Listing listing, string key, FaultSet faults) =>
        key.Length == listing.First.Length && string.CompareOrdinal(listing.First, key) <= 0 &&
        (string.CompareOrdinal(key, listing.Last) < 0 || (key == listing.Last && (listing.IsSingle || !faults.Has(Fault.RangeEndMissing))));

    private static bool IsValid(Listing listing, FaultSet faults) =>
        listing.Effective <= DateTime.UtcNow && (listing.Expires > DateTime.UtcNow || faults.Has(Fault.ExpiryIgnored));

    private static string? Status(IEnumerable<Listing> listings)
    {
        HashSet<string> lists = [.. listings.Select(one => one.List)];
        return Precedence.FirstOrDefault(lists.Contains);
    }

    private static DateTime Date(string text, DateTime otherwise) =>
        text.Length == 0 ? otherwise : DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
