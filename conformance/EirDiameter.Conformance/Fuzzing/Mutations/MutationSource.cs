using EirDiameter.Conformance.Messages;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>The mutations of a run: each is made of the seed and its index, whenever it is asked for.</summary>
internal sealed class MutationSource(ulong seed, FuzzSubject subject)
{
    private const int Longest = 60_000;

    private readonly FuzzTemplates _templates = new(subject);
    private readonly string[] _equipment = [.. subject.Black, subject.White];

    /// <summary>What a mutation was and where it goes, without making it.</summary>
    public FuzzPlace PlaceOf(long index) => MutationPlan.DrawPlace(new FuzzRandom(seed, index));

    /// <summary>What a mutation was before it was mutated.</summary>
    public byte[] CreateRight(long index) => Begin(index, out _, out _, out _).Encode();

    /// <summary>One mutation.</summary>
    public Mutation Create(long index)
    {
        DraftMessage message = Begin(index, out FuzzRandom random, out FuzzPlace place, out MutationOperator[] operators);
        byte[] right = message.Encode();
        foreach (MutationOperator one in operators)
            Apply(one, message, random);
        byte[] octets = message.Encode();
        foreach (MutationOperator one in operators.Where(one => one is >= MutationOperator.Truncated and not MutationOperator.SplitWrites))
            octets = OctetMutations.Apply(one, octets, random);
        if (octets.Length > Longest)
            octets = octets[..Longest];
        bool isSplit = operators.Contains(MutationOperator.SplitWrites);
        if (!isSplit && octets.AsSpan().SequenceEqual(right))
        {
            // The operators had nothing to change or undid each other: no message goes out as it was.
            octets = OctetMutations.Apply(MutationOperator.BitFlips, octets, random);
            operators = [.. operators, MutationOperator.BitFlips];
        }

        return new Mutation(index, place, operators, octets, isSplit ? OctetMutations.Cuts(octets.Length, random) : []);
    }

    private DraftMessage Begin(long index, out FuzzRandom random, out FuzzPlace place, out MutationOperator[] operators)
    {
        random = new FuzzRandom(seed, index);
        place = MutationPlan.DrawPlace(random);
        operators = MutationPlan.DrawOperators(random);
        return _templates.Create(place.Kind, index, random);
    }

    private void Apply(MutationOperator one, DraftMessage message, FuzzRandom random)
    {
        if (one <= MutationOperator.Identifiers)
            HeaderMutations.Apply(one, message, random);
        else if (one < MutationOperator.Value)
            AvpMutations.Apply(one, message, random);
        else if (one == MutationOperator.Value)
            ValueMutations.Change(message, _equipment, random);
        else if (one == MutationOperator.ValueSize)
            ValueMutations.Resize(message, random);
    }
}
