using Xunit;
using static EirDiameter.Equipment.EquipmentList;

namespace EirDiameter.Equipment.Tests;

public sealed class PolicyTests
{
    private static readonly Validity Expired = new(0, Given.Now);
    private static readonly Validity NotYet = new(Given.Now + 1, Validity.MaxQuarters);

    [Fact]
    public void The_global_override_beats_everything()
    {
        Policy policy = Given.PolicyOf(new PolicyOptions { GlobalOverride = "white", ImsiRanges = [new() { From = "00101", Status = "black" }] });
        Decision decision = policy.Decide(Given.Nothing().Pair(Black).Equipment(Black));
        Assert.Equal(new Decision(EquipmentStatus.White, DecisionBasis.GlobalOverride, Decision.NoFeed, default), decision);
        Assert.Equal(decision, policy.Decide(new Question(default, EquipmentForm.Malformed, default, 255), default, Given.Now));
        Assert.Equal(decision, policy.DecideUnavailable(Given.Asked));
        Assert.False(policy.NeedsListings(Given.Asked, out Decision early));
        Assert.Equal(decision, early);
        Assert.Equal(EquipmentStatus.White, policy.GlobalOverride);
    }

    [Fact]
    public void A_range_of_subscribers_beats_every_listing()
    {
        Policy policy = Given.PolicyOf(new PolicyOptions { ImsiRanges = [new() { From = "00101", Status = "grey" }] });
        Decision decision = policy.Decide(Given.Nothing().Pair(Black).Equipment(Black));
        Assert.Equal(new Decision(EquipmentStatus.Grey, DecisionBasis.ImsiRange, Decision.NoFeed, default), decision);
        Assert.False(policy.NeedsListings(Given.Asked, out Decision early));
        Assert.Equal(decision, early);
        Assert.True(policy.NeedsListings(Given.Asked with { Imsi = Given.ImsiOf("001020123456789") }, out _));
        Assert.True(policy.NeedsListings(Given.Asked with { Imsi = Imsi.None }, out _));
    }

    [Theory]
    [InlineData("00101", null, "001010000000000", true)]
    [InlineData("00101", null, "001019999999999", true)]
    [InlineData("00101", null, "00101999", true)]
    [InlineData("00101", null, "001020000000000", false)]
    [InlineData("00101", null, "001009999999999", false)]
    [InlineData("001010000000005", "001010000000007", "001010000000004", false)]
    [InlineData("001010000000005", "001010000000007", "001010000000005", true)]
    [InlineData("001010000000005", "001010000000007", "001010000000007", true)]
    [InlineData("001010000000005", "001010000000007", "001010000000008", false)]
    [InlineData("262", "26203", "262039999999999", true)]
    [InlineData("262", "26203", "26204000000000", false)]
    public void Subscribers_are_compared_digit_by_digit_from_the_left(string from, string? to, string imsi, bool isIn)
    {
        Policy policy = Given.PolicyOf(new PolicyOptions
        {
            ImsiRanges = [new() { From = "9", Status = "black" }, new() { From = from, To = to, Status = "white" }, new() { From = "0000", Status = "black" }],
        });
        Assert.Equal(!isIn, policy.NeedsListings(Given.Asked with { Imsi = Given.ImsiOf(imsi) }, out Decision decision));
        Assert.Equal(isIn ? EquipmentStatus.White : default, decision.Status);
    }

    [Theory]
    [InlineData(White, EquipmentStatus.White)]
    [InlineData(Grey, EquipmentStatus.Grey)]
    [InlineData(Black, EquipmentStatus.Black)]
    public void A_pair_listing_beats_one_of_the_equipment(EquipmentList pair, EquipmentStatus expected)
    {
        Decision decision = Given.PolicyOf().Decide(Given.Nothing().Equipment(White).Pair(pair, 3));
        Assert.Equal(new Decision(expected, DecisionBasis.Pair, 3, new Listing(pair, 0, default)), decision);
    }

    [Fact]
    public void Black_equipment_is_allowed_with_the_subscriber_of_a_white_pair_and_counted_apart()
    {
        FoundListings found = Given.Nothing().Pair(White, 2).Equipment(Black, 1);
        Assert.Equal(
            new Decision(EquipmentStatus.White, DecisionBasis.BlackAllowedByPair, 2, new Listing(White, 0, default)),
            Given.PolicyOf().Decide(found));
        Assert.Equal(EquipmentStatus.Grey, Given.PolicyOf(new PolicyOptions { BlackWithPair = "grey" }).Decide(found).Status);
    }

    [Fact]
    public void A_black_TAC_is_lifted_by_a_white_pair_too() =>
        Assert.Equal(DecisionBasis.BlackAllowedByPair, Given.PolicyOf().Decide(Given.Nothing().Pair(White).Tac(Black)).Basis);

    [Fact]
    public void A_black_range_under_white_equipment_was_not_lifted_by_the_pair() =>
        Assert.Equal(DecisionBasis.Pair, Given.PolicyOf().Decide(Given.Nothing().Pair(White).Equipment(White).Tac(Black)).Basis);

    [Fact]
    public void A_grey_pair_of_black_equipment_is_no_permission_counted_apart() =>
        Assert.Equal(DecisionBasis.Pair, Given.PolicyOf().Decide(Given.Nothing().Pair(Grey).Equipment(Black)).Basis);

    [Theory]
    [InlineData("ResponseType1")]
    [InlineData("ResponseType2")]
    [InlineData("ResponseType3")]
    public void A_black_pair_blocks_under_the_response_types_too(string preset)
    {
        Decision decision = Given.PolicyOf(new PolicyOptions { Preset = preset }).Decide(Given.Nothing().Pair(Black).Equipment(White));
        Assert.Equal(EquipmentStatus.Black, decision.Status);
        Assert.Equal(DecisionBasis.Pair, decision.Basis);
    }

    [Theory]
    [InlineData(White, Black, EquipmentStatus.White)]
    [InlineData(Black, White, EquipmentStatus.Black)]
    public void Individual_beats_range_and_TAC(EquipmentList individual, EquipmentList other, EquipmentStatus expected)
    {
        Decision decision = Given.PolicyOf().Decide(Given.Nothing().Tac(other).Range(other, 1).Equipment(individual, 2));
        Assert.Equal(new Decision(expected, DecisionBasis.Equipment, 2, new Listing(individual, 0, default)), decision);
    }

    [Theory]
    [InlineData(White, Black, EquipmentStatus.White)]
    [InlineData(Black, White, EquipmentStatus.Black)]
    public void The_narrowest_range_wins_whatever_the_lists(EquipmentList narrow, EquipmentList wide, EquipmentStatus expected)
    {
        FoundListings found = Given.Nothing().Range(wide, 2_000_000).Range(narrow, 100, feed: 3).Range(wide, 101).Tac(wide);
        Assert.Equal(new Decision(expected, DecisionBasis.Range, 3, new Listing(narrow, 0, default)), Given.PolicyOf().Decide(found));
    }

    [Fact]
    public void A_TAC_is_a_range_of_a_million()
    {
        Assert.Equal(DecisionBasis.Tac, Given.PolicyOf().Decide(Given.Nothing().Range(White, 1_000_001).Tac(Black)).Basis);
        Assert.Equal(DecisionBasis.Range, Given.PolicyOf().Decide(Given.Nothing().Range(White, 999_999).Tac(Black)).Basis);
        Assert.Equal(EquipmentStatus.Black, Given.PolicyOf().Decide(Given.Nothing().Range(White, 1_000_000).Tac(Black)).Status);
        Assert.Equal(EquipmentStatus.Black, Given.PolicyOf().Decide(Given.Nothing().Range(Black, 1_000_000).Tac(White)).Status);
    }

    [Theory]
    [InlineData(null, EquipmentStatus.Black, 2)]
    [InlineData("black,grey,white", EquipmentStatus.Black, 2)]
    [InlineData("white,grey,black", EquipmentStatus.White, 0)]
    [InlineData("grey,white,black", EquipmentStatus.Grey, 1)]
    public void Of_several_feeds_the_list_of_highest_precedence_wins(string? precedence, EquipmentStatus expected, byte feed)
    {
        Policy policy = Given.PolicyOf(new PolicyOptions { Precedence = precedence?.Split(',') });
        Decision individual = policy.Decide(Given.Nothing().Equipment(White, 0).Equipment(Grey, 1).Equipment(Black, 2));
        Decision range = policy.Decide(Given.Nothing().Range(Black, 5, 2).Range(Grey, 5, 1).Range(White, 5, 0));
        Decision pair = policy.Decide(Given.Nothing().Pair(Black, 2).Pair(Grey, 1).Pair(White, 0));
        Assert.Equal((expected, feed), (individual.Status, individual.Feed));
        Assert.Equal((expected, feed), (range.Status, range.Feed));
        Assert.Equal((expected, feed), (pair.Status, pair.Feed));
    }

    [Fact]
    public void Of_feeds_that_agree_the_first_is_named() =>
        Assert.Equal(1, Given.PolicyOf().Decide(Given.Nothing().Equipment(Black, 3).Equipment(Black, 1).Equipment(Black, 2)).Feed);

    [Fact]
    public void Listings_that_are_not_valid_now_do_not_count()
    {
        Policy policy = Given.PolicyOf();
        Assert.Equal(DecisionBasis.Unlisted, policy.Decide(Given.Nothing().Equipment(Black, 0, Expired).Equipment(Black, 1, NotYet)).Basis);
        Assert.Equal(DecisionBasis.Tac, policy.Decide(Given.Nothing().Equipment(Black, 0, Expired).Tac(White)).Basis);
        Assert.Equal(1, policy.Decide(Given.Nothing().Equipment(Black, 0, Expired).Equipment(Black, 1)).Feed);
        Assert.Equal(DecisionBasis.Tac, policy.Decide(Given.Nothing().Range(Black, 10, 0, NotYet).Tac(White)).Basis);
    }

    [Fact]
    public void A_listing_counts_until_the_quarter_hour_before_its_end()
    {
        FoundListings found = Given.Nothing().Equipment(Black, 0, new Validity(Given.Now, Given.Now + 1));
        Policy policy = Given.PolicyOf();
        Assert.Equal(DecisionBasis.Unlisted, policy.Decide(Given.Asked, found, Given.Now - 1).Basis);
        Assert.Equal(DecisionBasis.Equipment, policy.Decide(Given.Asked, found, Given.Now).Basis);
        Assert.Equal(DecisionBasis.Unlisted, policy.Decide(Given.Asked, found, Given.Now + 1).Basis);
    }

    [Theory]
    [InlineData(ProducedVerdict.NoCoverage)]
    [InlineData(ProducedVerdict.Produced)]
    public void Only_not_produced_matters(ProducedVerdict verdict) =>
        Assert.Equal(DecisionBasis.Unlisted, Given.PolicyOf(new PolicyOptions { NotProduced = "black" }).Decide(Given.Nothing().Produced(verdict)).Basis);

    [Fact]
    public void What_was_never_made_is_answered_as_configured_unless_it_is_listed()
    {
        Policy policy = Given.PolicyOf(new PolicyOptions { NotProduced = "black" });
        Assert.Equal(
            new Decision(EquipmentStatus.Black, DecisionBasis.Produced, Decision.NoFeed, default),
            policy.Decide(Given.Nothing().Produced(ProducedVerdict.NotProduced)));
        Assert.Equal(DecisionBasis.Tac, policy.Decide(Given.Nothing().Tac(White).Produced(ProducedVerdict.NotProduced)).Basis);
        Assert.Equal(
            DecisionBasis.Unlisted,
            Given.PolicyOf(new PolicyOptions { NotProduced = "ignore" }).Decide(Given.Nothing().Produced(ProducedVerdict.NotProduced)).Basis);
    }

    [Theory]
    [InlineData(EquipmentForm.Malformed)]
    [InlineData(EquipmentForm.Absent)]
    public void Unreadable_equipment_is_an_error_unless_configured(EquipmentForm form)
    {
        Question question = new(default, form, Given.Subscriber, Imei.NoSoftwareVersion);
        Decision error = new(EquipmentStatus.Unknown, DecisionBasis.Malformed, Decision.NoFeed, default, IsError: true);
        Assert.Equal(error, Given.PolicyOf().Decide(question, default, Given.Now));
        Assert.False(Given.PolicyOf().NeedsListings(question, out Decision early));
        Assert.Equal(error, early);
        Assert.Equal(error, Given.PolicyOf().DecideUnavailable(question));
        Decision black = Given.PolicyOf(new PolicyOptions { Malformed = "black" }).Decide(question, default, Given.Now);
        Assert.Equal(new Decision(EquipmentStatus.Black, DecisionBasis.Malformed, Decision.NoFeed, default), black);
    }

    [Fact]
    public void A_test_TAC_is_as_any_other_unless_configured()
    {
        Question question = Question.About(new EquipmentKey(00_101_700_000_001));
        Assert.Equal(DecisionBasis.Unlisted, Given.PolicyOf().Decide(question, default, Given.Now).Basis);
        Policy policy = Given.PolicyOf(new PolicyOptions { TestTac = "grey" });
        Assert.Equal(new Decision(EquipmentStatus.Grey, DecisionBasis.TestTac, Decision.NoFeed, default), policy.Decide(question, default, Given.Now));
        Assert.Equal(DecisionBasis.Unlisted, policy.Decide(Given.Nothing()).Basis);
        Assert.Equal(DecisionBasis.Equipment, policy.Decide(question, Given.Nothing().Equipment(White), Given.Now).Basis);
    }

    [Fact]
    public void The_status_of_unlisted_equipment_can_be_configured() =>
        Assert.Equal(EquipmentStatus.Grey, Given.PolicyOf(new PolicyOptions { Unlisted = "Grey" }).Decide(Given.Nothing()).Status);

    [Fact]
    public void Without_the_store_the_answer_is_an_error_unless_configured()
    {
        Assert.Equal(
            new Decision(EquipmentStatus.Unknown, DecisionBasis.StoreUnavailable, Decision.NoFeed, default, IsError: true),
            Given.PolicyOf().DecideUnavailable(Given.Asked));
        Assert.Equal(
            new Decision(EquipmentStatus.White, DecisionBasis.StoreUnavailable, Decision.NoFeed, default),
            Given.PolicyOf(new PolicyOptions { StoreUnavailable = "white" }).DecideUnavailable(Given.Asked));
    }

    [Fact]
    public void Listings_that_did_not_fit_let_nothing_through_that_they_could_have_blocked()
    {
        Policy policy = Given.PolicyOf(new PolicyOptions { Preset = "AllowUnlessListed" });
        FoundListings expired = Full(found => found.Equipment(White, 0, Expired));
        FoundListings white = Full(found => found.Equipment(White));
        FoundListings black = Full(found => found.Equipment(Black));
        FoundListings pair = Full(found => found.Pair(White));
        FoundListings range = Full(found => found.Range(White, 10));

        Assert.Equal(DecisionBasis.StoreUnavailable, policy.Decide(expired.Tac(Black)).Basis);
        Assert.Equal(DecisionBasis.StoreUnavailable, policy.Decide(white.Equipment(Black)).Basis);
        Assert.Equal(DecisionBasis.StoreUnavailable, policy.Decide(range.Tac(Black)).Basis);
        Assert.Equal(DecisionBasis.Equipment, policy.Decide(white.Tac(Black)).Basis);
        Assert.Equal(DecisionBasis.Pair, policy.Decide(pair.Equipment(Black)).Basis);
        Assert.Equal(EquipmentStatus.Black, policy.Decide(black.Equipment(White)).Status);
    }

    [Fact]
    public void A_MEID_is_decided_as_any_equipment()
    {
        Question question = Question.About(new EquipmentKey(EquipmentKey.MinMeid));
        Policy policy = Given.PolicyOf(new PolicyOptions { TestTac = "grey" });
        Assert.Equal(DecisionBasis.Unlisted, policy.Decide(question, default, Given.Now).Basis);
        Assert.Equal(DecisionBasis.Equipment, policy.Decide(question, Given.Nothing().Equipment(Black), Given.Now).Basis);
    }

    private static FoundListings Full(Func<FoundListings, FoundListings> add)
    {
        FoundListings found = default;
        while (found.Count < FoundListings.Capacity)
            found = add(found);
        return found;
    }
}
