using EirDiameter.Conformance.Messages;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>What can be done to AVPs and to their order, RFC 6733 4.</summary>
internal static class AvpMutations
{
    private const int DeepestNest = 60;

    private static readonly uint[] Vendors = [0, 10415, 10414, 1, 9, 5535, 0xFFFFFFFF];
    private static readonly int[] FalseLengths = [0, 1, 4, 7, 8, 11, 12, 13, 255, 256, 65535, 0x7FFFFF, 0xFFFFFF];
    private static readonly uint[] Groups = [AvpCodes.ProxyInfo, AvpCodes.FailedAvp, AvpCodes.VendorSpecificApplicationId, AvpCodes.ExperimentalResult];

    /// <summary>Applies one of the operators that change AVPs. Nothing happens when there is none.</summary>
    public static void Apply(MutationOperator what, DraftMessage message, FuzzRandom random)
    {
        if (what == MutationOperator.AvpAdded)
            Add(message, random);
        if (AvpPool.Pick(message.Avps, random) is not var (home, at) || what == MutationOperator.AvpAdded)
            return;
        DraftAvp avp = home[at];
        switch (what)
        {
            case MutationOperator.AvpCode:
                AvpDefinition other = AvpPool.Any(random);
                home[at] = AvpPool.WithCode(avp, random.Below(3) switch { 0 => other.Code, 1 => avp.Code + (uint)random.Between(-1, 1), _ => (uint)random.Next() }, avp.Vendor);
                break;
            case MutationOperator.AvpFlags:
                avp.Flags = random.Chance(70) ? (byte)(avp.Flags ^ (1 << random.Between(3, 7))) : (byte)random.Next();
                break;
            case MutationOperator.AvpLength:
                avp.Length = random.Chance(60) ? new LengthClaim(true, random.Between(-12, 12)) : new LengthClaim(false, random.Pick(FalseLengths));
                break;
            case MutationOperator.AvpVendor:
                avp.Vendor = random.Chance(80) ? random.Pick(Vendors) : (uint)random.Next();
                avp.Flags |= DraftAvp.VendorFlag;
                break;
            case MutationOperator.PaddingOctets:
                foreach (DraftAvp padded in random.Chance(50) ? home : [avp])
                    padded.Padding = (byte)random.Between(1, 255);
                break;
            case MutationOperator.PaddingMissing:
                LosePadding(message, random);
                break;
            case MutationOperator.AvpDropped:
                home.RemoveAt(at);
                break;
            case MutationOperator.AvpDuplicated:
                for (int more = random.Chance(90) ? 1 : random.Between(2, 40); more > 0; more--)
                    home.Insert(random.Below(home.Count + 1), avp.Copy());
                break;
            case MutationOperator.AvpsReordered:
                Shuffle(random.Chance(70) ? message.Avps : home, random);
                break;
            case MutationOperator.AvpNested:
                Nest(message, home, at, random);
                break;
        }
    }

    private static void Add(DraftMessage message, FuzzRandom random)
    {
        DraftAvp added = random.Chance(60) ? AvpPool.Usual(AvpPool.Any(random), random) : AvpPool.Unknown(random);
        List<DraftAvp> home = random.Chance(25) ? message.Avps.Find(avp => avp.Members is not null)?.Members ?? message.Avps : message.Avps;
        home.Insert(random.Below(home.Count + 1), added);
    }

    // The AVPs from some place on become mere octets, the first of them without its padding.
    private static void LosePadding(DraftMessage message, FuzzRandom random)
    {
        int from = random.Below(message.Avps.Count);
        byte[] first = AvpPool.Encode([message.Avps[from]]);
        int length = (message.Avps[from].Flags & DraftAvp.VendorFlag) != 0 ? 12 : 8;
        length += message.Avps[from].Members is { } members ? AvpPool.Encode(members).Length : message.Avps[from].Data.Length;
        byte[] rest = AvpPool.Encode(message.Avps.Skip(from + 1));
        message.Tail = [.. first.AsSpan(0, Math.Min(length, first.Length)), .. rest, .. message.Tail];
        if (random.Chance(70))
            message.Tail = [.. message.Tail, .. new byte[(4 - (message.Tail.Length % 4)) % 4]];
        message.Avps.RemoveRange(from, message.Avps.Count - from);
    }

    private static void Shuffle(List<DraftAvp> avps, FuzzRandom random)
    {
        for (int i = avps.Count - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (avps[i], avps[other]) = (avps[other], avps[i]);
        }
    }

    private static void Nest(DraftMessage message, List<DraftAvp> home, int at, FuzzRandom random)
    {
        DraftAvp avp = home[at];
        if (avp.Members is { Count: > 0 } members && random.Chance(30))
        {
            message.Avps.AddRange(members.Select(member => member.Copy()));
            return;
        }

        for (int depth = random.Chance(85) ? 1 : random.Between(2, DeepestNest); depth > 0; depth--)
        {
            bool isTerminal = random.Chance(25);
            DraftAvp group = isTerminal ? new(AvpCodes.TerminalInformation, 10415, 0xC0) : new(random.Pick(Groups), 0, 0x40);
            group.Members = [avp];
            avp = group;
        }

        home[at] = avp;
    }
}
