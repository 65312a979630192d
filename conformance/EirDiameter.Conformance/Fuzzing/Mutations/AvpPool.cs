using System.Text;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>AVPs to add, and places of AVPs to change.</summary>
internal static class AvpPool
{
    private static readonly AvpDefinition[] All = [.. AvpDictionary.All.OrderBy(one => one.VendorId).ThenBy(one => one.Code)];

    /// <summary>The definition of a name that the dictionary has.</summary>
    public static AvpDefinition Named(string name) => AvpNames.Find(name)!;

    /// <summary>Any definition.</summary>
    public static AvpDefinition Any(FuzzRandom random) => random.Pick(All);

    /// <summary>An AVP with the flags that it should have and a value that its type allows.</summary>
    public static DraftAvp Usual(AvpDefinition definition, FuzzRandom random)
    {
        DraftAvp avp = new(definition.Code, definition.VendorId, (byte)definition.Flags);
        if (definition.Type == AvpType.Grouped)
            avp.Members = [Usual(definition.Opaque ? Named("Proxy-Host") : Named("Vendor-Id"), random)];
        else if (definition.FixedSize > 0)
            avp.Data = random.Octets(definition.FixedSize);
        else
            avp.Data = definition.Type == AvpType.Address ? [0, 1, 127, 0, 0, 1] : Encoding.ASCII.GetBytes($"fuzz{random.Below(1000)}.example");
        return avp;
    }

    /// <summary>One that nobody knows.</summary>
    public static DraftAvp Unknown(FuzzRandom random) => new(random.Chance(50) ? (uint)random.Between(3000, 90_000) : (uint)random.Next(), random.Chance(50) ? 10415 : (uint)random.Below(100_000), (byte)(random.Below(8) << 5))
    {
        Data = random.Octets(random.Below(24)),
    };

    /// <summary>One AVP of a message, in a group as often as not; null when there is none.</summary>
    public static (List<DraftAvp> Home, int At)? Pick(List<DraftAvp> avps, FuzzRandom random)
    {
        if (avps.Count == 0)
            return null;

        // What is asked about decides most: it must not be one among ten.
        int terminal = avps.FindIndex(avp => avp.Code == AvpCodes.TerminalInformation && avp.Members is { Count: > 0 });
        int at = terminal >= 0 && random.Chance(30) ? terminal : random.Below(avps.Count);
        for (; avps[at].Members is { Count: > 0 } members && random.Chance(70); at = random.Below(avps.Count))
            avps = members;
        return (avps, at);
    }

    /// <summary>The same AVP with another code.</summary>
    public static DraftAvp WithCode(DraftAvp avp, uint code, uint vendor) => new(code, vendor, avp.Flags)
    {
        Data = avp.Data,
        Members = avp.Members,
        Length = avp.Length,
        Padding = avp.Padding,
    };

    /// <summary>Octets of all AVPs in their order.</summary>
    public static byte[] Encode(IEnumerable<DraftAvp> avps)
    {
        List<byte> octets = [];
        foreach (DraftAvp avp in avps)
            avp.Write(octets);
        return [.. octets];
    }
}
