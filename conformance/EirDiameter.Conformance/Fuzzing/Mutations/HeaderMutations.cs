using EirDiameter.Conformance.Messages;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>What can be done to a header, RFC 6733 3.</summary>
internal static class HeaderMutations
{
    private static readonly uint[] Commands = [257, 280, 282, 324, 0, 258, 271, 274, 275, 316, 323, 325, 0xFFFFFF, 0xFFFFFE];
    private static readonly uint[] Applications = [0, 16777252, 16777251, 16777253, 1, 3, 4, 0xFFFFFFFF, 0x24000001, 0x01000025];
    private static readonly uint[] Numbers = [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];
    private static readonly int[] TooMuch = [1, 2, 3, 4, 8, 12, 20, 100, 1000, 60_000, 70_000, 1_000_000, 0xFFFFFF];
    private static readonly int[] TooLittle = [-1, -2, -3, -4, -8, -12, -20, -40];
    private static readonly int[] Least = [0, 1, 4, 16, 19, 20, 21, 24, 28];

    /// <summary>Applies one of the operators that change the header.</summary>
    public static void Apply(MutationOperator what, DraftMessage message, FuzzRandom random)
    {
        switch (what)
        {
            case MutationOperator.Version:
                message.Version = random.Chance(50) ? (byte)random.Pick([0, 2, 3, 255]) : (byte)random.Next();
                break;
            case MutationOperator.LengthUp:
                message.Length = new LengthClaim(true, random.Pick(TooMuch));
                break;
            case MutationOperator.LengthDown:
                message.Length = random.Chance(50) ? new LengthClaim(true, random.Pick(TooLittle)) : new LengthClaim(false, random.Pick(Least));
                break;
            case MutationOperator.HeaderFlags:
                message.Flags = random.Chance(50) ? (byte)(message.Flags ^ (1 << random.Below(8))) : (byte)random.Next();
                break;
            case MutationOperator.CommandCode:
                message.Command = random.Chance(80) ? random.Pick(Commands) : (uint)random.Next() & 0xFFFFFF;
                break;
            case MutationOperator.ApplicationId:
                message.Application = random.Chance(80) ? random.Pick(Applications) : (uint)random.Next();
                break;
            default:
                Identify(message, random);
                break;
        }
    }

    private static void Identify(DraftMessage message, FuzzRandom random)
    {
        int which = random.Below(3);
        if (which != 0)
            message.HopByHop = random.Chance(60) ? random.Pick(Numbers) : (uint)random.Next();
        if (which != 1)
            message.EndToEnd = random.Chance(60) ? random.Pick(Numbers) : (uint)random.Next();
    }
}
