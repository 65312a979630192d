using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Tests.Judging;

/// <summary>Each thing that a case can say of an answer, met and missed.</summary>
public class MessageExpectationTests
{
    private const uint ThreeGpp = 10415;

    private static readonly Dictionary<string, string> Answers = new() { ["unlisted"] = "unknown", ["malformed"] = "5004" };

    private static readonly NaiveAvp SessionId = new(263, 0, 0x40, "mme;1;2"u8.ToArray());
    private static readonly NaiveAvp OriginHost = new(264, 0, 0x40, "EIR.example.org"u8.ToArray());
    private static readonly NaiveAvp Success = new(268, 0, 0x40, [0, 0, 7, 0xD1]);
    private static readonly NaiveAvp Black = new(1445, ThreeGpp, 0xC0, [0, 0, 0, 1]);
    private static readonly NaiveAvp Unknown = new(297, 0, 0x40, [.. new NaiveAvp(266, 0, 0x40, [0, 0, 0x28, 0xAF]).Octets(), .. new NaiveAvp(298, 0, 0x40, [0, 0, 0x15, 0x2E]).Octets()]);

    [Theory]
    [InlineData("{status: black}")]
    [InlineData("{result: 2001}")]
    [InlineData("{result: [5004, 2001]}")]
    [InlineData("{flags: P}")]
    [InlineData("{first: Session-Id}")]
    [InlineData("{avps: {Origin-Host: eir.EXAMPLE.org, Equipment-Status: 1, Route-Record: absent, Session-Id: same}}")]
    [InlineData("{avps: {Session-Id: {matches: '^mme;'}, Equipment-Status: {not: 0}, Result-Code: {count: 1}}}")]
    [InlineData("{avps: {Equipment-Status: {one-of: [0, 1]}, Origin-Host: present}}")]
    [InlineData("{avp-flags: {Equipment-Status: VM, Session-Id: M}}")]
    public void A_right_answer_has_no_difference(string expectation) =>
        Assert.Empty(Judge(expectation, SessionId, Success, OriginHost, Black));

    [Theory]
    [InlineData("{status: white}", "Equipment-Status: expected 0 (white), got 1")]
    [InlineData("{status: unlisted}", "Experimental-Result/Experimental-Result-Code: expected 5422, got nothing")]
    [InlineData("{status: malformed}", "Result-Code: expected 5004, got 2001")]
    [InlineData("{result: 5004}", "Result-Code: expected 5004, got 2001")]
    [InlineData("{experimental: 5422}", "Result-Code: expected absent, got 2001")]
    [InlineData("{flags: PE}", "flags: expected PE, got P")]
    [InlineData("{first: Origin-Host}", "first AVP: expected Origin-Host, got Session-Id")]
    [InlineData("{avps: {Route-Record: present}}", "Route-Record: expected present, got nothing")]
    [InlineData("{avps: {Origin-Host: absent}}", "Origin-Host: expected absent, got EIR.example.org")]
    [InlineData("{avps: {Origin-Host: other.example.org}}", "Origin-Host: expected other.example.org, got EIR.example.org")]
    [InlineData("{avps: {Proxy-Info: same}}", "Proxy-Info: expected as in the request")]
    [InlineData("{avps: {Equipment-Status: {not: 1}}}", "Equipment-Status: expected anything but 1, got 1")]
    [InlineData("{avps: {Result-Code: {count: 2}}}", "Result-Code: expected 2 of them, got 2001")]
    [InlineData("{avp-flags: {Equipment-Status: V}}", "Equipment-Status: expected flags V, got flags VM")]
    [InlineData("{failed: User-Name}", "Failed-AVP: expected exactly User-Name, got nothing")]
    public void A_wrong_answer_has_one_that_says_what_is_wrong(string expectation, string difference) =>
        Assert.Contains(Judge(expectation, SessionId, Success, OriginHost, Black), found => found.ToString().StartsWith(difference, StringComparison.Ordinal));

    [Fact]
    public void Unknown_equipment_is_an_experimental_result_of_3gpp_and_nothing_else()
    {
        Assert.Empty(Judge("{status: unknown}", SessionId, Unknown));
        Assert.Empty(Judge("{status: unlisted}", SessionId, Unknown));
        Assert.NotEmpty(Judge("{status: unknown}", SessionId, Unknown, Success));
        Assert.NotEmpty(Judge("{status: unknown}", SessionId, new NaiveAvp(268, 0, 0x40, [0, 0, 0x15, 0x2E])));
        NaiveAvp ofNobody = new(297, 0, 0x40, new NaiveAvp(298, 0, 0x40, [0, 0, 0x15, 0x2E]).Octets());
        Assert.Contains(Judge("{status: unknown}", SessionId, ofNobody), difference => difference.What == "Experimental-Result/Vendor-Id");
    }

    [Theory]
    [InlineData("{failed: User-Name}", "000000014000000A61620000", true)]
    [InlineData("{failed: User-Name}", "000000014000000A61620000" + "000000014000000A61620000", false)]
    [InlineData("{failed: {User-Name: zero}}", "0000000140000008", true)]
    [InlineData("{failed: {User-Name: zero}}", "000000014000000A61620000", false)]
    [InlineData("{failed: {User-Name: same}}", "000000014000000A61620000", true)]
    [InlineData("{failed: {User-Name: same}}", "000000014000000A61630000", false)]
    [InlineData("{failed: {User-Name: ab}}", "000000014000000A61620000", true)]
    [InlineData("{failed: Terminal-Information/IMEI}", "00000579C0000018000028AF" + "0000057AC000000C000028AF", true)]
    [InlineData("{failed: Terminal-Information/IMEI}", "0000057AC000000C000028AF", false)]
    public void Failed_AVP_holds_what_is_at_fault_within_its_groups_and_nothing_else(string expectation, string failed, bool isRight) =>
        Assert.Equal(isRight, !Judge(expectation, new NaiveAvp(279, 0, 0x40, Convert.FromHexString(failed))).Any());

    [Fact]
    public void An_answer_belongs_to_its_request()
    {
        NaiveMessage request = new() { Flags = 0xC0, Command = 324, Application = MessageKind.S13, HopByHop = 1, EndToEnd = 2 };
        SentMessage sent = SentMessage.Of(request.Encode());
        NaiveMessage right = new() { Flags = 0x40, Command = 324, Application = MessageKind.S13, HopByHop = 1, EndToEnd = 2 };
        Assert.Empty(AnswerForm.OfAnswer(right, sent));
        NaiveMessage wrong = new() { Flags = 0xC0, Command = 323, Application = 0, HopByHop = 1, EndToEnd = 3 };
        Assert.Equal(["R bit", "End-to-End Identifier", "Command Code", "Application-ID"], AnswerForm.OfAnswer(wrong, sent).Select(difference => difference.What));
    }

    [Fact]
    public void Any_message_is_well_formed_down_to_each_AVP()
    {
        NaiveMessage message = new()
        {
            Flags = 0x41,
            Avps =
            [
                new NaiveAvp(263, 0, 0x40, [0xC3, 0x28]),
                new NaiveAvp(268, 0, 0x40, [1]),
                new NaiveAvp(264, 0, 0x41, "a"u8.ToArray()),
                new NaiveAvp(297, 0, 0x40, [1, 2, 3]),
                new NaiveAvp(284, 0, 0x40, [1, 2, 3]),
            ],
        };
        string[] wrong = ["reserved flags", "Session-Id", "Result-Code", "Origin-Host", "Experimental-Result"];
        Assert.Equal(wrong, AnswerForm.OfAny(message).Select(difference => difference.What));
    }

    private static IReadOnlyList<Difference> Judge(string expectation, params List<NaiveAvp> avps)
    {
        YamlMap map = YamlFile.Parse(expectation, "expectation");
        NaiveMessage answer = new() { Flags = 0x40, Command = 324, Avps = avps };
        NaiveAvp[] request = [SessionId, new(1, 0, 0x40, "ab"u8.ToArray()), new(284, 0, 0x40, [])];
        return [.. new MessageExpectation(map).Judge(answer, request, Answers, text => text)];
    }
}
