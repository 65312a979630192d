using EirDiameter.Equipment;
using FsCheck.Xunit;

namespace EirDiameter.Store.Tests;

public sealed class RangeTests
{
    [Property(MaxTest = 200)]
    public void Ranges_are_found_as_by_looking_at_each_of_them(int seed)
    {
        Random random = new(seed);
        HashSet<(ulong From, ulong To)> ranges = [];
        for (int i = random.Next(40); i > 0; i--)
        {
            ulong from = (ulong)random.Next(200);
            ranges.Add((from, from + 1 + (ulong)random.Next(random.Next(1, 100))));
        }

        ChangeTally tally = default;
        Change[] changes = [.. ranges.Select(r => Change.Of(false, ChangeKind.Range, EquipmentLists.Black, r.From, r.To, 0))];
        RangeTable table = RangeTable.Empty.With(changes, new ListingDigests(new ulong[ListingDigest.Buckets], new ReasonTable([""])), ref tally);
        Assert.Equal(ranges.Count, tally.Added);
        for (ulong key = 0; key < 320; key++)
        {
            FoundListings found = default;
            table.Find(key, 5, ref found);
            ulong[] widths = [.. ranges.Where(r => r.From <= key && key <= r.To).Select(r => r.To - r.From).Order()];
            Assert.Equal(widths.Length > FoundListings.Capacity, found.Overflowed);
            Assert.Equal(widths.Take(FoundListings.Capacity), found.Items.ToArray().Select(f => f.To - f.From));
        }
    }
}
