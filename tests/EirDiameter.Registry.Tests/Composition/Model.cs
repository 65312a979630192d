using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

/// <summary>What feeds should list, worked out from all standing claims in the plainest way.</summary>
internal sealed class Model
{
    private readonly SortedDictionary<(long, long), Claim> _standing = [];

    /// <summary>The quarter hour in which tests begin.</summary>
    public static readonly uint Now = Validity.QuarterOf(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public List<(long Sequence, long Ordinal)> Made { get; } = [];

    public static string KeyOf(string feed, FeedListing listing) => $"{feed} {listing.EquipmentText} {listing.Imsi} {listing.List}";

    public static string ValueOf(string reason, Validity validity) => $"{reason} {validity.EffectiveQuarters}-{validity.ExpiresQuarters}";

    /// <summary>One of few listings, so that claims meet.</summary>
    public static FeedListing Some(Random random)
    {
        ulong from = random.Next(6) switch { 0 => 35_209900_000000, 1 => 0xA0_0000_0000_0001, int i => 35_693803_564380UL + (ulong)i };
        ulong to = from == 35_209900_000000 ? from + (random.Next(2) == 0 ? 999_999UL : 41) : from;
        Imsi imsi = default;
        if (from == to && random.Next(3) == 0)
            Assert.True(Imsi.TryParse($"00101012345678{random.Next(2)}", out imsi));
        uint effective = (uint)random.Next(3) * 100;
        uint expires = random.Next(3) == 0 ? Validity.MaxQuarters : effective + (uint)random.Next(1, 400);
        if (random.Next(2) == 0)
            (effective, expires) = (effective + Now - 250, Math.Min(expires, 600) + Now - 250);
        return new(new(from), new(to), imsi, (EquipmentList)random.Next(3), random.Next(4) switch { 0 => "", int i => $"reason {i}" }, new Validity(effective, expires));
    }

    public void Add(long sequence, long first, IReadOnlyList<Claim> claims)
    {
        foreach (Claim claim in claims)
        {
            Made.Add((sequence, first));
            _standing.Add((sequence, first++), claim);
        }
    }

    public void Withdraw(IEnumerable<(long, long)> ids)
    {
        foreach ((long, long) id in ids)
            _standing.Remove(id);
    }

    public Dictionary<string, string> Listings(uint now) => _standing.Values
        .GroupBy(c => KeyOf(c.Feed, c.Listing))
        .ToDictionary(g => g.Key, g => Hull(g.Any(c => c.Listing.Validity.ExpiresQuarters > now) ? [.. g.Where(c => c.Listing.Validity.ExpiresQuarters > now)] : [.. g]));

    private static string Hull(Claim[] claims) => ValueOf(
        claims[0].Listing.Reason, new Validity(claims.Min(c => c.Listing.Validity.EffectiveQuarters), claims.Max(c => c.Listing.Validity.ExpiresQuarters)));
}
