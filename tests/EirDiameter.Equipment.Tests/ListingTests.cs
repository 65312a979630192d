using FsCheck.Xunit;
using Xunit;

namespace EirDiameter.Equipment.Tests;

public sealed class ListingTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_default_validity_always_counts()
    {
        Assert.Equal(Validity.Always, default);
        Assert.True(default(Validity).Covers(0));
        Assert.True(default(Validity).Covers(Validity.MaxQuarters));
        Assert.Null(default(Validity).Effective);
        Assert.Null(default(Validity).Expires);
    }

    [Fact]
    public void A_listing_counts_from_its_beginning_until_before_its_end()
    {
        Assert.True(Validity.TryCreate(Day, Day.AddDays(1), out Validity validity));
        uint first = Validity.QuarterOf(Day);
        Assert.False(validity.Covers(first - 1));
        Assert.True(validity.Covers(first));
        Assert.True(validity.Covers(first + 95));
        Assert.False(validity.Covers(first + 96));
        Assert.Equal(Day, validity.Effective);
        Assert.Equal(Day.AddDays(1), validity.Expires);
    }

    [Fact]
    public void A_beginning_rounds_down_and_an_end_rounds_up()
    {
        Assert.True(Validity.TryCreate(Day.AddMinutes(14), Day.AddMinutes(16), out Validity validity));
        Assert.Equal(Day, validity.Effective);
        Assert.Equal(Day.AddMinutes(30), validity.Expires);
    }

    [Fact]
    public void Times_of_other_zones_are_the_same_instants()
    {
        Assert.True(Validity.TryCreate(new DateTimeOffset(2026, 3, 1, 5, 0, 0, TimeSpan.FromHours(5)), null, out Validity validity));
        Assert.Equal(Day, validity.Effective);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public void An_end_that_is_not_after_the_beginning_is_refused(int minutes)
    {
        Assert.False(Validity.TryCreate(Day, Day.AddMinutes(minutes), out Validity validity, out string? error));
        Assert.Equal(Validity.Always, validity);
        Assert.Matches("^expires .+Z is not after effective 2026-03-01T00:00:00Z$", error);
    }

    [Fact]
    public void Times_outside_the_span_are_always_and_never()
    {
        Assert.True(Validity.TryCreate(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, out Validity validity));
        Assert.Equal(Validity.Always, validity);
    }

    [Fact]
    public void A_listing_that_ended_before_the_span_never_counts()
    {
        Assert.True(Validity.TryCreate(null, new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero), out Validity validity));
        Assert.False(validity.Covers(0));
        Assert.False(validity.Covers(Given.Now));
    }

    [Fact]
    public void A_listing_that_begins_after_the_span_does_not_count_today()
    {
        Assert.True(Validity.TryCreate(new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero), null, out Validity validity));
        Assert.False(validity.Covers(Given.Now));
    }

    [Property(MaxTest = 2000)]
    public bool A_validity_never_counts_for_less_than_was_said(uint start, uint length, uint probe)
    {
        DateTimeOffset from = DateTimeOffset.UnixEpoch.AddYears(30).AddSeconds(start * 2_654_435_761UL % 3_500_000_000UL);
        DateTimeOffset until = from.AddSeconds(1 + (length * 2_654_435_761UL % 100_000UL));
        DateTimeOffset within = from.AddSeconds(probe * 2_654_435_761UL % (ulong)(until - from).TotalSeconds);
        return Validity.TryCreate(from, until, out Validity validity) && validity.Covers(Validity.QuarterOf(within))
            && validity == new Validity(validity.EffectiveQuarters, validity.ExpiresQuarters);
    }

    [Fact]
    public void Quarters_survive_22_bits()
    {
        Validity validity = new(uint.MaxValue, uint.MaxValue);
        Assert.Equal(Validity.MaxQuarters, validity.EffectiveQuarters);
        Assert.Equal(Validity.MaxQuarters, validity.ExpiresQuarters);
    }

    [Fact]
    public void Found_listings_keep_what_was_added_until_cleared()
    {
        FoundListings found = Given.Nothing().Pair(EquipmentList.White, 1).Equipment(EquipmentList.Black, 2).Produced(ProducedVerdict.NotProduced);
        Assert.Equal(2, found.Items.Length);
        Assert.True(found.HasPairs);
        Assert.Equal(new FoundListing(2, ListingScope.Equipment, new Listing(EquipmentList.Black, 0, default), Given.Key.Value, Given.Key.Value), found.Items[1]);
        found.Clear();
        Assert.Equal(0, found.Count);
        Assert.False(found.HasPairs);
        Assert.Equal(ProducedVerdict.NoCoverage, found.Produced);
    }

    [Fact]
    public void What_does_not_fit_is_noted_by_its_most_particular_scope()
    {
        FoundListings found = Given.Nothing();
        for (int index = 0; index < FoundListings.Capacity; index++)
            found = found.Equipment(EquipmentList.White);
        Assert.False(found.Overflowed);
        found = found.Tac(EquipmentList.Black).Range(EquipmentList.Black, 10).Tac(EquipmentList.Black);
        Assert.Equal(FoundListings.Capacity, found.Count);
        Assert.True(found.Overflowed);
        Assert.Equal(ListingScope.Range, found.DroppedScope);
        found.Clear();
        Assert.False(found.Overflowed);
    }
}
