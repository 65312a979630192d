using static EirDiameter.EndToEnd.Tests.Diameter.Messages;
using static EirDiameter.EndToEnd.Tests.Diameter.Wire;

namespace EirDiameter.EndToEnd.Tests.HostileBytes;

/// <summary>
/// Messages that are wrong in one way each, among them the shapes that brought other Diameter stacks down, and what RFC 6733 7 has for
/// them. All ask about <see cref="Blocked"/>.
/// </summary>
internal static class FaultyMessages
{
    /// <summary>Equipment that is black in these tests, and that nothing here may turn white.</summary>
    public const string Blocked = "35693803564380";

    public const string NoAnswer = "no answer";

    private const int Deep = 4000;

    /// <summary>Messages with a true length: the connection stays, and the answer is known.</summary>
    public static IReadOnlyDictionary<string, (byte[] Message, string Answer)> Framed { get; } = new Dictionary<string, (byte[], string)>
    {
        ["nothing wrong"] = (Check([.. Head(), Terminal]), "black"),
        ["unknown AVP with M"] = (Check([.. Head(), Terminal, Avp(9999, "abcd")]), "5001"),
        ["unknown AVP without M"] = (Check([.. Head(), Terminal, Avp(9999, "abcd"u8.ToArray(), flags: 0)]), "black"),
        ["unknown 3GPP AVP with M"] = (Check([.. Head(), Terminal, Avp(19999, "abcd", ThreeGpp)]), "5001"),
        ["AVP length 7"] = (Check([.. Head(), Terminal, Avp(1, "abcd"u8.ToArray(), length: 7)]), "5014"),
        ["AVP length 0"] = (Check([.. Head(), Terminal, Avp(1, "abcd"u8.ToArray(), length: 0)]), "5014"),
        ["AVP length 0 in a group"] = (Check([.. Head(), Group(1401, ThreeGpp, Avp(1402, "35693803564380"u8.ToArray(), ThreeGpp, length: 0))]), "5014"),
        ["AVP length past the message"] = (Check([.. Head(), Terminal, Avp(1, "abcd"u8.ToArray(), length: 400)]), "5014"),
        ["AVP length of 16 MiB"] = (Check([.. Head(), Terminal, Avp(1, "abcd"u8.ToArray(), length: 0xFFFFFF)]), "5014"),
        ["AVP past its group"] = (Check([.. Head(), Group(1401, ThreeGpp, Avp(1402, "35693803564380"u8.ToArray(), ThreeGpp, length: 60))]), "5014"),
        ["V bit and length 8"] = (Check([.. Head(), Terminal, Avp(1402, [], ThreeGpp, length: 8)]), "5014"),
        ["V bit and length 9"] = (Check([.. Head(), Terminal, Avp(1402, [], ThreeGpp, length: 9)]), "5014"),
        ["V bit and length 10"] = (Check([.. Head(), Terminal, Avp(1402, [], ThreeGpp, length: 10)]), "5014"),
        ["V bit and length 11"] = (Check([.. Head(), Terminal, Avp(1402, [], ThreeGpp, length: 11)]), "5014"),
        ["Auth-Session-State of 5 octets"] = (Check([SessionId(), Avp(277, [0, 0, 0, 0, 1]), .. Origin(), DestinationRealm(), Terminal]), "5014"),
        ["Auth-Session-State of 8 octets"] = (Check([SessionId(), Avp(277, new byte[8]), .. Origin(), DestinationRealm(), Terminal]), "5014"),
        ["Auth-Session-State 7"] = (Check([SessionId(), Avp(277, 7), .. Origin(), DestinationRealm(), Terminal]), "5004"),
        ["padding that is not zero"] = (Check([Avp(263, "mme;1;2"u8.ToArray(), padding: (byte)'x'), SessionState(), .. Origin(), DestinationRealm(), Terminal]), "black"),
        ["nothing but a header"] = (Check([]), "5005"),
        ["neither Session-Id nor Terminal-Information"] = (Check([SessionState(), .. Origin(), DestinationRealm()]), "5005"),
        ["two Terminal-Informations"] = (Check([.. Head(), Terminal, TerminalInformation("49015420323751")]), "5009"),
        ["reserved command flags"] = (Check([.. Head(), Terminal], flags: 0xCF), "black"),
        ["request with the E bit"] = (Check([.. Head(), Terminal], flags: Request | Proxiable | Error), "3008"),
        ["unknown command"] = (Check([.. Head(), Terminal], command: 999), "3001"),
        ["unknown application"] = (Check([.. Head(), Terminal], application: 16779999), "3007"),
        ["IMEI with a letter"] = (Check([.. Head(), TerminalInformation("3569380356438A")]), "5004"),
        ["IMEI of 20 digits"] = (Check([.. Head(), TerminalInformation("35693803564380123456")]), "5004"),
        ["IMEI of 13 digits"] = (Check([.. Head(), TerminalInformation("3569380356438")]), "5004"),
        ["IMEI of no digits"] = (Check([.. Head(), TerminalInformation("")]), "5004"),
        ["Terminal-Information without the V bit"] = (Check([.. Head(), Group(1401, 0, Avp(1402, Blocked, ThreeGpp))]), "5001"),
        ["Vendor-ID where none belongs"] = (Check([.. Head(), Avp(263, "mme;1;3", ThreeGpp), Terminal]), "5001"),
        ["answer to nothing"] = (Check([SessionId(), Avp(268, 5012), SessionState(), .. Origin()], flags: Proxiable), NoAnswer),
        ["answer with Equipment-Status 7"] = (Check([SessionId(), SessionState(), .. Origin(), Avp(268, 2001), Avp(1445, 7, ThreeGpp)], flags: Proxiable), NoAnswer),
        ["answer with Equipment-Status 0"] = (Check([SessionId(), SessionState(), .. Origin(), Avp(268, 2001), Avp(1445, 0, ThreeGpp)], flags: Proxiable), NoAnswer),
        ["answer with two Result-Codes"] = (Check([SessionId(), Avp(268, 2001), Avp(268, 2001), SessionState(), .. Origin()], flags: Proxiable), NoAnswer),
        ["DWA with another End-to-End id"] = (Message(0, DeviceWatchdog, 0, [Avp(268, 2001), .. Origin()], hopByHop: 7, endToEnd: 8), NoAnswer),
    };

    /// <summary>Messages whose length or version cannot be trusted, or that no clause says one thing about: an error or a closed connection will do.</summary>
    public static IReadOnlyDictionary<string, byte[]> Broken { get; } = new Dictionary<string, byte[]>
    {
        ["message length not a multiple of 4"] = Check([.. Head(), Terminal], length: Check([.. Head(), Terminal]).Length - 2),
        ["message length 0"] = Check([.. Head(), Terminal], length: 0),
        ["message length 19"] = Check([.. Head(), Terminal], length: 19),
        ["message length of 16 MiB"] = Check([.. Head(), Terminal], length: 0xFFFFFC),
        ["message shorter than its length"] = Check([.. Head(), Terminal], length: 4000),
        ["message longer than its length"] = Check([.. Head(), Terminal], length: 100),
        ["version 0"] = Check([.. Head(), Terminal], version: 0),
        ["version 2"] = Check([.. Head(), Terminal], version: 2),
        ["groups in groups, known"] = Check([.. Head(), Nested(1401, ThreeGpp, Mandatory)]),
        ["groups in groups, unknown"] = Check([.. Head(), Terminal, Nested(9999, 0, 0)]),
        ["groups in groups, Proxy-Info"] = Check([.. Head(), Terminal, Nested(284, 0, Mandatory)]),
        ["groups in groups, Failed-AVP"] = Check([.. Head(), Terminal, Nested(279, 0, Mandatory)]),
        ["ten thousand empty AVPs"] = Check([.. Head(), Terminal, .. Enumerable.Repeat(Avp(9999, [], flags: 0), 10_000)]),
        ["ten thousand Proxy-Infos"] = Check([.. Head(), Terminal, .. Enumerable.Repeat(Group(284, 0, Avp(280, "p.example.org"), Avp(33, "state")), 1000)]),
        ["second CER"] = Capabilities(),
        ["CER of another host"] = Capabilities("somebody-else.example.org"),
        ["text"] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray(),
        ["TLS hello"] = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, .. new byte[600]],
        ["zeros"] = new byte[4096],
        ["ones"] = [.. Enumerable.Repeat((byte)0xFF, 4096)],
        ["one octet"] = [1],
        ["nothing"] = [],
    };

    private static byte[] Terminal => TerminalInformation(Blocked, "01");

    private static byte[] Nested(uint code, uint vendor, byte flags)
    {
        byte[] inner = Avp(1402, Blocked, ThreeGpp);
        for (int depth = 0; depth < Deep; depth++) inner = Avp(code, inner, vendor, flags);
        return inner;
    }
}
