using System.Buffers.Binary;
using System.Text;
using EirDiameter.Conformance.Messages;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>Other values of AVPs, by the types of RFC 6733 4.2 and 4.3.</summary>
internal static class ValueMutations
{
    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 3, 7, 127, 128, 255, 256, 2001, 3001, 4003, 5001, 5422, 10415, 16777251, 16777252, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF,
        0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF,
    ];

    private static readonly byte[][] BadText =
    [
        [0xFF], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xFE, 0xFF], [0], [0x1B, (byte)'[', (byte)'2', (byte)'J'],
    ];

    private static readonly string[] Names =
    [
        "", ".", "..", "a", "-", "xn--", "xn--a", "UPPER.EXAMPLE", "host.example.", "host..example", "host name.example", "höst.example", "aaa://host:3868;transport=tcp",
        "localhost", "127.0.0.1", "[::1]", "%s%n", "a;b;c", "*",
    ];

    private static readonly int[] Sizes = [0, 0, 1, 2, 3, 5, 6, 7, 8, 9, 12, 16, 255, 256];

    /// <summary>Gives an AVP another value that its type makes interesting.</summary>
    public static void Change(DraftMessage message, IReadOnlyList<string> equipment, FuzzRandom random)
    {
        if (AvpPool.Pick(message.Avps, random) is not var (home, at))
            return;
        DraftAvp avp = home[at];
        AvpDefinition? definition = AvpDictionary.Find(avp.Code, avp.Vendor);
        if (avp.Members is not null || definition?.Type == AvpType.Grouped)
        {
            avp.Data = random.Chance(50) ? [] : random.Octets(random.Below(40));
            avp.Members = null;
            return;
        }

        avp.Data = definition?.Type switch
        {
            _ when avp is { Code: AvpCodes.Imei, Vendor: 10415 } => ImeiForms.Some(random.Pick(equipment), random),
            AvpType.Unsigned32 or AvpType.Integer32 or AvpType.Enumerated or AvpType.Time or AvpType.Float32 => Number(random, 4),
            AvpType.Unsigned64 or AvpType.Integer64 or AvpType.Float64 => Number(random, 8),
            AvpType.Address => [0, (byte)random.Pick([0, 1, 2, 3, 8, 255]), .. random.Octets(random.Pick([0, 3, 4, 5, 15, 16, 17]))],
            _ => Text(avp.Data, random),
        };
    }

    /// <summary>Gives an AVP a value of another size.</summary>
    public static void Resize(DraftMessage message, FuzzRandom random)
    {
        if (AvpPool.Pick(message.Avps, random) is not var (home, at))
            return;
        DraftAvp avp = home[at];
        int size = random.Below(100) switch { < 90 => random.Pick(Sizes), < 99 => random.Between(257, 3000), _ => random.Between(3000, 20_000) };
        byte[] data = avp.Members is { } members ? AvpPool.Encode(members) : avp.Data;
        avp.Members = null;
        avp.Data = new byte[size];
        for (int i = 0; i < size; i++)
            avp.Data[i] = i < data.Length ? data[i] : data.Length > 0 ? data[i % data.Length] : (byte)'0';
    }

    private static byte[] Number(FuzzRandom random, int size)
    {
        byte[] octets = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, random.Chance(85) ? random.Pick(Numbers) : random.Next());
        return octets[(8 - size)..];
    }

    private static byte[] Text(byte[] before, FuzzRandom random) => random.Below(5) switch
    {
        0 => random.Pick(BadText),
        1 => [.. before, .. random.Pick(BadText)],
        2 => Encoding.UTF8.GetBytes(random.Pick(Names)),
        3 => random.Octets(random.Below(20)),
        _ => [.. before.AsSpan(0, random.Below(before.Length + 1)), .. random.Pick(BadText), .. before],
    };
}
