using System.Text;

namespace EirDiameter.Protocol.Tests;

/// <summary>Messages and identities that the tests start from.</summary>
internal static class Samples
{
    public const string Realm = "epc.mnc001.mcc001.3gppnetwork.org";
    public const string EcrHex =
        "0100014cc000014401000024111111112222222200000107400000326d6d65312e6570632e6d6e633030312e6d63633030312e336770706e" +
        "6574776f726b2e6f72673b313b31000000000104400000200000010a4000000c000028af000001024000000c01000024000001154000000c" +
        "00000001000001084000002e6d6d65312e6570632e6d6e633030312e6d63633030312e336770706e6574776f726b2e6f7267000000000128" +
        "400000296570632e6d6e633030312e6d63633030312e336770706e6574776f726b2e6f72670000000000011b400000296570632e6d6e6330" +
        "30312e6d63633030312e336770706e6574776f726b2e6f726700000000000579c0000038000028af0000057ac000001a000028af33353639" +
        "3338303335363433383000000000057bc000000e000028af30370000000000014000001730303130313031323334353637383900";

    public const string BlockedHex =
        "010000ec4000014401000024111111112222222200000107400000326d6d65312e6570632e6d6e633030312e6d63633030312e336770706e" +
        "6574776f726b2e6f72673b313b31000000000104400000200000010a4000000c000028af000001024000000c010000240000010c4000000c" +
        "000007d1000001154000000c00000001000001084000002e656972312e6570632e6d6e633030312e6d63633030312e336770706e6574776f" +
        "726b2e6f7267000000000128400000296570632e6d6e633030312e6d63633030312e336770706e6574776f726b2e6f7267000000000005a5" +
        "c0000010000028af00000001";

    public const string UnknownHex =
        "010000f04000014401000024111111112222222200000107400000326d6d65312e6570632e6d6e633030312e6d63633030312e336770706e" +
        "6574776f726b2e6f72673b313b31000000000104400000200000010a4000000c000028af000001024000000c010000240000012940000020" +
        "0000010a4000000c000028af0000012a4000000c0000152e000001154000000c00000001000001084000002e656972312e6570632e6d6e63" +
        "3030312e6d63633030312e336770706e6574776f726b2e6f7267000000000128400000296570632e6d6e633030312e6d63633030312e3367" +
        "70706e6574776f726b2e6f7267000000";

    public static LocalIdentity Local { get; } = new()
    {
        OriginHost = "eir1." + Realm,
        OriginRealm = Realm,
        ServedRealms = ["other.example"],
        OriginStateId = 7,
    };

    public static byte[] Ecr => Convert.FromHexString(EcrHex);

    public static NaiveAvp Base(uint code, string text, byte flags = 0x40) => new(code, 0, flags, Encoding.UTF8.GetBytes(text));

    public static NaiveAvp Number(uint code, uint value, byte flags = 0x40) => new(code, 0, flags, Bytes(value));

    public static NaiveAvp ThreeGpp(uint code, string text, byte flags = 0xC0) => new(code, 10415, flags, Encoding.UTF8.GetBytes(text));

    public static NaiveAvp Group(uint code, uint vendor, params NaiveAvp[] children) =>
        new(code, vendor, vendor == 0 ? (byte)0x40 : (byte)0xC0, [.. children.SelectMany(c => c.Octets())]);

    public static NaiveAvp Terminal(params NaiveAvp[] children) => Group(1401, 10415, children);

    public static NaiveAvp Application(params NaiveAvp[] children) => Group(260, 0, children);

    public static NaiveAvp ProxyInfo(string host, params byte[] state) =>
        Group(284, 0, Base(280, host), new NaiveAvp(33, 0, 0x40, state));

    /// <summary>The ECR of the published vector, to be changed by a test.</summary>
    public static NaiveMessage Request() => NaiveMessage.Decode(Ecr)!;

    /// <summary>The ECR with one AVP replaced (same code and vendor), or removed.</summary>
    public static NaiveMessage With(NaiveAvp replacement)
    {
        NaiveMessage request = Request();
        request.Avps[request.Avps.FindIndex(a => a.Code == replacement.Code && a.Vendor == replacement.Vendor)] = replacement;
        return request;
    }

    public static NaiveMessage Adding(params NaiveAvp[] added)
    {
        NaiveMessage request = Request();
        request.Avps.AddRange(added);
        return request;
    }

    public static NaiveMessage Without(params uint[] codes)
    {
        NaiveMessage request = Request();
        request.Avps.RemoveAll(a => codes.Contains(a.Code));
        return request;
    }

    public static NaiveMessage Header(byte flags = 0xC0, uint command = 324, uint application = 16777252, byte version = 1)
    {
        NaiveMessage request = Request();
        return new NaiveMessage
        {
            Version = version,
            Flags = flags,
            Command = command,
            Application = application,
            HopByHop = request.HopByHop,
            EndToEnd = request.EndToEnd,
            Avps = request.Avps,
        };
    }

    /// <summary>Reads as the node would; a sound ECR is answered with "white".</summary>
    public static byte[] Answer(byte[] request, out Fault fault)
    {
        byte[] answer = new byte[AnswerWriter.MaxLength(request.Length, Local)];
        int length = MeIdentityCheckRequest.TryRead(request, Local, out MeIdentityCheckRequest read, out fault)
            ? AnswerWriter.WriteEquipmentStatus(request, in read, Local, 0, answer)
            : AnswerWriter.WriteFault(request, Local, in fault, answer);
        return answer[..length];
    }

    /// <summary>The answer to a request that must be refused, checked for what every refusal has in common.</summary>
    public static NaiveMessage Refusal(byte[] request, uint resultCode, byte row)
    {
        byte[] octets = Answer(request, out Fault fault);
        NaiveMessage answer = NaiveMessage.Decode(octets) ?? throw new InvalidOperationException("the answer is not well-formed");
        Assert.Equal(resultCode, answer[268].Number);
        Assert.Equal(row, fault.Row);
        Assert.Equal(resultCode is >= 3000 and < 4000, (answer.Flags & 0x20) != 0);
        Assert.Equal(request[4] & 0x40, answer.Flags & 0x40);
        Assert.Equal(0, answer.Flags & 0x90);
        Assert.DoesNotContain(answer.Avps, a => a.Code is 297 or 1445);
        return answer;
    }

    public static NaiveMessage Refusal(NaiveMessage request, uint resultCode, byte row) => Refusal(request.Encode(), resultCode, row);

    /// <summary>The octets inside Failed-AVP.</summary>
    public static byte[] Failed(NaiveMessage answer) => answer[279].Data;

    public static byte[] Bytes(uint value)
    {
        var octets = new List<byte>();
        NaiveMessage.AddNumber(octets, value, 4);
        return [.. octets];
    }
}
