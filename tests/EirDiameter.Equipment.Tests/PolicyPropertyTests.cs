using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EirDiameter.Equipment.Tests;

/// <summary>What holds for whatever is listed.</summary>
public sealed class PolicyPropertyTests
{
    private static readonly string?[] Statuses = [null, "white", "black", "grey", "unknown"];
    private static readonly string?[] Precedences = [null, "black,grey,white", "white,grey,black", "grey,black,white"];
    private static readonly ulong[] Widths = [1, 100, 1_000_000, 5_000_000];

    public static Arbitrary<FoundListings> AnyListings() => ListingsOf(Gen.Choose(0, 6)).ToArbitrary();

    public static Arbitrary<PolicyOptions> AnyOptions() => (
        from preset in Gen.Elements(Enum.GetNames<PolicyPreset>())
        from precedence in Gen.Elements(Precedences)
        from unlisted in Gen.Elements(Statuses)
        from notProduced in Gen.Elements(Statuses)
        from testTac in Gen.Elements(Statuses)
        from blackWithPair in Gen.Elements(Statuses)
        from rare in Gen.Choose(0, 9)
        select new PolicyOptions
        {
            Preset = preset,
            Precedence = precedence?.Split(','),
            Unlisted = unlisted,
            NotProduced = notProduced,
            TestTac = testTac,
            BlackWithPair = blackWithPair,
            GlobalOverride = rare == 0 ? "grey" : null,
            ImsiRanges = rare < 3 ? [new() { From = "00101", Status = "unknown" }] : null,
            Malformed = rare % 2 == 0 ? null : "black",
        }).ToArbitrary();

    public static Arbitrary<Question> AnyQuestion() => (
        from key in Gen.Elements(Given.Key, new EquipmentKey(101_700_000_001), new EquipmentKey(EquipmentKey.MinMeid))
        from form in Gen.Elements(EquipmentForm.Valid, EquipmentForm.Valid, EquipmentForm.Valid, EquipmentForm.Malformed, EquipmentForm.Absent)
        from imsi in Gen.Elements(Imsi.None, Given.Subscriber, Given.ImsiOf("262011234567890"))
        select new Question(key, form, imsi, Imei.NoSoftwareVersion)).ToArbitrary();

    [Property(MaxTest = 1500, Arbitrary = [typeof(PolicyPropertyTests)])]
    public bool An_explanation_carries_the_decision_itself(PolicyOptions options, Question question, FoundListings found)
    {
        Policy policy = Given.PolicyOf(options);
        Explanation explanation = policy.Explain(question, found, Given.Now, reason => $"reason {reason}");
        ExplanationStep last = explanation.Steps[^1];
        return explanation.Decision == policy.Decide(question, found, Given.Now)
            && last.Outcome == StepOutcome.Decided
            && last.Rule == explanation.Decision.Basis
            && explanation.Steps.Count(step => step.Outcome == StepOutcome.Decided) == 1
            && explanation.Steps.All(step => step.Text.Length > 0);
    }

    [Property(MaxTest = 1500, Arbitrary = [typeof(PolicyPropertyTests)])]
    public bool Black_equipment_gets_white_only_by_a_pair(FoundListings found, byte preset)
    {
        PolicyPreset name = (PolicyPreset)(preset % 6);
        Decision decision = Given.PolicyOf(new PolicyOptions { Preset = name.ToString() }).Decide(found);
        return !IsBlackAtDecidingLevel(found)
            || decision.Status != EquipmentStatus.White
            || decision.Basis is DecisionBasis.Pair or DecisionBasis.BlackAllowedByPair;
    }

    [Property(MaxTest = 1500, Arbitrary = [typeof(PolicyPropertyTests)])]
    public bool Black_equipment_without_a_pair_is_black_under_every_preset_but_type_3(FoundListings found, byte preset)
    {
        PolicyPreset name = (PolicyPreset)(preset % 5);
        Decision decision = Given.PolicyOf(new PolicyOptions { Preset = name.ToString() }).Decide(found);
        return !IsBlackAtDecidingLevel(found) || Counting(found).Any(item => item.Scope == ListingScope.Pair) || decision.Status == EquipmentStatus.Black;
    }

    [Property(MaxTest = 1500, Arbitrary = [typeof(PolicyPropertyTests)])]
    public bool The_order_of_listings_means_nothing(PolicyOptions options, Question question, FoundListings found)
    {
        FoundListings reversed = Given.Nothing().Produced(found.Produced);
        foreach (FoundListing item in found.Items.ToArray().Reverse())
            reversed = reversed.With(item.Feed, item.Scope, item.Listing, item.From, item.To);
        Policy policy = Given.PolicyOf(options);
        Decision one = policy.Decide(question, found, Given.Now);
        Decision other = policy.Decide(question, reversed, Given.Now);
        return (one.Status, one.Basis, one.Feed, one.Listing.List, one.IsError) == (other.Status, other.Basis, other.Feed, other.Listing.List, other.IsError);
    }

    [Property(MaxTest = 1500, Arbitrary = [typeof(PolicyPropertyTests)])]
    public bool What_needs_no_listings_is_decided_alike_with_them(PolicyOptions options, Question question, FoundListings found)
    {
        Policy policy = Given.PolicyOf(options);
        return policy.NeedsListings(question, out Decision early)
            || (early == policy.Decide(question, found, Given.Now) && early == policy.DecideUnavailable(question));
    }

    [Property(MaxTest = 1500, Arbitrary = [typeof(PolicyPropertyTests)])]
    public bool A_decision_by_a_listing_names_one_that_counts(PolicyOptions options, FoundListings found)
    {
        Decision decision = Given.PolicyOf(options).Decide(found);
        return !decision.HasListing || Counting(found).Any(item => item.Feed == decision.Feed && item.Listing == decision.Listing);
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(PolicyPropertyTests)])]
    public Property More_than_fit_never_let_black_equipment_through() => Prop.ForAll(
        ListingsOf(Gen.Constant(FoundListings.Capacity)).ToArbitrary(),
        found =>
        {
            Decision decision = Given.PolicyOf(new PolicyOptions { Preset = "AllowUnlessListed" }).Decide(found.Equipment(EquipmentList.Black));
            return decision.Status != EquipmentStatus.White || decision.Basis is DecisionBasis.Pair or DecisionBasis.BlackAllowedByPair;
        });

    private static Gen<FoundListings> ListingsOf(Gen<int> count) =>
        from number in count
        from items in Gen.ListOf(AnyListing(), number)
        from produced in Gen.Elements(Enum.GetValues<ProducedVerdict>())
        select items.Aggregate(Given.Nothing().Produced(produced), (found, item) => found.With(item.Feed, item.Scope, item.Listing, item.From, item.To));

    private static Gen<FoundListing> AnyListing() =>
        from feed in Gen.Choose(0, 5)
        from scope in Gen.Elements(Enum.GetValues<ListingScope>())
        from list in Gen.Elements(Enum.GetValues<EquipmentList>())
        from width in Gen.Elements(Widths)
        from reason in Gen.Choose(0, 2)
        from validity in Gen.Elements(
            Validity.Always, new Validity(Given.Now, Given.Now + 1), new Validity(0, Given.Now), new Validity(Given.Now + 1, Validity.MaxQuarters))
        select new FoundListing(
            (byte)feed, scope, new Listing(list, (ushort)reason, validity), Given.Key.Value, Given.Key.Value + (scope == ListingScope.Range ? width - 1 : 0));

    private static IEnumerable<FoundListing> Counting(FoundListings found) =>
        found.Items.ToArray().Where(item => item.Listing.Validity.Covers(Given.Now));

    // Said once more, and differently: the level is the equipment's if anything counts there, else the narrowest range's.
    private static bool IsBlackAtDecidingLevel(FoundListings found)
    {
        FoundListing[] individual = [.. Counting(found).Where(item => item.Scope == ListingScope.Equipment)];
        if (individual.Length > 0)
            return individual.Any(item => item.Listing.List == EquipmentList.Black);
        var ranges = Counting(found)
            .Where(item => item.Scope is ListingScope.Range or ListingScope.Tac)
            .Select(item => (Width: item.Scope == ListingScope.Tac ? 1_000_000 : item.To - item.From + 1, item.Listing.List))
            .ToArray();
        return ranges.Any(item => item.Width == ranges.Min(range => range.Width) && item.List == EquipmentList.Black);
    }
}
