using EirDiameter.Conformance.Fuzzing.Conversations;
using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Tests.Fuzzing;

public sealed class MutationTests
{
    private const int Some = 20_000;

    private static readonly MutationSource Source = new(7, FuzzTestSubject.Create());
    private static readonly List<Mutation> Mutations = Create(7, Enumerable.Range(0, Some));

    [Fact]
    public void The_same_seed_and_index_give_the_same_octets_whatever_was_asked_for_before()
    {
        List<Mutation> backwards = Create(7, Enumerable.Range(0, 2000).Reverse());
        backwards.Reverse();
        for (int i = 0; i < backwards.Count; i++)
        {
            Assert.Equal(Mutations[i].Octets, backwards[i].Octets);
            Assert.Equal(Mutations[i].Cuts, backwards[i].Cuts);
            Assert.Equal(Mutations[i].Place, backwards[i].Place);
        }
    }

    [Fact]
    public void Another_seed_gives_other_octets()
    {
        List<Mutation> others = Create(8, Enumerable.Range(0, 200));
        Assert.All(others, other => Assert.NotEqual(Mutations[(int)other.Index].Octets, other.Octets));
    }

    [Fact]
    public void Each_operator_is_applied_to_some_mutation() =>
        Assert.Equal(Enum.GetValues<MutationOperator>().Order(), Mutations.SelectMany(mutation => mutation.Operators).Distinct().Order());

    [Fact]
    public void Each_kind_comes_in_each_state()
    {
        IEnumerable<FuzzPlace> all = Enum.GetValues<FuzzKind>().SelectMany(_ => Enum.GetValues<FuzzState>(), (kind, state) => new FuzzPlace(kind, state));
        Assert.Empty(all.Except(Mutations.Select(mutation => mutation.Place)));
    }

    [Theory]
    [InlineData("Version")]
    [InlineData("LengthUp")]
    [InlineData("LengthDown")]
    [InlineData("HeaderFlags")]
    [InlineData("AvpFlags")]
    [InlineData("AvpLength")]
    [InlineData("AvpDropped")]
    [InlineData("AvpDuplicated")]
    [InlineData("AvpNested")]
    [InlineData("AvpAdded")]
    [InlineData("Value")]
    [InlineData("Truncated")]
    [InlineData("Appended")]
    [InlineData("BitFlips")]
    [InlineData("OctetsInserted")]
    [InlineData("OctetsRemoved")]
    public void An_operator_by_itself_changes_octets(string name)
    {
        MutationOperator what = Enum.Parse<MutationOperator>(name);
        Mutation[] alone = [.. Mutations.Where(mutation => mutation.Operators.SequenceEqual([what]))];
        Assert.True(alone.Length > 0, $"no {what} by itself");
        Assert.All(alone, mutation => Assert.NotEqual(Source.CreateRight(mutation.Index), mutation.Octets));
    }

    [Fact]
    public void No_message_goes_out_as_it_was_unless_it_is_cut_into_writes()
    {
        foreach (Mutation mutation in Mutations.Where(mutation => mutation.Octets.SequenceEqual(Source.CreateRight(mutation.Index))))
            Assert.NotEmpty(mutation.Cuts);
    }

    [Fact]
    public void Cuts_lie_within_the_message_and_ascend() => Assert.All(Mutations.Where(mutation => mutation.Cuts.Count > 0), mutation =>
    {
        Assert.Equal(mutation.Cuts.Distinct().Order(), mutation.Cuts);
        Assert.InRange(mutation.Cuts[0], 1, mutation.Octets.Length - 1);
        Assert.InRange(mutation.Cuts[^1], 1, mutation.Octets.Length - 1);
    });

    [Fact]
    public void Most_keep_the_framing_so_that_many_share_a_connection() =>
        Assert.InRange(Mutations.Count(mutation => mutation.KeepsFraming) / (double)Some, 0.9, 0.99);

    [Fact]
    public void Connections_carry_each_mutation_once_and_end_with_those_that_end_them()
    {
        ConversationPlan[] plans = [.. ConversationPlan.For(Mutations)];
        Assert.Equal(Mutations.Select(mutation => mutation.Index), plans.SelectMany(plan => plan.All).Select(mutation => mutation.Index).Order());
        Assert.All(plans, plan =>
        {
            Assert.All(plan.All, mutation => Assert.Equal(plan.State, mutation.Place.State));
            Assert.All(plan.Items, mutation => Assert.False(mutation.TakesConnection));
            Assert.True(plan.Last is null || plan.Last.TakesConnection);
            Assert.True(plan.Items.Count <= 1 || plan.Items.Sum(mutation => mutation.Octets.Length) <= 48 * 1024);
        });
    }

    [Fact]
    public void A_filter_keeps_the_indices_of_what_it_lets_through()
    {
        FuzzFilter filter = FuzzTestSubject.Filter("ecr@OPEN", "*@closing");
        Assert.True(filter.Wants(new FuzzPlace(FuzzKind.ECR, FuzzState.Open)));
        Assert.True(filter.Wants(new FuzzPlace(FuzzKind.CEA, FuzzState.Closing)));
        Assert.False(filter.Wants(new FuzzPlace(FuzzKind.ECR, FuzzState.Before)));
    }

    [Theory]
    [InlineData("ECR")]
    [InlineData("ECR@somewhere")]
    [InlineData("STR@open")]
    public void A_filter_that_lets_nothing_through_is_explained(string text)
    {
        Assert.False(FuzzFilter.TryParse([text], out _, out string problem));
        Assert.Contains("KIND@STATE", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_answers_the_request_of_the_target_unless_its_identifiers_are_mutated()
    {
        byte[] request = [.. Enumerable.Range(0, 20).Select(i => (byte)i)];
        Mutation answer = Mutations.First(mutation => mutation.Place.Kind == FuzzKind.DWA && mutation.Operators.SequenceEqual([MutationOperator.Value]));
        Assert.Equal(request[12..20], answer.AnsweringTo(request).Octets[12..20]);
        Mutation other = Mutations.First(mutation => mutation.Place.Kind == FuzzKind.DWA && mutation.KeepsFraming && mutation.Operators.Contains(MutationOperator.Identifiers));
        Assert.Same(other, other.AnsweringTo(request));
    }

    [Fact]
    public void Digits_as_TBCD_have_the_first_in_the_low_half_and_F_behind_an_odd_one() =>
        Assert.Equal([0x53, 0x96, 0xF8], ImeiForms.Tbcd("35698"));

    [Theory]
    [InlineData("35693803564380", "356938035643809")]
    [InlineData("49015420323751", "490154203237518")]
    public void The_check_digit_is_that_of_Luhn(string imei, string right) => Assert.Contains(right, ImeiForms.Right.Select(form => form(imei)));

    private static List<Mutation> Create(ulong seed, IEnumerable<int> indices)
    {
        MutationSource source = new(seed, FuzzTestSubject.Create());
        return [.. indices.Select(index => source.Create(index))];
    }
}
