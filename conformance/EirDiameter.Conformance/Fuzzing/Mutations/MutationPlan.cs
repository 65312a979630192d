namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>How often which kind comes in which state, and which operator is applied: what costs a connection comes less often.</summary>
internal static class MutationPlan
{
    // Of a thousand. Before a CER and for a CER or DPR each mutation takes a connection of its own.
    private static readonly (FuzzPlace Place, int Weight)[] PlaceWeights =
    [
        (new(FuzzKind.ECR, FuzzState.Open), 560),
        (new(FuzzKind.DWR, FuzzState.Open), 80),
        (new(FuzzKind.ECA, FuzzState.Open), 30),
        (new(FuzzKind.DWA, FuzzState.Open), 30),
        (new(FuzzKind.CEA, FuzzState.Open), 20),
        (new(FuzzKind.DPA, FuzzState.Open), 20),
        (new(FuzzKind.Command, FuzzState.Open), 50),
        (new(FuzzKind.Application, FuzzState.Open), 50),
        (new(FuzzKind.CER, FuzzState.Open), 10),
        (new(FuzzKind.DPR, FuzzState.Open), 15),
        (new(FuzzKind.CER, FuzzState.Before), 30),
        .. Enum.GetValues<FuzzKind>().Where(kind => kind != FuzzKind.CER).Select(kind => (new FuzzPlace(kind, FuzzState.Before), 1)),
        .. Enum.GetValues<FuzzKind>().Select(kind => (new FuzzPlace(kind, FuzzState.Closing), kind is FuzzKind.ECR ? 20 : kind is FuzzKind.CER ? 2 : 5)),
        .. Enum.GetValues<FuzzKind>().Select(kind => (new FuzzPlace(kind, FuzzState.Watchdog), kind is FuzzKind.DWA ? 8 : kind is FuzzKind.CER or FuzzKind.DPR ? 1 : 3)),
    ];

    // Of about a thousand. Truncating, appending and false lengths break the framing, and so cost a connection.
    private static readonly (MutationOperator Operator, int Weight)[] OperatorWeights =
    [
        (MutationOperator.Version, 15),
        (MutationOperator.LengthUp, 6),
        (MutationOperator.LengthDown, 6),
        (MutationOperator.HeaderFlags, 40),
        (MutationOperator.CommandCode, 20),
        (MutationOperator.ApplicationId, 20),
        (MutationOperator.Identifiers, 25),
        (MutationOperator.AvpCode, 60),
        (MutationOperator.AvpFlags, 60),
        (MutationOperator.AvpLength, 60),
        (MutationOperator.AvpVendor, 40),
        (MutationOperator.PaddingOctets, 20),
        (MutationOperator.PaddingMissing, 20),
        (MutationOperator.AvpDropped, 60),
        (MutationOperator.AvpDuplicated, 50),
        (MutationOperator.AvpsReordered, 30),
        (MutationOperator.AvpNested, 40),
        (MutationOperator.AvpAdded, 60),
        (MutationOperator.Value, 180),
        (MutationOperator.ValueSize, 60),
        (MutationOperator.Truncated, 8),
        (MutationOperator.Appended, 8),
        (MutationOperator.SplitWrites, 15),
        (MutationOperator.BitFlips, 50),
        (MutationOperator.OctetsInserted, 25),
        (MutationOperator.OctetsRemoved, 25),
    ];

    private static readonly int AllPlaces = PlaceWeights.Sum(one => one.Weight), AllOperators = OperatorWeights.Sum(one => one.Weight);

    /// <summary>All places that mutations come in.</summary>
    public static IEnumerable<FuzzPlace> Places => PlaceWeights.Select(one => one.Place);

    /// <summary>Draws a place.</summary>
    public static FuzzPlace DrawPlace(FuzzRandom random) => Draw(PlaceWeights, random.Below(AllPlaces));

    /// <summary>Draws the operators of one mutation: mostly one, sometimes up to six.</summary>
    public static MutationOperator[] DrawOperators(FuzzRandom random)
    {
        int count = random.Below(100) switch { < 60 => 1, < 82 => 2, < 92 => 3, < 97 => 4, < 99 => 5, _ => 6 };
        MutationOperator[] operators = new MutationOperator[count];
        for (int i = 0; i < count; i++)
            operators[i] = Draw(OperatorWeights, random.Below(AllOperators));
        return operators;
    }

    private static T Draw<T>((T Choice, int Weight)[] choices, int number)
    {
        int at = 0;
        for (; number >= choices[at].Weight; at++)
            number -= choices[at].Weight;
        return choices[at].Choice;
    }
}
