using Xunit;
using static EirDiameter.Equipment.EquipmentList;

namespace EirDiameter.Equipment.Tests;

public sealed class ExplanationTests
{
    private static readonly Validity SinceMarch = Create(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), null);
    private static readonly uint June = Validity.QuarterOf(new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Black_equipment_is_explained_by_feed_reason_and_time()
    {
        FoundListings found = Given.Nothing().With(1, ListingScope.Equipment, new Listing(Black, 7, SinceMarch), Given.Key.Value, Given.Key.Value);
        Assert.Equal(
        [
            "GlobalOverride Passed the global override is off",
            "ImsiRange Passed no IMSI ranges are configured",
            "Equipment Noted black by feed national: stolen, since 2026-03-01",
            "Pair Passed no pair listing counts for IMSI 001010123456789",
            "Equipment Decided black by feed national: stolen, since 2026-03-01",
        ], Explain(found));
    }

    [Fact]
    public void A_pair_that_allows_black_equipment_is_explained()
    {
        Assert.Equal(
        [
            "GlobalOverride Passed the global override is off",
            "ImsiRange Passed no IMSI ranges are configured",
            "Equipment Noted black by feed global",
            "Pair Noted white by feed operator, for this IMSI",
            "BlackAllowedByPair Decided black, but this IMSI is allowed to use it: pair white by feed operator; answered white (Policy:BlackWithPair)",
        ], Explain(Given.Nothing().Equipment(Black).Pair(White, 2)));
    }

    [Fact]
    public void What_does_not_count_is_told_with_why()
    {
        Validity over = Create(null, new(2026, 5, 1, 12, 30, 0, TimeSpan.Zero));
        Validity later = Create(new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), null);
        Assert.Equal(
        [
            "GlobalOverride Passed the global override is off",
            "ImsiRange Passed no IMSI ranges are configured",
            "Equipment Ignored black by feed global, until 2026-05-01T12:30Z; has expired, does not count",
            "Range Ignored grey by feed local, since 2026-07-01, for the range 35693803564380 to 35693803564389; does not count yet",
            "Tac Noted white by feed number 9, for TAC 35693803",
            "Pair Passed no pair listing counts for IMSI 001010123456789",
            "Equipment Passed no listing of this equipment counts",
            "Tac Decided white by feed number 9",
        ], Explain(Given.Nothing().Equipment(Black, 0, over).Range(Grey, 10, 3, later).Tac(White, 9)));
    }

    [Fact]
    public void Unlisted_equipment_is_explained_down_to_the_last_rule()
    {
        Assert.Equal(
        [
            "GlobalOverride Passed the global override is off",
            "ImsiRange Passed no IMSI ranges are configured",
            "Pair Passed no pair listing counts for IMSI 001010123456789",
            "Equipment Passed no listing of this equipment counts",
            "Range Passed no listing of a range or TAC counts",
            "Produced Passed no complete declaration of what was produced covers it",
            "TestTac Passed not a test TAC",
            "Unlisted Decided nothing that counts speaks of it: answered unknown (Policy:Unlisted, or the preset StandardUnknown)",
        ], Explain(Given.Nothing()));
    }

    [Fact]
    public void Response_type_3_explains_why_black_is_unknown()
    {
        string[] steps = Explain(Given.Nothing().Equipment(Black).Pair(White), new PolicyOptions { Preset = "ResponseType3" });
        Assert.Equal("Pair Passed a white pair listing lifts only black listings (Policy:Preset ResponseType3)", steps[^2]);
        Assert.Equal("Equipment Decided black by feed global; not on the white list, so answered unknown (Policy:Preset ResponseType3)", steps[^1]);
    }

    [Fact]
    public void A_range_of_subscribers_is_explained_with_all_its_digits()
    {
        string[] steps = Explain(Given.Nothing(), new PolicyOptions { ImsiRanges = [new() { From = "00101", Status = "grey" }] });
        Assert.Equal("ImsiRange Decided IMSI 001010123456789 lies in the configured range 001010000000000 to 001019999999999, which is grey", steps[^1]);
    }

    [Fact]
    public void What_was_never_made_is_explained()
    {
        string[] steps = Explain(Given.Nothing().Produced(ProducedVerdict.NotProduced), new PolicyOptions { NotProduced = "black" });
        Assert.Equal("Produced Decided its maker declared all that was produced, and this is not among it: answered black (Policy:NotProduced)", steps[^1]);
    }

    private static string[] Explain(FoundListings found, PolicyOptions? options = null) =>
        [.. Given.PolicyOf(options).Explain(Given.Asked, found, June, reason => reason == 7 ? "stolen" : string.Empty)
            .Steps.Select(step => $"{step.Rule} {step.Outcome} {step.Text}")];

    private static Validity Create(DateTimeOffset? effective, DateTimeOffset? expires) =>
        Validity.TryCreate(effective, expires, out Validity validity) ? validity : throw new ArgumentException("no validity");
}
